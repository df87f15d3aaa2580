#include <cli/load/h2_client.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cli/load/h2_client_support_test.hpp>
#include <weft/testkit/allocations.hpp>
#include <weft/testkit/gtest/for_each_segmentation.hpp>

namespace weft::cli::load {
namespace h2_client_test {

using namespace test;

TEST(H2Client, begins_with_its_settings_and_waits_for_those_of_the_server) {
  Fixture f;
  const Lines lines = f.compose();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "SETTINGS ENABLE_PUSH=0 INITIAL_WINDOW_SIZE=1073741823");
  EXPECT_EQ(lines[1], "WINDOW_UPDATE stream=0 increment=2147418112");
  EXPECT_FALSE(f.client.ready());
  EXPECT_TRUE(f.receive(frames().settings()));
  EXPECT_TRUE(f.client.ready());
}

TEST(H2Client, begins_as_many_requests_as_there_is_room_for) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  const Lines lines = f.compose();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "SETTINGS ACK");
  EXPECT_EQ(lines[1].rfind("HEADERS stream=1 END_STREAM|END_HEADERS", 0), 0U) << lines[1];
  EXPECT_EQ(lines[2].rfind("HEADERS stream=3 END_STREAM|END_HEADERS", 0), 0U) << lines[2];
  EXPECT_EQ(f.client.open(), 2U);
  EXPECT_EQ(f.client.room(), 0U);
  EXPECT_TRUE(f.compose().empty());
}

TEST(H2Client, begins_no_more_than_it_is_asked_to) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  EXPECT_EQ(f.compose(1).size(), 2U);
  EXPECT_EQ(f.client.open(), 1U);
}

TEST(H2Client, counts_an_answer_however_it_is_cut) {
  Frames server = frames();
  server.settings()
      .headers(1, response(200).with("server", "s"))
      .data(1, "hello ")
      .headers(3, response(404), end_stream)
      .data(1, "world", end_stream);
  testkit::for_each_segmentation(server.octets(), [](const testkit::Segmentation& cut) {
    Fixture f;
    f.compose();
    f.receive(frames().settings());
    f.compose();
    f.now += 5ms;
    for (const Octets piece : cut.pieces) ASSERT_TRUE(f.client.receive(piece, f.now));
    EXPECT_EQ(f.tally.statuses[200], 1U);
    EXPECT_EQ(f.tally.statuses[404], 1U);
    EXPECT_EQ(f.tally.latency.smallest(), 5ms);
    EXPECT_EQ(f.tally.latency.largest(), 5ms);
    EXPECT_EQ(f.tally.transfers.response_bodies, 11U);
    EXPECT_EQ(f.tally.transfers.response_fields, 7U + 3 + 6 + 1 + 7 + 3);
    EXPECT_EQ(f.client.open(), 0U);
    EXPECT_EQ(f.client.room(), 2U);
  });
}

TEST(H2Client, reads_padding_priority_and_continuation) {
  Fixture f;
  f.compose();
  Frames server = frames();
  server.settings();
  f.receive(server);
  f.compose();
  Frames answers = frames();
  answers.headers_in(3, 1, response(200).with("a", "b"))
      .add(frame::Data{.stream = 1, .octets = as_octets("body"), .end_stream = true, .padding = 9})
      .headers(3, response(204), end_stream, frame::Dependency{});
  ASSERT_TRUE(f.receive(answers));
  EXPECT_EQ(f.tally.statuses[200], 1U);
  EXPECT_EQ(f.tally.statuses[204], 1U);
  EXPECT_EQ(f.tally.transfers.response_bodies, 4U);
}

TEST(H2Client, an_interim_response_and_trailers_are_no_answers) {
  Fixture f;
  f.compose();
  f.receive(frames().settings());
  f.compose();
  Frames server = frames();
  server.headers(1, response(103)).headers(1, response(200)).data(1, "x").headers(1, testkit::trailers(), end_stream);
  ASSERT_TRUE(f.receive(server));
  EXPECT_EQ(f.tally.latency.count(), 1U);
  EXPECT_EQ(f.tally.statuses[200], 1U);
}

TEST(H2Client, keeps_to_the_servers_limit_of_streams) {
  Fixture f({Request()}, {.streams = 100});
  f.compose();
  f.receive(frames().settings({{SettingId::max_concurrent_streams, 3}}));
  f.compose();
  EXPECT_EQ(f.client.open(), 3U);
}

