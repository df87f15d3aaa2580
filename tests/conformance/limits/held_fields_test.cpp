// Many fields held on many streams: legal, and more than one connection may hold.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// 200 fields of about 100 octets each, without compression.
Bytes large_block() {
  Bytes block = get_block;
  for (int n = 0; n < 200; ++n) {
    const Bytes name = text("x-" + std::to_string(n));
    block.push_back(0);
    block.push_back(static_cast<std::uint8_t>(name.size()));
    block.insert(block.end(), name.begin(), name.end());
    block.push_back(64);
    block.resize(block.size() + 64, 'v');
  }
  return block;
}

TEST(HeldFields, held_fields_have_a_limit_together) {
  const Bytes block = large_block();
  Frames sent;
  for (std::size_t n = 0; n < 100; ++n) large_request(sent, nth_stream(n), block);
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    EXPECT_FALSE(victim.endpoint.closed());
    EXPECT_GT(victim.endpoint.requests(), 15u);
    EXPECT_EQ(victim.endpoint.requests() + victim.count(Type::rst_stream, refused_stream), 100u);
  });
}

// A request that was refused may be made again as soon as others have ended.
TEST(HeldFields, room_for_fields_comes_back_with_the_streams) {
  const Bytes block = large_block();
  Victim victim;
  Frames sent;
  for (std::size_t n = 0; n < 100; ++n) large_request(sent, nth_stream(n), block);
  victim.receives(sent.octets());
  const std::size_t first = victim.endpoint.requests();
  Frames ended;
  for (std::size_t n = 0; n < first; ++n) ended.rst_stream(nth_stream(n));
  victim.receives(ended.octets());
  Frames more;
  for (std::size_t n = 100; n < 100 + first; ++n) large_request(more, nth_stream(n), block);
  victim.receives(more.octets());
  EXPECT_EQ(victim.endpoint.requests(), 2 * first);
}

}  // namespace
}  // namespace weft::limits
