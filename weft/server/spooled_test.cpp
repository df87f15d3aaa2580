#include <weft/server/spooled.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace weft::server {
namespace spooled_test {

std::string read_all(const Spooled& spooled) {
  std::string all;
  std::uint8_t room[7];
  while (const std::size_t got = spooled.read(all.size(), room)) all += as_text(Octets(room, got));
  return all;
}

TEST(Spooled, is_in_memory_while_it_is_small) {
  Spooled spooled(10);
  EXPECT_EQ(read_all(spooled), "");
  spooled.append(as_octets("some "));
  spooled.append(as_octets("text."));
  EXPECT_FALSE(spooled.is_on_disk());
  EXPECT_EQ(spooled.text(), "some text.");
  EXPECT_EQ(spooled.descriptor(), -1);
  EXPECT_EQ(spooled.size(), 10U);
  EXPECT_EQ(read_all(spooled), "some text.");
}

TEST(Spooled, goes_to_disk_with_all_that_it_had) {
  Spooled spooled(10);
  spooled.append(as_octets("some text."));
  spooled.append(as_octets("!"));
  EXPECT_TRUE(spooled.is_on_disk());
  EXPECT_EQ(spooled.text(), "");
  spooled.append(as_octets(" And more."));
  EXPECT_EQ(spooled.size(), 21U);
  EXPECT_EQ(read_all(spooled), "some text.! And more.");
  const Spooled moved = std::move(spooled);
  EXPECT_EQ(read_all(moved), "some text.! And more.");
}

TEST(Spooled, says_that_it_cannot_be_written) {
  ::setenv("TMPDIR", "/nowhere", 1);
  Spooled spooled(0);
  EXPECT_THROW(spooled.append(as_octets("x")), std::system_error);
  ::unsetenv("TMPDIR");
}

}  // namespace spooled_test
}  // namespace weft::server
