// Every allocation of the engine fails once. What is promised then: std::bad_alloc leaves the call it happened
// in, the connection can only be destroyed, nothing leaks, and the workspace serves other connections as before.
#include <gtest/gtest.h>

#include <array>
#include <new>

#include <weft/h2/connection.hpp>
#include <weft/h2/stream.hpp>
#include <weft/testkit/allocations.hpp>
#include <weft/testkit/bodies.hpp>
#include <weft/testkit/frames.hpp>

namespace weft {
namespace {

using http::Role;
using testkit::end_stream;
using testkit::FailingAllocation;
using testkit::Frames;
using testkit::request;
using testkit::response;
using testkit::trailers;

// Everything that allocates outside of the engine stands ready before.
class Script {
 public:
  explicit Script(Role role) : role_(role) {
    options_.pushes = 10;
    options_.dependencies = role == Role::client;
    role == Role::server ? write_client() : write_server();
    interim_.status = http::Status::early_hints;
    interim_.fields.add("link", "</style.css>; rel=preload");
    head_.fields.add("x-name", std::string(20'000, 'v'));
    request_.scheme = "https";
    request_.authority = "example.org";
    request_.path = "/";
    request_.fields.add("x-name", "value");
    out_.prepare(1'000'000);
    for (auto& body : bodies_) body.trailers_to_send().add("x-sum", "1");
  }

  // How many messages ended.
  std::size_t run(h2::Workspace& workspace) {
    Time now{std::chrono::hours(1)};
    h2::Connection connection(role_, options_, workspace, now);
    for (auto& body : bodies_) body.begin();
    next_body_ = closed_ = 0;
    if (role_ == Role::client) ask(connection, now);
    EXPECT_TRUE(connection.update_settings({.pushes = {}, .initial_window = 100'000}));
    for (Octets octets = frames_.octets(); !octets.empty();) {
      const auto size = std::min<std::size_t>(octets.size(), 700);
      connection.receive(octets.first(size), now);
      octets = octets.subspan(size);
      react(connection, now);
    }
    connection.shutdown(now);
    react(connection, now);
    connection.close(h2::ErrorCode::no_error, {});
    react(connection, now);
    return closed_;
  }

 private:
  // A TextBody that can be sent again.
  class Body final : public http::BodySource {
   public:
    void begin() { left_ = 40'000; }
    http::Fields& trailers_to_send() { return trailers_; }
    http::Pulled pull(MutableOctets room) override {
      const std::size_t size = std::min(room.size(), left_);
      left_ -= size;
      std::fill_n(room.begin(), size, std::uint8_t{'x'});
      return {size, left_ == 0 ? http::Pulled::State::end_with_trailers : http::Pulled::State::more};
    }
    const http::Fields& trailers() const override { return trailers_; }

   private:
    std::size_t left_ = 0;
    http::Fields trailers_;
  };

  void write_client() {
    frames_.preface().settings({{frame::SettingId::header_table_size, 100}}).settings_ack();
    frames_.priority(3, {.stream = 0}).headers(1, request("GET"), end_stream, {.stream = 3});
    for (frame::StreamId id = 3; id < 20; id += 2) frames_.headers(id, request("GET"), end_stream);
    frames_.priority_update(41, "u=1").rst_stream(2).settings_ack();
    for (frame::StreamId id = 21; id < 40; id += 2) frames_.headers(id, request("GET"), end_stream);
    frames_.headers_in(3, 41, request("POST").with("x-long", std::string(30'000, 'z')));
    frames_.data(41, std::string(5'000, 'x')).headers(41, trailers(), end_stream);
    frames_.headers(43, request("GET", "no path"), end_stream).headers(45, request("POST")).rst_stream(45);
    frames_.headers(47, request("GET").with("x-huge", std::string(33'000, 'z')), end_stream).ping();
    frames_.window_update(0, 1'000'000).goaway(0);
  }

  void write_server() {
    frames_.settings().settings_ack().headers(1, response(103)).headers(1, response(200).with("x-a", "b"));
    frames_.data(1, std::string(5'000, 'x')).headers(1, trailers(), end_stream);
    frames_.headers_in(3, 3, response(200).with("x-long", std::string(30'000, 'z')));
    frames_.push_promise(3, 2, request("GET")).headers(2, response(200)).data(2, std::string(5'000, 'x'), end_stream);
    frames_.push_promise(3, 4, request("POST")).rst_stream(3).settings_ack();
    frames_.headers(5, response(200).with("bad name", "x")).ping().window_update(0, 1'000'000).goaway(1);
  }

  http::BodySource* next_body() { return &bodies_[next_body_++ % bodies_.size()]; }

  void ask(h2::Connection& connection, Time now) {
    const auto first = connection.open(request_, next_body(), now);
    const auto second = connection.open(request_, next_body(), now, h2::Dependency{*first, 5, true});
    EXPECT_TRUE(connection.open(request_, next_body(), now));
    EXPECT_TRUE(connection.prioritize(*second, h2::Dependency{}));
    EXPECT_TRUE(connection.prioritize(*second, h2::Priority{1, true}));
  }

  void answer(h2::Connection& connection, h2::MessageId message, Time now) {
    if (const auto promised = connection.push(message, request_, now)) {
      EXPECT_TRUE(connection.respond(*promised, head_, next_body(), now));
    }
    EXPECT_TRUE(connection.respond_interim(message, interim_));
    EXPECT_TRUE(connection.respond(message, head_, next_body(), now));
    connection.pause(message);
    connection.set_window(message, 200'000);
    connection.resume(message);
  }

  void react(h2::Connection& connection, Time now) {
    while (const auto event = connection.poll_event()) {
      if (const auto* asked = std::get_if<h2::RequestReceived>(&*event)) {
        answer(connection, asked->message, now);
      } else if (const auto* data = std::get_if<h2::DataReceived>(&*event)) {
        connection.consume(data->message, data->octets.size());
      } else if (const auto* closed = std::get_if<h2::Closed>(&*event)) {
        ++closed_;
        connection.release(closed->message);
      }
    }
    while (connection.wants_to_produce()) {
      out_.clear();
      connection.produce(out_, 64 * 1024, now);
    }
  }

  Role role_;
  h2::Options options_;
  Frames frames_;
  http::ResponseHead interim_;
  http::ResponseHead head_;
  http::RequestHead request_;
  std::array<Body, 64> bodies_;
  std::size_t next_body_ = 0;
  std::size_t closed_ = 0;
  Buffer out_;
};

// Whether there was an n-th allocation, and it failed.
bool fails(Script& script, h2::Workspace& workspace, std::uint64_t n) {
  const FailingAllocation failing(n);
  try {
    script.run(workspace);
  } catch (const std::bad_alloc&) {
  }
  return failing.happened();
}

void fail_each_allocation(Role role) {
  Script script(role);
  std::size_t expected = 0;
  {
    h2::Workspace workspace;
    expected = script.run(workspace);
  }
  ASSERT_GT(expected, 2u);
  std::uint64_t n = 0;
  bool failed = true;
  for (; failed; ++n) {
    SCOPED_TRACE(n);
    h2::Workspace workspace;
    failed = fails(script, workspace, n);
    ASSERT_EQ(workspace.streams().live(), 0u);
    ASSERT_EQ(script.run(workspace), expected);
  }
  // An engine that allocates nothing would prove nothing.
  EXPECT_GT(n, 50u);
}

TEST(Allocation, that_fails_in_a_server_harms_only_its_connection) {
  fail_each_allocation(Role::server);
}

TEST(Allocation, that_fails_in_a_client_harms_only_its_connection) {
  fail_each_allocation(Role::client);
}

// A workspace that other connections have used before has its memory in other places.
TEST(Allocation, that_fails_late_harms_only_its_connection) {
  Script script(Role::server);
  h2::Workspace workspace;
  const std::size_t expected = script.run(workspace);
  std::uint64_t n = 0;
  while (fails(script, workspace, n)) {
    SCOPED_TRACE(n++);
    ASSERT_EQ(script.run(workspace), expected);
  }
}

}  // namespace
}  // namespace weft
