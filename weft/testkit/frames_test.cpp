#include <weft/testkit/frames.hpp>

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/testkit/transcript.hpp>

namespace weft::testkit {
namespace {

std::vector<std::string> lines_of(const Frames& sent, Role writer = Role::server) {
  Transcript transcript(writer);
  transcript.read(sent.octets());
  return transcript.texts();
}

TEST(Frames, are_read_back_as_they_were_written) {
  EXPECT_THAT(
      lines_of(frames()
                   .settings({{SettingId::enable_push, 0}})
                   .settings_ack()
                   .headers(1, request("GET"), end_stream)
                   .data(3, "hello", end_stream)
                   .priority(5, {3, 16, false})
                   .rst_stream(1)
                   .ping(1)
                   .ping_ack(2)
                   .goaway(7, ErrorCode::internal_error, "why")
                   .window_update(0, 9)
                   .priority_update(1, "u=1")
                   .push_promise(1, 2, request("GET"))),
      testing::ElementsAre("SETTINGS ENABLE_PUSH=0", "SETTINGS ACK",
                           "HEADERS stream=1 END_STREAM :method=GET :scheme=https :authority=example.org :path=/",
                           "DATA stream=3 END_STREAM data=5", "PRIORITY stream=5 depends_on=3 weight=16",
                           "RST_STREAM stream=1 CANCEL", "PING 0000000000000001", "PING ACK 0000000000000002",
                           "GOAWAY last_stream=7 INTERNAL_ERROR debug=\"why\"", "WINDOW_UPDATE stream=0 increment=9",
                           "PRIORITY_UPDATE prioritized=1 \"u=1\"",
                           "PUSH_PROMISE stream=1 promised=2 :method=GET :scheme=https :authority=example.org "
                           ":path=/"));
}

TEST(Frames, of_a_client_begin_with_the_preface) {
  EXPECT_THAT(lines_of(frames().preface().settings(), Role::client), testing::ElementsAre("SETTINGS"));
}

TEST(Frames, share_one_compression_state) {
  const FieldList fields = response(200).with("x-name", "a value that is worth an entry");
  Frames sent;
  const std::size_t first = sent.headers(1, fields).octets().size();
  const std::size_t second = sent.headers(3, fields).octets().size() - first;
  EXPECT_LT(second, first);
  EXPECT_EQ(lines_of(sent).size(), 2u);
}

TEST(Frames, can_spread_a_block_over_continuations) {
  Frames sent;
  sent.headers_in(3, 1, request("GET"), end_stream);
  EXPECT_EQ(lines_of(sent).size(), 1u);
  int continuations = 0;
  Octets rest = sent.octets();
  while (!rest.empty()) {
    const auto header = frame::Header::load(rest.data());
    continuations += header.type == Type::continuation ? 1 : 0;
    rest = rest.subspan(frame::header_size + header.length);
  }
  EXPECT_EQ(continuations, 2);
}

TEST(Frames, have_parts_of_a_block_that_differ_by_an_octet_at_most) {
  for (std::size_t length = 0; length < 20; ++length) {
    const Frames sent = std::move(frames().headers_in(9, 1, request("GET").with("x-name", std::string(length, 'z'))));
    std::vector<std::size_t> sizes;
    for (Octets rest = sent.octets(); !rest.empty();) {
      const auto header = frame::Header::load(rest.data());
      sizes.push_back(header.length);
      rest = rest.subspan(frame::header_size + header.length);
    }
    ASSERT_EQ(sizes.size(), 9u);
    const auto [shortest, longest] = std::minmax_element(sizes.begin(), sizes.end());
    EXPECT_GT(*shortest, 0u);
    EXPECT_LE(*longest - *shortest, 1u) << length;
  }
}

TEST(Frames, can_be_wrong) {
  EXPECT_EQ(bytes(frames().raw(Type::ping, 0, 1, hex("00")).octets()), hex("000001 06 00 00000001 00"));
}

TEST(Frames, know_what_comes_after_then) {
  const Frames sent = std::move(frames().ping(1).then().settings());
  EXPECT_EQ(sent.before_then().size(), 17u);
  EXPECT_EQ(sent.after_then().size(), 9u);
}

// RFC 7541 4.2: a smaller table is told at the beginning of the next block.
TEST(Frames, obey_the_table_size_of_the_peer) {
  Frames sent;
  EXPECT_EQ(sent.table_size(0).block(request("GET"))[0], 0x20);
}

}  // namespace
}  // namespace weft::testkit
