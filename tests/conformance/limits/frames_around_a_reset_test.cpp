// Frames in the moment in which a stream ends.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

Frames posted(StreamId stream = 1) {
  Frames out;
  out.headers_block(stream, get_block, flag::end_headers);
  return out;
}

TEST(FramesAroundAReset, headers_and_rst_stream_in_one_read_cancel_the_stream) {
  for_every_cut(std::move(posted().rst_stream(1)), Application::answers, [](const Victim& victim) {
    EXPECT_THAT(victim.endpoint.events(),
                testing::ElementsAre("request 1 GET https://example.org/", "closed 1 peer_reset CANCEL"));
    EXPECT_TRUE(victim.said.lines().empty());
  });
}

TEST(FramesAroundAReset, data_after_the_reset_is_a_stream_error_and_credited) {
  h2::Options small;
  small.connection_window = 65'535;
  Frames sent = posted();
  sent.rst_stream(1);
  for (int n = 0; n < 3; ++n) sent.data(1, std::string(15'000, 'x'));
  for (const Segmentation& cut : segmentations(sent.octets())) {
    SCOPED_TRACE(cut.name);
    Victim victim(Application::answers, small);
    victim.receives(cut);
    EXPECT_EQ(victim.count("RST_STREAM stream=1 STREAM_CLOSED"), 1u);
    EXPECT_EQ(victim.count("WINDOW_UPDATE stream=0"), 1u);
    EXPECT_FALSE(victim.endpoint.closed());
  }
}

TEST(FramesAroundAReset, rst_stream_of_an_idle_stream_is_a_connection_error) {
  for_every_cut(std::move(frames().rst_stream(1)), Application::answers,
                [](const Victim& victim) { EXPECT_EQ(victim.count(Type::goaway, protocol_error), 1u); });
}

TEST(FramesAroundAReset, second_rst_stream_is_ignored) {
  for_every_cut(std::move(posted().rst_stream(1).rst_stream(1)), Application::answers, [](const Victim& victim) {
    EXPECT_TRUE(victim.said.lines().empty());
    EXPECT_FALSE(victim.endpoint.closed());
  });
}

TEST(FramesAroundAReset, trailers_without_end_stream_are_a_stream_error) {
  for_every_cut(std::move(posted().headers(1, trailers())), Application::answers, [](const Victim& victim) {
    EXPECT_EQ(victim.count("RST_STREAM stream=1 PROTOCOL_ERROR"), 1u);
    EXPECT_FALSE(victim.endpoint.closed());
  });
}

TEST(FramesAroundAReset, headers_after_trailers_are_a_stream_error) {
  for_every_cut(std::move(posted().headers(1, trailers(), end_stream).headers(1, trailers(), end_stream)),
                Application::holds, [](const Victim& victim) {
                  EXPECT_EQ(victim.count("RST_STREAM stream=1 STREAM_CLOSED"), 1u);
                  EXPECT_FALSE(victim.endpoint.closed());
                });
}

TEST(FramesAroundAReset, even_and_decreasing_streams_are_connection_errors) {
  for_every_cut(posted(2), Application::answers,
                [](const Victim& victim) { EXPECT_EQ(victim.count(Type::goaway, protocol_error), 1u); });
  Frames sent = posted(5);
  sent.headers_block(3, get_block, whole_request);
  for_every_cut(sent, Application::answers,
                [](const Victim& victim) { EXPECT_EQ(victim.count(Type::goaway, protocol_error), 1u); });
}

// "Contrast: frames crossing our own RST are ignored, credited and uncharged for 1 s."
TEST(FramesAroundAReset, frames_that_cross_our_reset_are_ignored_credited_and_free) {
  Victim victim;
  victim.receives(posted().octets());
  victim.endpoint.connection().reset(1, cancel, "not_wanted");
  victim.said.read(victim.endpoint.produce());
  victim.said.take();
  for (int n = 0; n < 100; ++n) {
    Frames late;
    late.data(1, std::string(16'000, 'x')).window_update(1, 1).data(1, "");
    victim.receives(late.octets());
  }
  EXPECT_EQ(victim.counters().glitches, 0u);
  EXPECT_EQ(victim.count("WINDOW_UPDATE stream=0"), victim.said.lines().size());
  EXPECT_FALSE(victim.endpoint.closed());
}

TEST(FramesAroundAReset, frames_long_after_our_reset_are_not_free) {
  Victim victim;
  victim.receives(posted().octets());
  victim.endpoint.connection().reset(1, cancel, "not_wanted");
  victim.said.read(victim.endpoint.produce());
  victim.said.take();
  victim.endpoint.advance(std::chrono::seconds(2));
  victim.receives(frames().data(1, "x").octets());
  EXPECT_FALSE(victim.said.lines().empty());
}

}  // namespace
}  // namespace weft::limits
