// Floods of priorities for streams that do not exist.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// The memory of a connection that has read nothing but these frames.
std::size_t memory_after(const Frames& sent) {
  Victim victim;
  victim.receives(sent.octets());
  return victim.endpoint.connection().memory();
}

// A place in the tree of RFC 7540, and in the index of its identifiers, which may have grown to twice what it needs.
constexpr std::size_t tree_place = sizeof(h2::TreeNode) + 2 * sizeof(void*);

TEST(PriorityFlood, priority_flood_is_calmed) {
  Frames sent;
  for (std::size_t n = 0; n < 100'000; ++n) sent.priority(nth_stream(n + 1), {nth_stream(n), 16, true});
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("glitches_limit");
    EXPECT_LE(victim.counters().priorities, 2500u);
    EXPECT_LE(victim.endpoint.most_memory(), memory_after({}) + sizeof(h2::TreeScheduler) + 102 * tree_place + 4096);
  });
}

// Each names another stream, and all that came before hangs below it: no deeper, nor larger, than the tree may be.
TEST(PriorityFlood, tree_of_idle_streams_has_100_places) {
  const auto memory_of = [](std::size_t places) {
    Frames sent;
    for (std::size_t n = 0; n < places; ++n) sent.priority(nth_stream(n), {0, 255, true});
    return memory_after(sent);
  };
  EXPECT_GT(memory_of(100), memory_of(50));
  EXPECT_LE(memory_of(700), memory_of(100) + 2 * tree_place);
}

// A hundred streams, a hundred that have closed and a hundred that are idle, all in one chain: that is all.
TEST(PriorityFlood, tree_has_a_bound_beside_live_streams) {
  Frames sent;
  for (std::size_t n = 0; n < 100; ++n) {
    sent.headers(nth_stream(n), request("POST"), End::no, {n == 0 ? 0 : nth_stream(n - 1), 16, true})
        .rst_stream(nth_stream(n));
  }
  for (std::size_t n = 100; n < 200; ++n) {
    sent.headers(nth_stream(n), request("POST"), End::no, {nth_stream(n - 1), 16, true});
  }
  for (std::size_t n = 200; n < 800; ++n) sent.priority(nth_stream(n), {nth_stream(n - 1), 16, true});
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    EXPECT_FALSE(victim.endpoint.closed());
    EXPECT_EQ(victim.endpoint.connection().live_messages(), 100u);
    EXPECT_LE(victim.endpoint.most_memory(), 256u * 1024);
  });
}

TEST(PriorityFlood, priority_update_flood_is_calmed) {
  Frames sent;
  for (std::size_t n = 0; n < 100'000; ++n) sent.priority_update(nth_stream(n % 100), "u=1");
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("glitches_limit");
    EXPECT_LE(victim.counters().priorities, 2500u);
    EXPECT_LE(victim.endpoint.most_memory(), memory_after({}) + 4096);
  });
}

// RFC 9218 7.1: "The number of streams that have been prioritized but remain in the "idle" state plus the number of
// active streams […] MUST NOT exceed the value of the SETTINGS_MAX_CONCURRENT_STREAMS parameter. Servers that receive
// such a PRIORITY_UPDATE MUST respond with a connection error of type PROTOCOL_ERROR."
TEST(PriorityFlood, priority_updates_of_more_streams_than_may_be_open_end_the_connection) {
  Frames sent;
  for (std::size_t n = 0; n < 100'000; ++n) sent.priority_update(nth_stream(n), "u=1");
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    EXPECT_EQ(victim.count(Type::goaway, protocol_error), 1u);
    EXPECT_EQ(victim.counters().priorities, 101u);
    EXPECT_LE(victim.endpoint.most_memory(), memory_after({}) + 4096);
  });
}

}  // namespace
}  // namespace weft::limits