TEST(H2Client, begins_no_more_requests_than_its_quota) {
  Fixture f({Request()}, {.streams = 10, .quota = 3});
  f.compose();
  f.receive(frames().settings());
  f.compose();
  EXPECT_EQ(f.client.open(), 3U);
  EXPECT_TRUE(f.client.ending());
  EXPECT_FALSE(f.client.leaving());
}

TEST(H2Client, an_old_stream_keeps_its_place) {
  Fixture f;
  f.compose();
  Frames server = frames();
  server.settings();
  f.receive(server);
  f.compose();
  // Stream 1 stays open while hundreds of others come and go.
  std::uint32_t last = 3;
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(f.receive(frames().headers(last, response(200), end_stream)));
    const Lines lines = f.compose();
    ASSERT_EQ(lines.size(), 1U);
    last = static_cast<std::uint32_t>(std::stoul(lines[0].substr(std::string("HEADERS stream=").size())));
  }
  EXPECT_GT(last, 600U);
  f.receive(frames().headers(1, response(500), end_stream));
  EXPECT_EQ(f.tally.statuses[500], 1U);
}

TEST(H2Client, answers_ping_and_settings) {
  Fixture f;
  f.compose();
  f.receive(frames().settings().ping(7));
  const Lines lines = f.compose(0);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "SETTINGS ACK");
  EXPECT_EQ(lines[1].rfind("PING ACK", 0), 0U) << lines[1];
}

