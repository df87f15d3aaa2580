#include <weft/h2/frame_writer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <weft/testkit/transcript.hpp>

namespace weft::h2 {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FrameWriterTest : public ::testing::Test {
 protected:
  std::vector<std::string> taken() {
    transcript.read(out.readable());
    out.clear();
    return testkit::texts_of(transcript.take());
  }
  std::vector<std::string> all_that_waits() {
    writer.take_control(out);
    writer.take_sections(out);
    return taken();
  }

  Workspace workspace;
  FrameWriter writer{workspace};
  testkit::Transcript transcript{http::Role::server};
  Buffer out;
  Stream first{1, 0, 0};
  Stream second{3, 0, 0};
  const http::ResponseHead head;
};

TEST_F(FrameWriterTest, gives_control_frames_before_sections) {
  writer.write_section(first, head, http::End::no);
  writer.write(frame::WindowUpdate{0, 10});
  EXPECT_FALSE(writer.empty());
  EXPECT_THAT(all_that_waits(), ElementsAre("WINDOW_UPDATE stream=0 increment=10", "HEADERS stream=1 :status=200"));
  EXPECT_TRUE(writer.empty());
}

// RFC 9113 5.1: a stream that the peer does not know yet is idle, and no RST_STREAM may come for it.
TEST_F(FrameWriterTest, puts_a_frame_of_a_stream_behind_its_sections) {
  writer.write_section(first, head, http::End::no);
  writer.write(frame::RstStream{1, ErrorCode::cancel}, &first);
  EXPECT_THAT(all_that_waits(), ElementsAre("HEADERS stream=1 :status=200", "RST_STREAM stream=1 CANCEL"));
}

TEST_F(FrameWriterTest, lets_a_frame_of_a_stream_without_sections_pass_those_of_others) {
  writer.write_section(first, head, http::End::no);
  writer.write(frame::RstStream{3, ErrorCode::cancel}, &second);
  EXPECT_THAT(all_that_waits(), ElementsAre("RST_STREAM stream=3 CANCEL", "HEADERS stream=1 :status=200"));
}

TEST_F(FrameWriterTest, puts_a_frame_of_a_stream_that_has_gone_behind_all_sections) {
  writer.write_section(first, head, http::End::yes);
  writer.write(frame::RstStream{1, ErrorCode::no_error}, nullptr);
  EXPECT_THAT(all_that_waits(), ElementsAre("HEADERS stream=1 END_STREAM :status=200", "RST_STREAM stream=1 NO_ERROR"));
}

TEST_F(FrameWriterTest, gives_the_sections_of_one_stream_and_those_before) {
  writer.write_section(first, head, http::End::no);
  writer.write_section(second, head, http::End::no);
  writer.take_sections(first, out);
  EXPECT_THAT(taken(), ElementsAre("HEADERS stream=1 :status=200"));
  EXPECT_GT(first.traffic.sent, 9u);
}

// RFC 9113 6.2: "A field block that does not fit within a HEADERS frame is continued in a CONTINUATION frame".
TEST_F(FrameWriterTest, cuts_sections_to_the_frames_that_the_peer_takes) {
  writer.set_max_frame_size(100);
  http::ResponseHead large;
  large.fields.add("x-name", std::string(250, '~'));
  const std::size_t octets = writer.write_section(1, large, http::End::yes);
  writer.take_sections(out);
  EXPECT_EQ(octets, out.size());
  EXPECT_EQ(out.readable()[2], 100);
  EXPECT_THAT(taken(), ElementsAre(HasSubstr("HEADERS stream=1 END_STREAM :status=200 x-name=~~")));
}

// RFC 9113 8.4.1: "The server SHOULD send PUSH_PROMISE (Section 6.6) frames prior to sending any frames that reference
// the promised responses."
TEST_F(FrameWriterTest, puts_frames_of_both_streams_behind_a_promise) {
  http::RequestHead request;
  request.method = http::Method::get;
  request.scheme = "https";
  request.authority = "example.org";
  request.path = "/style.css";
  Stream promised(2, 0, 0);
  writer.write_promise(first, promised, request);
  writer.write(frame::RstStream{2, ErrorCode::cancel}, &promised);
  writer.write(frame::WindowUpdate{1, 1}, &first);
  EXPECT_THAT(all_that_waits(), ElementsAre(HasSubstr("PUSH_PROMISE stream=1"), "RST_STREAM stream=2 CANCEL",
                                            "WINDOW_UPDATE stream=1 increment=1"));
}

// RFC 9113 4.3.1: a changed table takes effect with the acknowledgment.
TEST_F(FrameWriterTest, lets_sections_leave_before_settings_are_acknowledged) {
  writer.write_section(first, head, http::End::no);
  writer.set_max_table_size(0);
  writer.write_settings_ack();
  EXPECT_THAT(all_that_waits(), ElementsAre("HEADERS stream=1 :status=200", "SETTINGS ACK"));
}

TEST_F(FrameWriterTest, forgets_sections_that_nobody_will_read) {
  writer.write_section(first, head, http::End::no);
  writer.drop_sections();
  writer.write_last(frame::Goaway{0, ErrorCode::no_error, {}});
  EXPECT_THAT(all_that_waits(), ElementsAre(HasSubstr("GOAWAY")));
}

}  // namespace
}  // namespace weft::h2
