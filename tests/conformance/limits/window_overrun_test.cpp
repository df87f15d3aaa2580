// One octet more than a window allows, by one frame or by many; the used part of the windows comes back.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// A body of `octets` on this stream, in frames of 16 KiB.
void body(Frames& out, StreamId stream, std::size_t octets) {
  const std::string frame(16'384, 'x');
  for (; octets != 0; octets -= std::min(octets, frame.size())) {
    out.data(stream, std::string_view(frame).substr(0, octets));
  }
}

Frames posts(std::size_t count) {
  Frames out;
  for (std::size_t n = 0; n < count; ++n) out.headers_block(nth_stream(n), get_block, flag::end_headers);
  return out;
}

TEST(WindowOverrun, octet_beyond_the_window_of_a_stream_ends_that_stream) {
  Frames sent = posts(2);
  body(sent, 1, h2::Options().stream_window);
  sent.data(1, "x");
  for_every_cut(sent, Application::does_not_read, [](Victim& victim) {
    EXPECT_EQ(victim.count(Type::rst_stream, flow_control_error), 1u);
    EXPECT_FALSE(victim.endpoint.closed());
    EXPECT_EQ(victim.endpoint.connection().live_messages(), 1u);
    EXPECT_EQ(victim.endpoint.connection().unread(), 0u);
  });
}

TEST(WindowOverrun, octet_beyond_the_window_of_the_connection_ends_it) {
  const h2::Options options;
  const std::size_t streams = options.connection_window / options.stream_window;
  Frames sent = posts(streams + 1);
  for (std::size_t n = 0; n < streams; ++n) body(sent, nth_stream(n), options.stream_window);
  sent.data(nth_stream(streams), "x");
  for_every_cut(sent, Application::does_not_read, [](Victim& victim) {
    EXPECT_EQ(victim.count(Type::goaway, flow_control_error), 1u);
    EXPECT_EQ(victim.endpoint.close().reason, "connection_window_exceeded");
    EXPECT_EQ(victim.endpoint.connection().live_messages(), 0u);
  });
}

TEST(WindowOverrun, windows_filled_to_the_last_octet_are_honest) {
  const h2::Options options;
  const std::size_t streams = options.connection_window / options.stream_window;
  Frames sent = posts(streams);
  for (std::size_t n = 0; n < streams; ++n) body(sent, nth_stream(n), options.stream_window);
  for_every_cut(sent, Application::does_not_read, [&](Victim& victim) {
    victim.is_untroubled();
    EXPECT_EQ(victim.endpoint.connection().unread(), options.connection_window);
  });
}

}  // namespace
}  // namespace weft::limits