TEST(H2Client, gives_credit_back_when_half_of_the_window_is_used) {
  Fixture f({Request()}, {.streams = 1, .window = 20'000});
  f.compose();
  f.receive(frames().settings());
  f.compose();
  Frames server = frames();
  server.headers(1, response(200)).data(1, std::string(10'000, 'x'));
  f.receive(server);
  EXPECT_TRUE(f.compose().empty());
  f.receive(frames().data(1, "y"));
  EXPECT_EQ(f.compose(), Lines{"WINDOW_UPDATE stream=1 increment=10001"});
}

TEST(H2Client, ends_a_connection_that_it_cannot_read) {
  const auto fault = [](const Frames& server) {
    Fixture f;
    f.compose();
    f.receive(frames().settings());
    f.compose();
    EXPECT_FALSE(f.receive(server));
    f.client.abandon("connection lost: closed", f.now);
    EXPECT_EQ(f.tally.errors.at(f.client.fault()), 2U);
    return f.client.fault();
  };
  const testkit::Bytes bad_index = testkit::hex("ff ff ff 7f");
  EXPECT_EQ(fault(frames().headers_block(1, bad_index, frame::flag::end_headers)),
            "protocol error: field_block_not_decodable");
  EXPECT_EQ(fault(frames().headers_block(1, {}, 0).ping()), "protocol error: continuation_expected");
  EXPECT_EQ(fault(frames().headers_block(1, {}, 0).data(1, "x")), "protocol error: continuation_expected");
  Frames endless;
  endless.headers_block(1, {}, 0);
  const testkit::Bytes part(16'384, 0x82);
  for (int i = 0; i < 17; ++i) endless.raw(frame::Type::continuation, 0, 1, part);
  EXPECT_EQ(fault(endless), "protocol error: field_block_too_long");
  EXPECT_EQ(fault(frames().settings({{frame::SettingId::header_table_size, 0}})),
            "protocol error: table_size_lowered_later");
  EXPECT_EQ(fault(frames().push_promise(1, 2, testkit::request("GET"))), "protocol error: push_not_allowed");
  EXPECT_EQ(fault(frames().raw(frame::Type::ping, 0, 0)), "protocol error: ping_length");
}

// --- bodies --------------------------------------------------------------------------------------------------------

Requests upload(std::size_t size) {
  return {{.method = "POST", .path = "/upload", .body = std::string(size, 'x')}};
}

std::string data_line(int stream, std::size_t size, bool last) {
  return fmt::format("DATA stream={}{} data={}", stream, last ? " END_STREAM" : "", size);
}

TEST(H2Client, sends_a_body_behind_its_request) {
  Fixture f(upload(20'000), {.streams = 1});
  f.compose();
  f.receive(frames().settings());
  const Lines lines = f.compose();
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[1].rfind("HEADERS stream=1 END_HEADERS", 0), 0U) << lines[1];
  EXPECT_EQ(lines[2], data_line(1, 16'384, false));
  EXPECT_EQ(lines[3], data_line(1, 3'616, true));
  EXPECT_EQ(f.tally.transfers.request_bodies, 20'000U);
}

TEST(H2Client, keeps_to_the_windows_of_stream_and_connection) {
  Fixture f(upload(50'000), {.streams = 2});
  f.compose();
  f.receive(frames().settings({{SettingId::initial_window_size, 10'000}}));
  Lines lines = f.compose();
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[3], data_line(1, 10'000, false));
  EXPECT_EQ(lines[4], data_line(3, 10'000, false));
  // 45,535 octets are left of the connection's window.
  f.receive(frames().window_update(1, 40'000).window_update(3, 40'000));
  EXPECT_EQ(f.compose(),
            (Lines{data_line(1, 16'384, false), data_line(3, 16'384, false), data_line(1, 12'767, false)}));
  EXPECT_FALSE(f.client.wants_to_send());
  f.receive(frames().window_update(0, 100'000));
  EXPECT_TRUE(f.client.wants_to_send());
  EXPECT_EQ(f.compose(), (Lines{data_line(3, 16'384, false), data_line(1, 10'849, true), data_line(3, 7'232, true)}));
  EXPECT_EQ(f.tally.transfers.request_bodies, 100'000U);
}

TEST(H2Client, a_larger_initial_window_lets_bodies_go_on) {
  Fixture f(upload(100), {.streams = 1});
  f.compose();
  f.receive(frames().settings({{SettingId::initial_window_size, 0}}));
  EXPECT_EQ(f.compose().size(), 2U);
  f.receive(frames().settings({{SettingId::initial_window_size, 60}}));
  EXPECT_EQ(f.compose(), (Lines{"SETTINGS ACK", data_line(1, 60, false)}));
  f.receive(frames().settings({{SettingId::initial_window_size, 100}}));
  EXPECT_EQ(f.compose(), (Lines{"SETTINGS ACK", data_line(1, 40, true)}));
}

TEST(H2Client, stops_a_body_whose_answer_is_complete) {
  Fixture f(upload(100'000), {.streams = 1}, 1);
  f.compose();
  f.receive(frames().settings());
  f.compose();
  f.receive(frames().headers(1, response(413), end_stream));
  EXPECT_EQ(f.compose(), Lines{"RST_STREAM stream=1 CANCEL"});
  EXPECT_EQ(f.tally.statuses[413], 1U);
  f.receive(frames().window_update(0, 100'000));
  EXPECT_TRUE(f.compose().empty());
}

TEST(H2Client, a_place_that_is_used_again_remembers_nothing) {
  Fixture f(upload(10), {.streams = 1});
  f.compose();
  f.receive(frames().settings({{SettingId::initial_window_size, 4}}));
  f.compose();
  f.receive(frames().headers(1, response(200).with("content-length", "0"), end_stream));
  // Sixteen numbers later the place of stream 1 is used again: nothing of the first request is left in it.
  for (std::uint32_t stream = 3; stream < 3 + 2 * 20; stream += 2) {
    f.compose();
    ASSERT_EQ(f.client.open(), 1U);
    f.receive(frames().headers(stream, response(200)).data(stream, "x", end_stream));
  }
  EXPECT_EQ(f.tally.statuses[200], 21U);
  EXPECT_TRUE(f.tally.errors.empty());
}

TEST(H2Client, a_steady_request_allocates_nothing) {
  Fixture f({Request()}, {.streams = 1});
  f.compose();
  Frames server = frames();
  server.settings();
  f.receive(server);
  Buffer out;
  std::uint64_t before = 0;
  std::uint32_t stream = 1;
  std::vector<Buffer> answers;
  for (int i = 0; i < 200; ++i, stream += 2) {
    Buffer& answer = answers.emplace_back();
    answer.append(testkit::encoded(frame::Headers{.stream = stream, .block = testkit::hex("88")}));
    answer.append(testkit::encoded(frame::Data{.stream = stream, .octets = as_octets("x"), .end_stream = true}));
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i == 100) before = testkit::allocations();
    out.clear();
    f.client.compose(out, f.now, any);
    ASSERT_TRUE(f.client.receive(answers[i].readable(), f.now));
  }
  EXPECT_EQ(testkit::allocations(), before);
  EXPECT_EQ(f.tally.statuses[200], 200U);
}

}  // namespace h2_client_test
}  // namespace weft::cli::load
