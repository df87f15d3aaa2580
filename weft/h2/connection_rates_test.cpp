#include <weft/h2/engine_test.hpp>

#include <weft/testkit/pair.hpp>

namespace weft::h2 {
namespace {

using testkit::LongBody;
using testkit::request;
using testkit::TextBody;

using Buckets = std::array<OctetRate*, 1>;

// The octets that should have passed after this time, and 1 % of them.
struct Expected {
  Expected(std::uint64_t rate, std::uint64_t burst, Duration time)
      : octets(static_cast<double>(burst) + static_cast<double>(rate) * std::chrono::duration<double>(time).count()) {}
  double tolerance() const { return octets / 100; }
  double octets;
};
void expect_rate(std::size_t octets, std::uint64_t rate, std::uint64_t burst, Duration time) {
  const Expected expected(rate, burst, time);
  EXPECT_NEAR(static_cast<double>(octets), expected.octets, expected.tolerance()) << rate << " octets a second";
}

// A server whose peer gives all credit that it can give.
struct Downloads : ServerEngine {
  explicit Downloads(std::uint32_t window = 0x7fff'ffff) {
    from_peer.settings({{frame::SettingId::initial_window_size, window}});
    from_peer.window_update(0, 0x7fff'ffff - default_window);
    exchange();
  }
  frame::StreamId get(http::BodySource& body, std::string_view priority = "u=3",
                      std::optional<std::uint64_t> size = {}) {
    const frame::StreamId stream = next;
    next += 2;
    from_peer.headers(stream, request("GET").with("priority", priority), end_stream);
    exchange();
    http::ResponseHead head;
    head.content_length = size;
    EXPECT_TRUE(connection().respond(stream, head, &body, clock.now()));
    return stream;
  }
  // Wakes the engine exactly when it wants to be.
  Lines run(Duration duration) {
    Lines out = produced();
    const Time until = clock.now() + duration;
    for (Time due = connection().next_deadline(); due <= until; due = connection().next_deadline()) {
      ++wakes;
      clock.advance_to(due);
      connection().handle_timeout(due);
      std::ranges::copy(produced(), std::back_inserter(out));
      EXPECT_GT(connection().next_deadline(), due);
      if (connection().next_deadline() <= due) break;
    }
    clock.advance_to(until);
    return out;
  }
  frame::StreamId next = 1;
  std::size_t wakes = 0;
};

TEST(SendingRate, of_a_message_is_exact) {
  for (const std::uint64_t rate : {1'000u, 10'000u, 100'000u, 1'000'000u, 10'000'000u}) {
    Downloads server;
    LongBody body;
    const std::uint64_t burst = rate / 10;
    OwnRate bucket(burst, rate, server.clock.now());
    const Buckets buckets{&bucket};
    const auto stream = server.get(body);
    server.connection().limit_sending(stream, buckets);
    server.run(seconds(10));
    expect_rate(body.pulled(), rate, burst, seconds(10));
    EXPECT_LE(server.wakes, 10'000'000u / 16'384 * 10 + 50);
  }
}

TEST(SendingRate, is_kept_by_a_driver_that_is_late) {
  Downloads server;
  LongBody body;
  OwnRate bucket(20'000, 200'000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(server.get(body), buckets);
  for (int i = 0; i < 10'000 / 17; ++i) {
    server.produced();
    server.advanced(milliseconds(17));
  }
  server.produced();
  expect_rate(body.pulled(), 200'000, 20'000, milliseconds(17) * (10'000 / 17));
}

TEST(SendingRate, leaves_nothing_to_produce_until_the_deadline) {
  Downloads server;
  LongBody body;
  OwnRate bucket(1000, 1000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(server.get(body), buckets);
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("HEADERS"), "DATA stream=1 data=1000"));
  EXPECT_FALSE(server.connection().wants_to_produce());
  EXPECT_EQ(server.connection().next_deadline(), server.clock.now() + milliseconds(500));
  server.clock.advance(milliseconds(500));
  server.connection().handle_timeout(server.clock.now());
  EXPECT_TRUE(server.connection().wants_to_produce());
  EXPECT_THAT(server.produced(), ElementsAre("DATA stream=1 data=500"));
}

TEST(SendingRate, makes_no_dribble) {
  Downloads server;
  LongBody body(500'000);
  OwnRate bucket(100'000, 100'000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(server.get(body), buckets);
  const Lines lines = server.run(seconds(10));
  EXPECT_THAT(lines.back(), HasSubstr("END_STREAM"));
  // 31 whole frames, one at the end of the burst, and the rest.
  EXPECT_LE(lines.size(), 1u + 31 + 3);
}

TEST(SendingRate, lets_the_rest_go_without_waiting_for_a_whole_frame) {
  Downloads server;
  LongBody body(1005);
  OwnRate bucket(1000, 1000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(server.get(body, "u=3", 1005), buckets);
  server.produced();
  EXPECT_THAT(server.run(milliseconds(5)), ElementsAre("DATA stream=1 END_STREAM data=5"));
}

TEST(SendingRate, ends_a_body_with_trailers) {
  Downloads server;
  TextBody body(std::string(3000, 'x'));
  body.trailers_to_send().add("x-sum", "1");
  OwnRate bucket(1000, 1000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(server.get(body, "u=3", 3000), buckets);
  EXPECT_THAT(server.run(seconds(2)).back(), HasSubstr("HEADERS stream=1 END_STREAM x-sum=1"));
}

TEST(SendingRate, of_a_message_does_not_hold_others_back) {
  Downloads server;
  LongBody slow;
  LongBody quick(1'000'000);
  OwnRate bucket(1000, 1000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(server.get(slow, "u=0"), buckets);
  server.get(quick, "u=7");
  server.produced();
  EXPECT_EQ(quick.pulled(), 1'000'000u);
  EXPECT_EQ(slow.pulled(), 1000u);
}

TEST(SendingRate, of_the_connection_is_spent_in_the_order_of_priority) {
  Downloads server;
  LongBody later;
  LongBody urgent(500'000);
  OwnRate bucket(10'000, 100'000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(buckets);
  server.get(later, "u=5");
  server.get(urgent, "u=1");
  server.run(seconds(5));
  EXPECT_EQ(urgent.pulled(), 500'000u);
  EXPECT_LE(later.pulled(), 10'000u);
  server.run(seconds(5));
  expect_rate(urgent.pulled() + later.pulled(), 100'000, 10'000, seconds(10));
}

TEST(SendingRate, can_be_shared_by_connections) {
  Downloads first;
  Downloads second;
  LongBody a;
  LongBody b;
  OwnRate bucket(10'000, 100'000, first.clock.now());
  const Buckets buckets{&bucket};
  first.connection().limit_sending(buckets);
  second.connection().limit_sending(buckets);
  first.get(a);
  second.get(b);
  for (int i = 0; i < 1000; ++i) {
    first.run(milliseconds(10));
    second.run(milliseconds(10));
  }
  expect_rate(a.pulled() + b.pulled(), 100'000, 10'000, seconds(10));
}

TEST(SendingRate, is_the_smallest_of_all) {
  Downloads server;
  LongBody body;
  OwnRate own(1'000, 10'000, server.clock.now());
  OwnRate site(5'000, 50'000, server.clock.now());
  OwnRate address(100'000, 1'000'000, server.clock.now());
  const std::array<OctetRate*, 3> of_stream{&site, nullptr, &own};
  const Buckets of_connection{&address};
  server.connection().limit_sending(of_connection);
  server.connection().limit_sending(server.get(body), of_stream);
  server.run(seconds(10));
  expect_rate(body.pulled(), 10'000, 1'000, seconds(10));
}

TEST(SendingRate, can_change_and_go_at_any_time) {
  Downloads server;
  LongBody body;
  OwnRate bucket(1'000, 10'000, server.clock.now());
  const Buckets buckets{&bucket};
  const auto stream = server.get(body);
  server.connection().limit_sending(stream, buckets);
  server.run(seconds(10));
  bucket.change(10'000, 100'000, server.clock.now());
  server.connection().limit_sending(stream, buckets);
  server.run(seconds(10));
  expect_rate(body.pulled(), 110'000, 1'000, seconds(10));
  const std::size_t before = body.pulled();
  bucket.change(0, 0, server.clock.now());
  server.run(seconds(10));
  EXPECT_EQ(body.pulled(), before);
  server.connection().limit_sending(stream, {});
  EXPECT_TRUE(server.connection().wants_to_produce());
  Buffer out;
  server.connection().produce(out, 100'000, server.clock.now());
  EXPECT_GE(body.pulled() - before, 100'000u);
}

TEST(SendingRate, is_not_blamed_on_the_peer) {
  for (const std::uint32_t window : {200u, 0x7fff'ffffu}) {
    for (const bool whole_connection : {false, true}) {
      Downloads server(window);
      LongBody body;
      OwnRate bucket(100, 20, server.clock.now());
      const Buckets buckets{&bucket};
      const auto stream = server.get(body);
      if (whole_connection) {
        server.connection().limit_sending(buckets);
      } else {
        server.connection().limit_sending(stream, buckets);
      }
      for (int i = 0; i < 300; ++i) {
        const std::size_t before = body.pulled();
        server.run(seconds(1));
        const auto passed = static_cast<std::uint32_t>(body.pulled() - before);
        if (passed != 0 && window == 200) server.from_peer.window_update(stream, passed);
        server.exchange();
      }
      EXPECT_EQ(server.endpoint.open_messages(), 1u);
      EXPECT_GE(body.pulled(), 5'900u);
    }
  }
}

TEST(SendingRate, does_not_excuse_a_peer_that_stalls) {
  Downloads server(0);
  LongBody body;
  OwnRate bucket(10'000, 100'000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(server.get(body), buckets);
  EXPECT_THAT(server.run(seconds(62)), Contains(HasSubstr("RST_STREAM stream=1 CANCEL")));
  EXPECT_THAT(server.events().back(), HasSubstr("response_stalled"));
}

TEST(SendingRate, of_a_message_that_ends_early_leaves_nothing_behind) {
  Downloads server;
  LongBody body;
  OwnRate bucket(1000, 1000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_sending(server.get(body), buckets);
  server.produced();
  server.from_peer.rst_stream(1);
  server.exchange();
  server.run(seconds(2));
  EXPECT_EQ(server.connection().live_messages(), 0u);
  EXPECT_GE(server.connection().next_deadline(), server.clock.now() + seconds(60));
}

// An upload through two engines, as fast as the server's credit lets it.
struct UploadPair : testkit::Pair {
  UploadPair() : Pair(patient(), {}, Application::holds) { run(); }
  // A client that waits for credit however long it takes.
  static Options patient() {
    Options options;
    options.timeouts.response_octets_per_second = 0;
    return options;
  }
  // The server limits the first message as soon as it sees it.
  void limit_first(RateLimits::Buckets buckets) {
    server.on_event = [this, buckets](const Event& event) {
      const auto* head = std::get_if<RequestReceived>(&event);
      if (head != nullptr && head->message == 1) server.connection().limit_receiving(1, buckets);
    };
  }
  void run_for(Duration duration) {
    for (Duration passed{}; passed < duration; passed += milliseconds(10)) advance(milliseconds(10));
  }
  std::size_t received(frame::StreamId stream) { return from_client.body(stream).size(); }
};

TEST(ReceivingRate, of_a_message_is_exact) {
  for (const std::uint64_t rate : {20'000u, 200'000u, 2'000'000u}) {
    UploadPair pair;
    const std::uint64_t burst = rate / 10;
    OwnRate bucket(burst, rate, pair.clock.now());
    const Buckets buckets{&bucket};
    pair.limit_first(buckets);
    const auto message = pair.client.request("POST", "/", 100'000'000);
    pair.run_for(seconds(10));
    expect_rate(pair.received(message), rate, burst, seconds(10));
    EXPECT_EQ(pair.server.open_messages(), 1u);
  }
}

TEST(ReceivingRate, of_a_message_does_not_hold_others_back) {
  UploadPair pair;
  OwnRate bucket(1000, 1000, pair.clock.now());
  const Buckets buckets{&bucket};
  pair.limit_first(buckets);
  const auto slow = pair.client.request("POST", "/", 1'000'000);
  const auto quick = pair.client.request("POST", "/", 1'000'000);
  pair.run();
  EXPECT_EQ(pair.received(quick), 1'000'000u);
  EXPECT_LE(pair.received(slow), 65'536u);
}

TEST(ReceivingRate, of_the_connection_is_exact) {
  UploadPair pair;
  constexpr std::uint64_t rate = 500'000;
  OwnRate bucket(rate / 10, rate, pair.clock.now());
  const Buckets buckets{&bucket};
  pair.server.connection().limit_receiving(buckets);
  const auto first = pair.client.request("POST", "/", 100'000'000);
  const auto second = pair.client.request("POST", "/", 100'000'000);
  pair.run_for(seconds(10));
  expect_rate(pair.received(first) + pair.received(second), rate, rate / 10, seconds(10));
}

TEST(ReceivingRate, grants_what_it_allows_before_the_peer_has_used_up_the_rest) {
  Options options;
  options.stream_window = 1000;
  ServerEngine server(options);
  server.from_peer.headers(1, testkit::request("POST"));
  server.exchange();
  OwnRate bucket(1000, 1000, server.clock.now());
  const Buckets buckets{&bucket};
  server.connection().limit_receiving(1, buckets);
  server.connection().set_window(1, 5000);
  EXPECT_THAT(server.produced(), IsEmpty());
  const std::string update = "WINDOW_UPDATE stream=1 increment=500";
  EXPECT_THAT(server.advanced(seconds(4)), ElementsAre(update, update, update, update));
}

TEST(ReceivingRate, is_not_blamed_on_the_peer) {
  for (const bool whole_connection : {false, true}) {
    UploadPair pair;
    OwnRate bucket(50, 100, pair.clock.now());
    const Buckets buckets{&bucket};
    if (whole_connection) {
      pair.server.connection().limit_receiving(buckets);
    } else {
      pair.limit_first(buckets);
    }
    pair.client.request("POST", "/", 100'000'000);
    pair.advance(seconds(1200));
    EXPECT_EQ(pair.server.open_messages(), 1u);
  }
}

TEST(ReceivingRate, makes_no_dribble) {
  UploadPair pair;
  OwnRate bucket(100'000, 1'000'000, pair.clock.now());
  const Buckets buckets{&bucket};
  pair.limit_first(buckets);
  pair.client.request("POST", "/", 100'000'000);
  pair.run_for(seconds(10));
  std::size_t updates = 0;
  for (const auto& line : pair.from_server.lines()) updates += line.type == frame::Type::window_update ? 1u : 0u;
  EXPECT_LE(updates, 10'000'000u / 16'384 + 20);
}

TEST(ReceivingRate, can_go_at_any_time) {
  UploadPair pair;
  OwnRate bucket(1000, 1000, pair.clock.now());
  const Buckets buckets{&bucket};
  pair.limit_first(buckets);
  const auto message = pair.client.request("POST", "/", 1'000'000);
  pair.run_for(seconds(1));
  EXPECT_LE(pair.received(message), 65'536u);
  pair.server.connection().limit_receiving(message, {});
  pair.run();
  EXPECT_EQ(pair.received(message), 1'000'000u);
  EXPECT_EQ(pair.server.connection().unread(), 0u);
}

}  // namespace
}  // namespace weft::h2
