// A steady request allocates nothing: not its stream, its fields, its events, nor its frames.
#include <gtest/gtest.h>

#include <weft/h2/connection.hpp>
#include <weft/testkit/allocations.hpp>
#include <weft/testkit/bodies.hpp>
#include <weft/testkit/frames.hpp>

namespace weft::h2 {
namespace allocations_test {

// Answers every request with a body of the given size; a request's own body is consumed at once.
class Application {
 public:
  explicit Application(Connection& connection) : connection_(connection) { response_.fields.add("server", "weft"); }

  void serve(Octets octets, Time now) {
    connection_.receive(octets, now);
    react(now);
    while (connection_.wants_to_produce()) {
      out_.clear();
      connection_.produce(out_, 64 * 1024, now);
      react(now);
    }
  }

  std::size_t completed = 0;

 private:
  void react(Time now) {
    while (const auto event = connection_.poll_event()) {
      if (const auto* request = std::get_if<RequestReceived>(&*event)) {
        if (request->end == http::End::yes) answer(request->message, now);
      } else if (const auto* data = std::get_if<DataReceived>(&*event)) {
        connection_.consume(data->message, data->octets.size());
        if (data->end == http::End::yes) answer(data->message, now);
      } else if (const auto* closed = std::get_if<Closed>(&*event)) {
        connection_.release(closed->message);
        ++completed;
      }
    }
  }

  void answer(MessageId message, Time now) {
    auto& body = bodies_[(message >> 1) % bodies_.size()];
    body = testkit::LongBody(1000);
    ASSERT_TRUE(connection_.respond(message, response_, &body, now));
  }

  Connection& connection_;
  http::ResponseHead response_;
  std::array<testkit::LongBody, 128> bodies_;
  Buffer out_;
};

std::size_t allocations_of(std::size_t rounds, std::size_t streams, std::size_t upload) {
  Workspace workspace;
  const Options options;
  Time now{std::chrono::hours(1)};
  Connection connection(Role::server, options, workspace, now);
  Application application(connection);

  testkit::Frames peer;
  peer.preface().settings().settings_ack();
  application.serve(peer.octets(), now);
  const auto head = testkit::request(upload == 0 ? "GET" : "POST")
                        .with("user-agent", "a browser of some kind, with a long name")
                        .with("accept", "text/html");
  const std::string content(upload, 'x');
  frame::StreamId next = 1;
  const auto round = [&] {
    const std::size_t sent = peer.octets().size();
    for (std::size_t i = 0; i < streams; ++i, next += 2) {
      peer.headers(next, head, upload == 0 ? http::End::yes : http::End::no);
      if (upload != 0) peer.data(next, content, http::End::yes);
    }
    peer.window_update(0, static_cast<std::uint32_t>(1000 * streams));
    now += std::chrono::milliseconds(10);
    const std::size_t before = testkit::allocations();
    application.serve(peer.octets().subspan(sent), now);
    return testkit::allocations() - before;
  };

  // Long enough for the first WINDOW_UPDATE, which needs a queue of its own, and for the ring of 128 streams.
  for (int i = 0; i < 100; ++i) round();
  std::size_t counted = 0;
  const std::size_t completed_before = application.completed;
  for (std::size_t i = 0; i < rounds; ++i) counted += round();
  EXPECT_EQ(application.completed - completed_before, rounds * streams);
  return counted;
}

TEST(Allocation, does_not_happen_for_a_thousand_requests_one_at_a_time) {
  EXPECT_EQ(allocations_of(1000, 1, 0), 0u);
}

TEST(Allocation, does_not_happen_for_a_thousand_requests_at_once) {
  EXPECT_EQ(allocations_of(20, 50, 0), 0u);
}

TEST(Allocation, does_not_happen_for_a_thousand_uploads) {
  EXPECT_EQ(allocations_of(20, 50, 500), 0u);
}

}  // namespace allocations_test
}  // namespace weft::h2
