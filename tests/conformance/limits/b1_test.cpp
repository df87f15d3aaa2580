// B1: the HTTP/2 Bomb of 2026 in tiny references: one octet on the wire becomes a field.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(B1, bomb_of_references_is_stopped_in_its_first_block) {
  Bytes block = hex("82 84 87 41 01 61 40 01 61 00");
  block.resize(block.size() + 6000, 0xbe);
  Frames sent;
  sent.headers_block(1, block, flag::end_stream)
      .continuation(1, Bytes(13'000, 0xbe), 0)
      .continuation(1, Bytes(13'000, 0xbe));
  for_every_cut(sent, Application::holds, [](const Victim& victim) {
    victim.is_calmed("field_section_limit");
    EXPECT_EQ(victim.endpoint.requests(), 0u);
  });
}

}  // namespace
}  // namespace weft::limits
