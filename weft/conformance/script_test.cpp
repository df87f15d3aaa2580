#include <weft/conformance/script.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/hpack/decoder.hpp>

namespace weft::conformance {
namespace {

using testkit::frames;
using testkit::hex;

std::vector<std::string> fields_of(const testkit::Bytes& block) {
  hpack::Decoder decoder;
  Arena arena;
  std::vector<Field> fields;
  EXPECT_EQ(decoder.decode(block, {}, arena, fields).status, hpack::DecodeStatus::ok);
  std::vector<std::string> lines;
  for (const Field& field : fields) lines.push_back(std::string(field.name) + "=" + std::string(field.value));
  return lines;
}

TEST(Script, has_one_step_where_nothing_is_awaited) {
  Script script{Peer()};
  script.sends().ping(1);
  const auto steps = script.steps();
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(steps[0].octets, testkit::bytes(frames().ping(1).octets()));
  EXPECT_EQ(steps[0].awaits, Step::Awaits::nothing);
}

TEST(Script, is_cut_where_it_pauses) {
  Script script{Peer()};
  script.sends().ping(1);
  script.pauses();
  script.pauses_reading();
  script.stops_reading();
  const auto steps = script.steps();
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].awaits, Step::Awaits::pause);
  EXPECT_TRUE(steps[0].reads);
  EXPECT_EQ(steps[1].awaits, Step::Awaits::pause);
  EXPECT_FALSE(steps[1].reads);
  EXPECT_EQ(steps[2].awaits, Step::Awaits::nothing);
  EXPECT_FALSE(steps[2].reads);
}

TEST(Script, is_cut_where_something_is_awaited) {
  Script script{Peer()};
  script.sends().ping(1);
  script.awaits_end_of(3);
  script.sends().ping(2);
  script.awaits_pong();
  script.sends().ping(3);
  const auto steps = script.steps();
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].awaits, Step::Awaits::end_of_stream);
  EXPECT_EQ(steps[0].stream, 3u);
  EXPECT_EQ(steps[0].octets,
            testkit::bytes(
                frames().ping(1).window_update(0, room_for_an_answer).window_update(3, room_for_an_answer).octets()));
  EXPECT_EQ(steps[1].awaits, Step::Awaits::pong);
  EXPECT_EQ(steps[1].octets, testkit::bytes(frames().ping(2).ping(step_ping).octets()));
  EXPECT_EQ(steps[2].octets, testkit::bytes(frames().ping(3).octets()));
}

TEST(Script, asks_for_the_resource_of_the_peer) {
  const Script script{Peer{.scheme = "http", .authority = "a:8080", .path = "/b"}};
  EXPECT_THAT(fields_of(script.plain_get()),
              testing::ElementsAre(":method=GET", ":scheme=http", ":authority=a:8080", ":path=/b"));
  EXPECT_EQ(script.post().views().size(), 4u);
  EXPECT_EQ(script.post().views()[0].value, "POST");
}

TEST(Script, writes_a_long_path_without_a_table) {
  const std::string path = "/" + std::string(300, 'x');
  const Script script{Peer{.path = path}};
  EXPECT_THAT(fields_of(script.plain_get("00 01 61 01 62")),
              testing::IsSupersetOf({":path=" + path, std::string("a=b")}));
}

// RFC 7541 4.2: a block has to begin with a size update where the peer has made the table smaller.
TEST(Script, begins_blocks_with_a_size_update_where_the_peers_table_is_small) {
  Script script{Peer{.header_table_size = 0}};
  EXPECT_EQ(script.plain_get()[0], 0x20);
  script.sends().headers(1, script.get());
  EXPECT_EQ(script.steps()[0].octets[9], 0x20);
}

TEST(Script, asks_in_http11) {
  Script script(Peer{.authority = "a.test", .path = "/x"});
  ask_in_http11(script);
  EXPECT_TRUE(script.raw());
  EXPECT_TRUE(script.open_ended());
  EXPECT_EQ(as_text(script.steps().at(0).octets), "GET /x HTTP/1.1\r\nhost: a.test\r\nconnection: close\r\n\r\n");
}

}  // namespace
}  // namespace weft::conformance
