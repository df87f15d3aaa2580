#include <weft/testkit/transcript.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/testkit/broken_promise.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/gtest/for_each_segmentation.hpp>

namespace weft::testkit {
namespace {

TEST(Transcript, does_not_depend_on_the_cut) {
  Frames sent;
  sent.preface().settings().headers_in(2, 1, request("GET")).data(1, "hel").data(1, "lo", end_stream);
  for_each_segmentation(sent.octets(), [&](const Segmentation& cut) {
    Transcript transcript(Role::client);
    for (const Octets piece : cut.pieces) transcript.read(piece);
    EXPECT_THAT(transcript.texts(),
                testing::ElementsAre("SETTINGS", testing::StartsWith("HEADERS stream=1 :method=GET"),
                                     "DATA stream=1 data=3", "DATA stream=1 END_STREAM data=2"));
    EXPECT_EQ(transcript.body(1), "hello");
  });
}

TEST(Transcript, tells_of_data_when_all_of_it_has_come) {
  Transcript transcript(Role::server);
  Frames sent;
  sent.data(1, "hello", end_stream);
  transcript.read(sent.octets().first(sent.octets().size() - 1));
  EXPECT_TRUE(transcript.texts().empty());
  transcript.read(sent.octets().last(1));
  EXPECT_EQ(transcript.texts(), std::vector<std::string>{"DATA stream=1 END_STREAM data=5"});
}

TEST(Transcript, gives_lines_once) {
  Transcript transcript(Role::server);
  transcript.read(frames().rst_stream(3, ErrorCode::cancel).octets());
  const auto lines = transcript.take();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].type, Type::rst_stream);
  EXPECT_EQ(lines[0].stream, 3u);
  EXPECT_EQ(lines[0].code, ErrorCode::cancel);
  EXPECT_TRUE(transcript.lines().empty());
}

TEST(Transcript, throws_where_what_was_written_is_wrong) {
  EXPECT_THROW(Transcript(Role::server).read(frames().raw(Type::ping, 0, 0).octets()), BrokenPromise);
  EXPECT_THROW(Transcript(Role::server).read(frames().headers_block(1, hex("be"), frame::flag::end_headers).octets()),
               BrokenPromise);
}

}  // namespace
}  // namespace weft::testkit
