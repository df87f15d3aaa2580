#include <algorithm>
#include <deque>
#include <map>
#include <random>

#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using enum http::Wait;
using frame::SettingId;
using frame::StreamId;
using testkit::LongBody;
using testkit::request;
using testkit::WaitingBody;

using Buckets = std::array<OctetRate*, 1>;

// A call for a message that does not exist does nothing but tell the time.
void tell_time(Engine& engine) {
  engine.connection().ready(0, engine.clock.now());
}

// A server whose application releases nothing, so that the waits can be read at the end.
struct Waiting : Engine {
  explicit Waiting(std::uint32_t stream_window = 0x7fff'ffff)
      : Engine(Role::server, Options{}, Application::never_ends) {
    from_peer.settings({{SettingId::initial_window_size, stream_window}});
    exchange();
  }

  StreamId ask(std::string_view priority = "u=3", http::End end = end_stream) {
    const StreamId stream = next;
    next += 2;
    from_peer.headers(stream, request("GET").with("priority", priority), end);
    exchange();
    return stream;
  }
  StreamId get(http::BodySource& body, std::string_view priority = "u=3") {
    const StreamId stream = ask(priority);
    EXPECT_TRUE(connection().respond(stream, ok(), &body, clock.now()));
    return stream;
  }
  void open_window(StreamId stream, std::uint32_t octets) {
    from_peer.window_update(stream, octets);
    exchange();
  }
  void pass(Duration duration) {
    clock.advance(duration);
    tell_time(*this);
  }
  void wake_after(Duration duration) {
    clock.advance(duration);
    connection().handle_timeout(clock.now());
  }
  // The transport takes a frame.
  Lines turn() {
    Buffer out;
    connection().produce(out, 1, clock.now());
    transcript.read(out.readable());
    return testkit::texts_of(transcript.take());
  }

  Duration waited(StreamId stream, http::Wait wait) { return connection().waits(stream)[wait]; }
  Duration waited(StreamId stream) { return connection().waits(stream).total(); }

  StreamId next = 1;
};

// Expects that all the time of this stream counts for these waits.
void expect_only(Waiting& server, StreamId stream, http::Wait wait, Duration duration) {
  EXPECT_EQ(server.waited(stream, wait), duration) << to_string(wait);
  EXPECT_EQ(server.waited(stream), duration) << to_string(wait);
  EXPECT_EQ(server.connection().waited_for_application(stream), server.waited(stream, application));
}

TEST(Ledger, counts_the_application_from_the_end_of_the_request) {
  Waiting server;
  const StreamId stream = server.ask();
  server.pass(seconds(2));
  expect_only(server, stream, application, seconds(2));
  ASSERT_TRUE(server.connection().respond(stream, ok(), nullptr, server.clock.now()));
  server.produced();
  server.pass(seconds(4));
  expect_only(server, stream, application, seconds(2));
}

TEST(Ledger, counts_the_application_while_a_body_is_blocked) {
  Waiting server;
  WaitingBody body;
  const StreamId stream = server.get(body);
  server.produced();
  server.pass(seconds(3));
  body.end();
  server.connection().ready(stream, server.clock.now());
  server.produced();
  server.pass(seconds(1));
  expect_only(server, stream, application, seconds(3));
}

TEST(Ledger, counts_the_application_while_the_request_does_not_come) {
  Waiting server;
  const StreamId stream = server.ask("u=3", http::End::no);
  server.wake_after(seconds(1));
  expect_only(server, stream, application, seconds(1));
  server.wake_after(seconds(2));
  expect_only(server, stream, application, seconds(3));
  // It comes, and the next look knows.
  for (int i = 0; i < 10; ++i) {
    server.from_peer.data(stream, std::string(2000, 'x'));
    server.exchange();
    server.wake_after(seconds(1));
  }
  expect_only(server, stream, application, seconds(4));
  server.from_peer.data(stream, "all", end_stream);
  server.exchange();
  server.wake_after(seconds(2));
  expect_only(server, stream, application, seconds(6));
}

// They are too few for the pace that is asked of it.
TEST(Ledger, counts_from_the_look_that_found_the_latest_octets_of_the_request) {
  Waiting server;
  const StreamId stream = server.ask("u=3", http::End::no);
  server.from_peer.data(stream, "some");
  server.exchange();
  server.wake_after(seconds(1));
  EXPECT_EQ(server.waited(stream), seconds(0));
  server.wake_after(seconds(1));
  expect_only(server, stream, application, seconds(1));
  server.wake_after(seconds(1));
  expect_only(server, stream, application, seconds(2));
}

// A look for the sake of another one may come soon after the head.
TEST(Ledger, does_not_count_a_request_that_has_just_begun) {
  Waiting server;
  const StreamId first = server.ask("u=3", http::End::no);
  server.wake_after(milliseconds(900));
  const StreamId second = server.ask("u=3", http::End::no);
  server.wake_after(milliseconds(100));
  expect_only(server, first, application, seconds(1));
  EXPECT_EQ(server.waited(second), seconds(0));
}

TEST(Ledger, counts_a_rate_that_keeps_a_request_from_coming) {
  Waiting server;
  const StreamId stream = server.ask("u=3", http::End::no);
  OwnRate slow(100, 1, server.clock.now());
  const std::array<OctetRate*, 1> buckets{&slow};
  server.connection().limit_receiving(stream, buckets);
  for (int i = 0; i < 3; ++i) server.from_peer.data(stream, std::string(16'384, 'x'));
  server.exchange();
  for (int i = 0; i < 3; ++i) server.wake_after(seconds(1));
  expect_only(server, stream, rate_limit, seconds(2));
  server.connection().limit_receiving(stream, {});
}

TEST(Ledger, does_not_count_while_the_request_comes) {
  Waiting server;
  const StreamId stream = server.ask("u=3", http::End::no);
  server.pass(seconds(2));
  EXPECT_EQ(server.waited(stream), seconds(0));
  server.from_peer.data(stream, "all", end_stream);
  server.exchange();
  server.pass(seconds(1));
  expect_only(server, stream, application, seconds(1));
}

TEST(Ledger, begins_with_a_response_that_comes_before_the_end_of_the_request) {
  Waiting server;
  const StreamId stream = server.ask("u=3", http::End::no);
  server.pass(seconds(2));
  WaitingBody body;
  ASSERT_TRUE(server.connection().respond(stream, ok(), &body, server.clock.now()));
  server.produced();
  server.pass(seconds(1));
  server.from_peer.data(stream, "all", end_stream);
  server.exchange();
  server.pass(seconds(1));
  expect_only(server, stream, application, seconds(2));
}

TEST(Ledger, counts_the_window_of_the_stream) {
  Waiting server(1000);
  LongBody body(1500);
  const StreamId stream = server.get(body);
  server.produced();
  server.pass(seconds(4));
  server.open_window(0, 1000);
  server.pass(seconds(1));
  server.open_window(stream, 500);
  server.pass(seconds(1));
  expect_only(server, stream, stream_window, seconds(5));
}

TEST(Ledger, counts_a_window_that_settings_close_and_open) {
  Waiting server;
  LongBody body(100);
  const StreamId stream = server.get(body);
  server.from_peer.settings({{SettingId::initial_window_size, 0}});
  server.exchange();
  server.pass(seconds(2));
  server.from_peer.settings({{SettingId::initial_window_size, 100}});
  server.exchange();
  server.pass(seconds(1));
  expect_only(server, stream, stream_window, seconds(2));
}

TEST(Ledger, counts_the_window_of_the_connection_for_all_who_are_ready) {
  Waiting server;
  LongBody body(default_window + 10);
  LongBody other(10);
  WaitingBody blocked;
  const StreamId stream = server.get(body);
  server.produced();
  const StreamId second = server.get(other);
  const StreamId third = server.get(blocked);
  server.produced();
  server.pass(seconds(3));
  server.open_window(0, 100);
  server.pass(seconds(1));
  expect_only(server, stream, connection_window, seconds(3));
  expect_only(server, second, connection_window, seconds(3));
  // Only a source that is asked can say that it has nothing.
  EXPECT_EQ(server.waited(third, connection_window), seconds(3));
  EXPECT_EQ(server.waited(third, application), seconds(1));
}

TEST(Ledger, counts_the_rate_of_the_message) {
  Waiting server;
  LongBody body(2000);
  OwnRate bucket(1000, 1000, server.clock.now());
  const Buckets buckets{&bucket};
  const StreamId stream = server.get(body);
  server.connection().limit_sending(stream, buckets);
  server.produced();
  for (int i = 0; i < 2; ++i) {
    server.wake_after(milliseconds(500));
    server.produced();
  }
  server.pass(seconds(1));
  expect_only(server, stream, rate_limit, seconds(1));
}

TEST(Ledger, counts_the_rate_of_the_connection) {
  Waiting server;
  LongBody body(1500);
  LongBody other(500);
  OwnRate bucket(1000, 1000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(buckets);
  const StreamId stream = server.get(body, "u=0");
  const StreamId second = server.get(other, "u=7");
  server.produced();
  for (int i = 0; i < 2; ++i) {
    server.wake_after(milliseconds(500));
    server.produced();
  }
  expect_only(server, stream, rate_limit, milliseconds(500));
  expect_only(server, second, rate_limit, seconds(1));
}

TEST(Ledger, counts_the_socket_while_nothing_is_taken) {
  Waiting server;
  LongBody body(100);
  const StreamId stream = server.get(body);
  server.pass(seconds(2));
  expect_only(server, stream, socket, seconds(2));
  server.produced();
  server.pass(seconds(1));
  expect_only(server, stream, socket, seconds(2));
}

TEST(Ledger, counts_priority_until_nobody_goes_first) {
  Waiting server;
  LongBody urgent(3 * 16'384);
  LongBody patient(10'000);
  const StreamId first = server.ask("u=0");
  const StreamId last = server.ask("u=7");
  ASSERT_TRUE(server.connection().respond(first, ok(), &urgent, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(last, ok(), &patient, server.clock.now()));
  for (int i = 0; i < 4; ++i) {
    server.turn();
    server.pass(seconds(1));
  }
  expect_only(server, first, socket, seconds(2));
  EXPECT_EQ(server.waited(last, priority), seconds(2));
  EXPECT_EQ(server.waited(last, socket), seconds(1));
  EXPECT_EQ(server.waited(last), seconds(3));
}

TEST(Ledger, counts_no_priority_among_those_who_share_a_turn) {
  Waiting server;
  LongBody body;
  LongBody other;
  const StreamId stream = server.get(body, "u=3, i");
  const StreamId second = server.get(other, "u=3, i");
  for (int i = 0; i < 5; ++i) {
    server.open_window(0, 100'000);
    server.pass(seconds(1));
  }
  EXPECT_EQ(server.waited(stream, priority), seconds(0));
  EXPECT_EQ(server.waited(second, priority), seconds(0));
}

TEST(Ledger, counts_the_pool_while_a_pushed_response_has_no_room) {
  Waiting server;
  server.from_peer.settings({{SettingId::max_concurrent_streams, 1}});
  const StreamId parent = server.ask();
  const MessageId first = server.endpoint.push(parent, "/a.css");
  const MessageId second = server.endpoint.push(parent, "/b.css");
  WaitingBody body;
  ASSERT_TRUE(server.connection().respond(first, ok(), &body, server.clock.now()));
  server.pass(seconds(1));
  ASSERT_FALSE(server.connection().respond(second, ok(), nullptr, server.clock.now()));
  server.pass(seconds(2));
  server.connection().reset(first, ErrorCode::cancel, {});
  ASSERT_TRUE(server.connection().respond(second, ok(), nullptr, server.clock.now()));
  server.pass(seconds(4));
  EXPECT_EQ(server.waited(second, application), seconds(1));
  EXPECT_EQ(server.waited(second, pool), seconds(2));
  EXPECT_EQ(server.waited(second), seconds(3));
}

TEST(Ledger, ends_with_the_stream) {
  Waiting server(0);
  LongBody body;
  const StreamId cancelled = server.get(body);
  LongBody other;
  const StreamId reset = server.get(other);
  server.pass(seconds(1));
  server.from_peer.rst_stream(cancelled, ErrorCode::cancel);
  server.exchange();
  server.pass(seconds(1));
  server.connection().reset(reset, ErrorCode::internal_error, {});
  server.pass(seconds(1));
  expect_only(server, cancelled, stream_window, seconds(1));
  expect_only(server, reset, stream_window, seconds(2));
}

TEST(Ledger, is_gone_with_its_message) {
  Waiting server;
  const StreamId stream = server.ask();
  server.pass(seconds(1));
  server.connection().release(stream);
  EXPECT_EQ(server.waited(stream), seconds(0));
  EXPECT_EQ(server.waited(99), seconds(0));
}

TEST(Ledger, of_a_client_is_about_its_upload) {
  ClientEngine client;
  const MessageId message = client.endpoint.request("POST", "/", default_window + 1);
  client.clock.advance(seconds(1));
  client.produced();
  client.clock.advance(seconds(2));
  client.from_peer.window_update(message, 1);
  client.exchange();
  client.clock.advance(seconds(4));
  client.from_peer.window_update(0, 1);
  client.exchange();
  client.clock.advance(seconds(8));
  tell_time(client);
  const http::Waits waits = client.connection().waits(message);
  EXPECT_EQ(waits[socket], seconds(1));
  EXPECT_EQ(waits[stream_window], seconds(2));
  EXPECT_EQ(waits[connection_window], seconds(4));
  EXPECT_EQ(waits.total(), seconds(7));
}

// A call of the application between two turns counts at the time that it gives, not at the connection's latest time.
TEST(Time, that_is_said_counts_for_what_the_application_does_on_its_own) {
  Waiting server(0);
  WaitingBody body;
  const StreamId stream = server.get(body);
  server.open_window(stream, 1);
  server.advanced(seconds(70));
  server.connection().ready(stream, server.clock.now());
  EXPECT_GT(server.connection().next_deadline(), server.clock.now());
  server.pass(seconds(1));
  EXPECT_EQ(server.waited(stream, application), seconds(70));
  EXPECT_EQ(server.waited(stream, socket), seconds(1));
}

TEST(Time, does_not_go_back) {
  Waiting server;
  const StreamId stream = server.ask();
  server.pass(seconds(2));
  server.connection().ready(stream, server.clock.now() - seconds(1));
  expect_only(server, stream, application, seconds(2));
}

// Blocks at random, and without end.
class Whimsical final : public http::BodySource {
 public:
  explicit Whimsical(std::minstd_rand& chance) : chance_(chance) {}
  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min<std::size_t>(room.size(), chance_() % 3000);
    std::fill_n(room.begin(), size, std::uint8_t{'x'});
    return {size, chance_() % 4 == 0 ? http::Pulled::State::blocked : http::Pulled::State::more};
  }

 private:
  std::minstd_rand& chance_;
};

TEST(Ledger, has_one_owner_for_each_moment_whatever_happens) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    std::minstd_rand chance(seed);
    Waiting server(2000);
    OwnRate bucket(3000, 20'000, server.clock.now());
    const Buckets buckets{&bucket};
    std::deque<Whimsical> bodies;
    std::map<StreamId, Time> begun;
    const auto any_stream = [&] { return static_cast<StreamId>(1 + 2 * (chance() % begun.size())); };
    http::Waits all;
    for (int step = 0; step < 2000; ++step) {
      if (begun.size() < 8 && chance() % 50 == 0) begun[server.ask("u=3, i")] = server.clock.now();
      if (!begun.empty() && chance() % 10 == 0) {
        const StreamId stream = any_stream();
        const auto responded =
            server.connection().respond(stream, ok(), &bodies.emplace_back(chance), server.clock.now());
        if (!responded) bodies.pop_back();
      }
      if (!begun.empty()) server.connection().ready(any_stream(), server.clock.now());
      if (!begun.empty() && chance() % 3 == 0) server.from_peer.window_update(any_stream(), 1000);
      if (chance() % 3 == 0) server.from_peer.window_update(0, 500);
      if (chance() % 20 == 0)
        server.connection().limit_sending(chance() % 2 == 0 ? RateLimits::Buckets() : RateLimits::Buckets(buckets));
      if (chance() % 4 == 0) server.turn();
      if (chance() % 5 == 0) server.exchange();
      server.wake_after(milliseconds(chance() % 20));
      for (const auto& [stream, since] : begun) ASSERT_EQ(server.waited(stream), server.clock.now() - since);
      // A look ahead changes nothing, and knows an owner for the time until then as well.
      const Time later = server.clock.now() + milliseconds(7);
      for (const auto& each : server.connection().view(later).streams) {
        ASSERT_EQ(each.waits.total(), later - begun[each.id]);
        ASSERT_TRUE(each.wait);
        ASSERT_LE(each.waiting, each.waits[*each.wait]);
      }
    }
    for (const auto& [stream, since] : begun) {
      for (const auto wait : {application, priority, stream_window, connection_window, rate_limit, socket}) {
        all[wait] += server.waited(stream, wait);
      }
    }
    for (const auto wait : {application, priority, stream_window, connection_window, rate_limit, socket}) {
      EXPECT_GT(all[wait], Duration::zero()) << to_string(wait) << " of seed " << seed;
    }
  }
}

}  // namespace
}  // namespace weft::h2
