// Honest traffic: none of it may cause GOAWAY, RST_STREAM or 4xx.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// A browser's page is left while it loads, again and again.
TEST(Honest, page_cancel) {
  Victim victim;
  std::size_t stream = 0;
  for (int page = 0; page < 30; ++page) {
    for (const std::size_t count : {100u, 80u}) {
      Frames opened;
      Frames cancelled;
      for (std::size_t n = 0; n < count; ++n, ++stream) {
        opened.headers_block(nth_stream(stream), get_block, whole_request);
        cancelled.rst_stream(nth_stream(stream));
      }
      victim.receives(opened.octets());
      victim.endpoint.advance(std::chrono::milliseconds(50));
      victim.receives(cancelled.octets());
    }
    victim.endpoint.advance(std::chrono::seconds(10));
    victim.said.read(victim.endpoint.produce());
  }
  victim.is_untroubled();
  EXPECT_EQ(victim.endpoint.requests(), 30u * 180);
}

// RST_STREAM(CANCEL) after a complete response is normal; it is not Rapid Reset.
TEST(Honest, reset_after_the_response) {
  Victim victim(Application::answers);
  for (std::size_t n = 0; n < 100'000 && !victim.endpoint.closed(); ++n) {
    victim.receives(frames().headers_block(nth_stream(n), get_block, whole_request).octets());
    victim.endpoint.receive(frames().rst_stream(nth_stream(n)).octets());
    if (n % 1000 == 0) victim.endpoint.take_events();
  }
  victim.is_untroubled();
  EXPECT_EQ(victim.counters().streams_completed, 100'000u);
  EXPECT_EQ(victim.counters().glitches, 0u);
}

// The same, when it has read as many responses as it may have streams: they were answered one by one.
TEST(Honest, resets_after_a_hundred_responses) {
  Victim victim(Application::answers);
  for (std::size_t n = 0; n < 10'000; n += 100) {
    for (std::size_t i = n; i < n + 100; ++i) {
      victim.receives(frames().headers_block(nth_stream(i), get_block, whole_request).octets());
    }
    for (std::size_t i = n; i < n + 100; ++i) victim.endpoint.receive(frames().rst_stream(nth_stream(i)).octets());
    victim.endpoint.take_events();
  }
  victim.is_untroubled();
  EXPECT_EQ(victim.counters().glitches, 0u);
}

// A busy client cancels every second request before its answer: each finished stream earns a reset.
TEST(Honest, resets_beside_finished_requests) {
  Victim victim;
  for (std::size_t n = 0; n < 2000; n += 2) {
    const StreamId finished = nth_stream(n);
    const StreamId cancelled = nth_stream(n + 1);
    Frames opened;
    opened.headers_block(finished, get_block, whole_request).headers_block(cancelled, get_block, whole_request);
    victim.receives(opened.octets());
    EXPECT_TRUE(victim.endpoint.connection().respond(finished, http::ResponseHead(), nullptr, victim.clock.now()));
    victim.receives(frames().rst_stream(cancelled).octets());
  }
  victim.is_untroubled();
  EXPECT_EQ(victim.counters().streams_reset, 1000u);
}

// A player seeks: a large response is cancelled after its beginning, while WINDOW_UPDATE and more cross.
TEST(Honest, seek_storm) {
  Victim victim(Application::answers);
  victim.endpoint.answer_with(100'000'000);
  for (std::size_t n = 0; n < 20 * 60; ++n) {
    Frames seek;
    seek.headers_block(nth_stream(n), get_block, whole_request).window_update(nth_stream(n), 16'384);
    victim.receives(seek.octets());
    Frames cancelled;
    cancelled.rst_stream(nth_stream(n)).window_update(0, 65'535).window_update(nth_stream(n), 16'384);
    victim.receives(cancelled.octets());
    victim.endpoint.advance(std::chrono::milliseconds(50));
    victim.said.take();
  }
  victim.is_untroubled();
}

// 180 cookies, each a field of its own, and 30 more fields.
TEST(Honest, many_cookies) {
  FieldList fields = request("GET");
  for (int n = 0; n < 180; ++n) fields = fields.with("cookie", "c" + std::to_string(n) + "=" + std::string(30, 'v'));
  for (int n = 0; n < 30; ++n) fields = fields.with("x-field-" + std::to_string(n), std::string(100, 'v'));
  Frames sent;
  sent.headers_in(1, 1, fields, end_stream);
  for_every_cut(sent, Application::answers, [](const Victim& victim) {
    victim.is_untroubled();
    EXPECT_EQ(victim.endpoint.requests(), 1u);
  });
}

// SETTINGS with 20 entries, unknown ones among them.
TEST(Honest, long_settings) {
  Bytes entries;
  for (int n = 0; n < 20; ++n) {
    const Bytes entry = hex(n % 2 == 0 ? "0003 00000064" : "1a1a 00000001");
    entries.insert(entries.end(), entry.begin(), entry.end());
  }
  for_every_cut(std::move(frames().raw(Type::settings, 0, 0, entries)), Application::answers, [](const Victim& victim) {
    victim.is_untroubled();
    EXPECT_EQ(victim.count("SETTINGS ACK"), 1u);
  });
}

// Many small messages on one stream, read as they come, and PING to measure the path.
TEST(Honest, small_messages) {
  Victim victim;
  victim.receives(frames().headers_block(1, get_block, flag::end_headers).octets());
  const std::string message(50, 'm');
  for (std::size_t n = 0; n < 100'000; ++n) {
    Frames sent;
    sent.data(1, std::string_view(message).substr(0, 5 + n % 46));
    if (n % 20 == 0) sent.ping(n);
    victim.receives(sent.octets());
    victim.endpoint.advance(std::chrono::milliseconds(10));
    victim.said.take();
  }
  victim.is_untroubled();
}

// 50 PING in a burst.
TEST(Honest, ping_burst) {
  Frames sent;
  for (int n = 0; n < 50; ++n) sent.ping();
  for_every_cut(sent, Application::answers, [](const Victim& victim) {
    victim.is_untroubled();
    EXPECT_EQ(victim.count("PING ACK"), 50u);
  });
}

// WINDOW_UPDATE for every 4 KiB of a large download.
TEST(Honest, frequent_window_updates) {
  Victim victim(Application::answers);
  victim.endpoint.answer_with(50'000'000);
  victim.receives(frames().headers_block(1, get_block, whole_request).octets());
  for (int n = 0; n < 10'000; ++n) {
    victim.receives(frames().window_update(1, 4096).window_update(0, 4096).octets());
    victim.said.take();
  }
  victim.is_untroubled();
  EXPECT_GT(victim.said.body(1).size(), 40'000'000u);
}

// Six PRIORITY frames for idle streams, and a PRIORITY_UPDATE for every request.
TEST(Honest, priorities_of_a_browser) {
  Victim victim(Application::answers);
  Frames groups;
  for (StreamId stream = 3; stream <= 13; stream += 2) groups.priority(stream, {0, 101, false});
  victim.receives(groups.octets());
  for (std::size_t n = 7; n < 2000; ++n) {
    Frames sent;
    sent.headers_block(nth_stream(n), get_block, whole_request).priority_update(nth_stream(n), "u=1, i");
    victim.receives(sent.octets());
    victim.endpoint.take_events();
  }
  victim.is_untroubled();
  EXPECT_EQ(victim.counters().glitches, 0u);
}

// A reader behind a modem, 7,000 octets a second.
TEST(Honest, slow_reader) {
  constexpr std::size_t size = 10'000'000;
  Victim victim(Application::answers);
  victim.endpoint.answer_with(size);
  victim.receives(frames().headers_block(1, get_block, whole_request).octets());
  for (int second = 0; second < 1440; ++second) {
    victim.endpoint.advance(std::chrono::seconds(1));
    victim.receives(frames().window_update(1, 7000).window_update(0, 7000).octets());
  }
  victim.is_untroubled();
  EXPECT_EQ(victim.said.body(1).size(), size);
}

// Nothing happens for 55 seconds while a request waits for its answer.
TEST(Honest, long_poll) {
  Victim victim;
  victim.receives(frames().headers_block(1, get_block, whole_request).octets());
  victim.endpoint.advance(std::chrono::seconds(55));
  EXPECT_TRUE(victim.endpoint.connection().respond(1, http::ResponseHead(), nullptr, victim.clock.now()));
  victim.said.read(victim.endpoint.produce());
  victim.is_untroubled();
  EXPECT_EQ(victim.count("HEADERS stream=1 END_STREAM :status=200"), 1u);
}

// One of a hundred connections of a load generator that sends a million requests, a hundred at a time.
TEST(Honest, load_generator) {
  Victim victim(Application::answers);
  for (std::size_t round = 0; round < 100; ++round) {
    Frames sent;
    for (std::size_t n = 100 * round; n < 100 * (round + 1); ++n) {
      sent.headers_block(nth_stream(n), get_block, whole_request);
    }
    victim.receives(sent.octets());
    victim.endpoint.take_events();
  }
  victim.is_untroubled();
  EXPECT_EQ(victim.counters().streams_completed, 10'000u);
  EXPECT_EQ(victim.counters().glitches, 0u);
}

// A large field block in HEADERS and 8 CONTINUATION.
TEST(Honest, block_in_continuations) {
  FieldList fields = request("GET");
  std::string value;
  for (int n = 0; n < 31'000; ++n) value += static_cast<char>(0xc0 + n % 60);  // octets that Huffman would make longer
  fields = fields.with("x-first", value).with("x-second", value);
  Frames sent;
  sent.headers_in(9, 1, fields, end_stream);
  for_every_cut(sent, Application::answers, [](const Victim& victim) {
    victim.is_untroubled();
    EXPECT_EQ(victim.endpoint.requests(), 1u);
  });
}

// INITIAL_WINDOW_SIZE changes three times while 100 streams are open.
TEST(Honest, window_changes) {
  Victim victim(Application::answers);
  victim.endpoint.answer_with(500);
  Frames sent;
  sent.settings({{initial_window_size, 100}});
  for (std::size_t n = 0; n < 100; ++n) sent.headers_block(nth_stream(n), get_block, whole_request);
  victim.receives(sent.octets());
  victim.receives(frames().settings({{initial_window_size, 10}}).octets());
  victim.receives(frames().settings({{initial_window_size, 300}}).octets());
  victim.receives(frames().settings({{initial_window_size, 65'535}}).octets());
  victim.is_untroubled();
  for (std::size_t n = 0; n < 100; ++n) EXPECT_EQ(victim.said.body(nth_stream(n)).size(), 500u);
}

}  // namespace
}  // namespace weft::limits
