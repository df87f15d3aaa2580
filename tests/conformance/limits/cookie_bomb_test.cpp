// The HTTP/2 Bomb of 2026 in cookies: one octet on the wire becomes four thousand.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

// Inserts a cookie that fills the table, and refers to the cookie many times.
Frames cookie_bomb(std::size_t references) {
  Bytes block = hex("82 84 87 41 01 61 60 7f db 1e");
  block.resize(block.size() + 4058, 'a');
  block.resize(block.size() + references, 0xbe);
  Frames out;
  return std::move(large_request(out, 1, block));
}

TEST(CookieBomb, bomb_of_cookies_is_stopped) {
  for_every_cut(cookie_bomb(32'768), Application::holds, [](const Victim& victim) {
    victim.is_calmed("field_section_limit");
    EXPECT_EQ(victim.endpoint.requests(), 0u);
  });
}

TEST(CookieBomb, cookies_beyond_256_kibibytes_are_too_much) {
  for_every_cut(cookie_bomb(64), Application::holds,
                [](const Victim& victim) { victim.is_calmed("field_section_limit"); });
}

TEST(CookieBomb, cookies_beyond_64_kibibytes_are_answered) {
  for_every_cut(cookie_bomb(20), Application::holds, [](const Victim& victim) {
    EXPECT_EQ(victim.count(":status=431"), 1u);
    EXPECT_FALSE(victim.endpoint.closed());
  });
}

}  // namespace
}  // namespace weft::limits
