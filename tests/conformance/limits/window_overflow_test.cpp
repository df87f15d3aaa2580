// Windows that overflow leave nothing behind.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

void is_lost_and_freed(const Frames& sent) {
  for_every_cut(sent, Application::holds, [](Victim& victim) {
    EXPECT_EQ(victim.count(Type::goaway, flow_control_error), 1u);
    EXPECT_TRUE(victim.endpoint.closed());
    EXPECT_EQ(victim.endpoint.connection().live_messages(), 0u);
    EXPECT_LE(victim.endpoint.connection().memory(), 64u * 1024);
  });
}

Frames hundred_posts() {
  Frames out;
  for (std::size_t n = 0; n < 100; ++n) out.headers_block(nth_stream(n), get_block, flag::end_headers);
  return out;
}

TEST(WindowOverflow, overflow_of_the_connection_window) {
  is_lost_and_freed(std::move(hundred_posts().window_update(0, 0x7fffffff)));
}

TEST(WindowOverflow, initial_window_size_of_two_to_the_31) {
  is_lost_and_freed(std::move(hundred_posts().settings({{initial_window_size, 0x80000000}})));
}

TEST(WindowOverflow, initial_window_size_that_overflows_an_open_stream) {
  is_lost_and_freed(std::move(hundred_posts().window_update(1, 1).settings({{initial_window_size, 0x7fffffff}})));
}

TEST(WindowOverflow, overflow_of_a_stream_window_frees_the_stream_alone) {
  for_every_cut(std::move(hundred_posts().window_update(1, 0x7fffffff)), Application::holds, [](Victim& victim) {
    EXPECT_EQ(victim.count(Type::rst_stream, flow_control_error), 1u);
    EXPECT_FALSE(victim.endpoint.closed());
    EXPECT_EQ(victim.endpoint.connection().live_messages(), 99u);
  });
}

}  // namespace
}  // namespace weft::limits
