// The HTTP/2 Bomb of 2026 in tiny references: one octet on the wire becomes a field.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

TEST(ReferenceBomb, bomb_of_references_is_stopped_in_its_first_block) {
  Bytes block = hex("82 84 87 41 01 61 40 01 61 00");
  block.resize(block.size() + 32'000, 0xbe);
  Frames sent;
  sent.settings({{initial_window_size, 0}});
  for (std::size_t n = 0; n < 100; ++n) large_request(sent, nth_stream(n), block);
  for_every_cut(sent, Application::answers, [](const Victim& victim) {
    victim.is_calmed("field_section_limit");
    EXPECT_EQ(victim.endpoint.requests(), 0u);
    EXPECT_EQ(victim.count(Type::headers), 0u);
  });
}

// The same as soon as it is one field too many, and not before.
TEST(ReferenceBomb, field_1025_is_one_too_many) {
  for (const std::size_t references : {1024u - 5, 1025u - 5}) {
    Bytes block = hex("82 84 87 41 01 61 40 01 61 00");
    block.resize(block.size() + references, 0xbe);
    Frames sent;
    for_every_cut(large_request(sent, 1, block), Application::answers, [references](const Victim& victim) {
      if (references == 1025u - 5) return victim.is_calmed("field_section_limit");
      EXPECT_EQ(victim.count(":status=431"), 1u);
      EXPECT_FALSE(victim.endpoint.closed());
    });
  }
}

}  // namespace
}  // namespace weft::limits
