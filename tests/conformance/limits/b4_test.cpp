// B4: many fields held on many streams: legal, and more than one connection may hold.
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

TEST(B4, held_fields_have_a_limit_together) {
  const Bytes block = large_block();
  Victim victim;
  for (std::size_t n = 0; n < 100; ++n)
    victim.receives(frames().headers_block(nth_stream(n), block, whole_request).octets());
  EXPECT_FALSE(victim.endpoint.closed());
  EXPECT_GT(victim.endpoint.requests(), 20u);
  EXPECT_EQ(victim.endpoint.requests() + victim.count(Type::rst_stream, refused_stream), 100u);
  EXPECT_LE(victim.most_memory, two_mebibytes);
}

}  // namespace
}  // namespace weft::limits
