// Frames that cost the sender nothing and the server something.
#include <tests/attacks/attack.hpp>

namespace weft::attacks {
namespace {

using frame::SettingId;

class Flood : public Attack {};

// CVE-2023-44487, Rapid Reset.
TEST_P(Flood, of_requests_and_their_resets_ends_before_pair_400) {
  const auto attacker = peer();
  for (StreamId stream = 1; stream < 20'000; stream += 2) {
    attacker->frames.headers(stream, request("GET"), end_stream).rst_stream(stream);
  }
  attacker->send();
  ASSERT_TRUE(attacker->wait([](const Peer& p) { return p.goaways() > 0; }));
  EXPECT_EQ(attacker->goaway(), ErrorCode::enhance_your_calm);
  EXPECT_TRUE(attacker->wait_closed(seconds(3)));

  EXPECT_EQ(witness->testimony().failed, 0u);
  // The requests of the witness go to another path.
  std::size_t started = 0;
  for (const std::string& line : server.stop_and_read_log()) started += line.find("/folder/") == std::string::npos;
  EXPECT_LE(started, 300u);
}

TEST_P(Flood, of_requests_beyond_the_limit_is_refused_and_then_ended) {
  const auto attacker = peer();
  for (StreamId stream = 1; stream < 2'000; stream += 2) attacker->frames.headers(stream, request("POST", "/upload"));
  attacker->send();
  ASSERT_TRUE(attacker->wait([](const Peer& p) { return p.goaways() > 0; }));
  for (StreamId stream = 1; stream < 200; stream += 2) EXPECT_EQ(attacker->reset_code(stream), std::nullopt) << stream;
  for (StreamId stream = 201; stream < 400; stream += 2) {
    EXPECT_EQ(attacker->reset_code(stream), ErrorCode::refused_stream) << stream;
  }
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

// RFC 9113 4.3: a refused stream's field block still belongs to the compression state.
TEST_P(Flood, of_requests_beyond_the_limit_leaves_the_field_compression_right) {
  const auto attacker = peer();
  for (StreamId stream = 1; stream < 300; stream += 2) {
    attacker->frames.headers(stream, request("POST", "/upload").with("x-number", std::to_string(stream)));
  }
  for (StreamId stream = 1; stream < 200; stream += 2) attacker->frames.data(stream, "", end_stream);
  attacker->send();
  for (StreamId stream = 1; stream < 200; stream += 2) {
    ASSERT_TRUE(attacker->wait([stream](const Peer& p) { return p.ended(stream); })) << stream;
    EXPECT_EQ(attacker->status(stream), 200);
  }
  expect_served(*attacker, 301);
  EXPECT_EQ(attacker->resets(), 50u);
}

// RFC 9113 6.5.2: SETTINGS_MAX_HEADER_LIST_SIZE is advisory.
TEST_P(Flood, that_declares_a_tiny_field_section_gets_its_responses) {
  const auto attacker = peer({{SettingId::max_header_list_size, 1}});
  for (StreamId stream = 1; stream < 1'000; stream += 2) {
    attacker->frames.headers(stream, request("GET"), end_stream);
    if (stream % 100 != 99) continue;
    attacker->send();
    ASSERT_TRUE(attacker->wait([stream](const Peer& p) { return p.ended(stream); })) << stream;
  }
  for (StreamId stream = 1; stream < 1'000; stream += 2) EXPECT_EQ(attacker->status(stream), 200) << stream;
  expect_unharmed(*attacker);
}

// CVE-2019-9512.
TEST_P(Flood, of_pings_that_nobody_reads_the_answers_of_ends_before_600) {
  const auto attacker = peer();
  for (std::uint64_t i = 0; i < 100'000; ++i) attacker->frames.ping(i);
  attacker->pour();
  ASSERT_TRUE(attacker->wait([](const Peer& p) { return p.goaways() > 0; }));
  EXPECT_EQ(attacker->goaway(), ErrorCode::enhance_your_calm);
  EXPECT_LE(attacker->ping_acks(), 600u);
}

TEST_P(Flood, of_100_pings_and_no_more_is_answered) {
  const auto attacker = peer();
  for (std::uint64_t i = 0; i < 90; ++i) attacker->frames.ping(i);
  attacker->send();
  EXPECT_TRUE(attacker->wait([](const Peer& p) { return p.ping_acks() == 90; }));
  expect_unharmed(*attacker);
}

// CVE-2019-9515.
TEST_P(Flood, of_empty_settings_ends_before_100) {
  const auto attacker = peer();
  for (int i = 0; i < 1'000; ++i) attacker->frames.settings();
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
  EXPECT_LE(attacker->settings_acks(), 100u);
}

TEST_P(Flood, of_entries_in_one_settings_frame_ends_at_once) {
  const auto attacker = peer();
  Buffer payload;
  for (int i = 0; i < 2'000; ++i) payload.append(testkit::hex("0003 00000064"));
  attacker->frames.raw(frame::Type::settings, 0, 0, payload.readable());
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
  EXPECT_EQ(attacker->settings_acks(), 1u);
}

// A glitch by itself is free; a graceful GOAWAY may come before the one that ends it.
void expect_calmed(Peer& attacker) {
  EXPECT_TRUE(attacker.wait([](const Peer& p) { return p.goaway() == ErrorCode::enhance_your_calm; }));
  EXPECT_TRUE(attacker.wait_closed(seconds(3)));
}

TEST_P(Flood, of_settings_that_move_a_hundred_windows_ends_before_100) {
  const auto attacker = peer({{SettingId::initial_window_size, 0}});
  for (StreamId stream = 1; stream < 200; stream += 2) attacker->frames.headers(stream, request("POST", "/upload"));
  for (int i = 0; i < 500; ++i) {
    attacker->frames.settings({{SettingId::initial_window_size, 65'535}});
    attacker->frames.settings({{SettingId::initial_window_size, 0}});
  }
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
  EXPECT_LE(attacker->settings_acks(), 100u);
}

// CVE-2019-9513.
TEST_P(Flood, of_priorities_of_idle_streams_is_ended) {
  const auto attacker = peer();
  for (StreamId stream = 1; stream < 200'000; stream += 2) attacker->frames.priority(stream + 2, {stream, 16, true});
  attacker->send();
  expect_calmed(*attacker);
}

TEST_P(Flood, of_priority_updates_of_idle_streams_is_ended) {
  const auto attacker = peer();
  for (StreamId n = 0; n < 100'000; ++n) attacker->frames.priority_update(2 * (n % 100) + 1, "u=1");
  attacker->send();
  expect_calmed(*attacker);
}

TEST_P(Flood, of_frames_that_nobody_knows_is_ended) {
  for (const std::size_t length : {0u, 16'384u}) {
    const auto attacker = peer();
    const Bytes payload(length, 0xaa);
    for (int i = 0; i < 2'500; ++i) {
      attacker->frames.raw(static_cast<frame::Type>(0x11 + i % (0x100 - 0x11)), 0, 0, payload);
    }
    attacker->send();
    expect_calmed(*attacker);
  }
}

// RFC 9113 5.5: "Implementations MUST discard frames that have unknown or unsupported types."
TEST_P(Flood, of_one_frame_of_each_unknown_type_is_ignored_in_every_state) {
  const auto attacker = peer({{SettingId::initial_window_size, 0}});
  attacker->frames.headers(1, request("POST", "/upload"));
  attacker->frames.headers(3, request("GET", "/large.bin"), end_stream);
  attacker->frames.headers(5, request("POST", "/upload")).rst_stream(5);
  for (const StreamId stream : {0u, 1u, 3u, 5u, 7u}) {
    for (int type = 0x11; type <= 0xff; type += 2) {
      attacker->frames.raw(static_cast<frame::Type>(type), 0xff, stream, testkit::hex("aabbcc"));
    }
  }
  attacker->frames.data(1, "done", end_stream).window_update(1, 100);
  attacker->send();
  EXPECT_TRUE(attacker->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(attacker->body(1), "4\n");
  expect_unharmed(*attacker);
}

TEST_P(Flood, of_window_updates_without_data_ends_before_350) {
  const auto attacker = peer();
  for (int i = 0; i < 10'000; ++i) attacker->frames.window_update(0, 1);
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

// CVE-2019-9518.
TEST_P(Flood, of_empty_data_ends_within_110_frames) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/upload"));
  for (int i = 0; i < 110; ++i) attacker->frames.data(1, "");
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

TEST_P(Flood, of_a_few_empty_data_frames_is_taken) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/upload"));
  for (int i = 0; i < 50; ++i) attacker->frames.data(1, "");
  attacker->frames.data(1, "done", end_stream);
  attacker->send();
  EXPECT_TRUE(attacker->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(attacker->body(1), "4\n");
  expect_unharmed(*attacker);
}

INSTANTIATE_TEST_SUITE_P(Over, Flood, transports(), transport_name);

}  // namespace
}  // namespace weft::attacks
