#include <weft/base/tight.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace weft {
namespace {

TEST(Tight, gives_back_what_was_written) {
  std::vector<std::uint64_t> numbers{0, 1, 127, 128, 16'383, 16'384, UINT32_MAX, UINT64_MAX};
  for (unsigned bit = 0; bit < 64; ++bit) numbers.push_back(std::uint64_t{1} << bit);
  TightWriter writer;
  for (const std::uint64_t number : numbers) {
    writer.number(number);
    writer.text(std::string(number % 300, 'x'));
  }
  TightReader reader(writer.octets().data());
  for (const std::uint64_t number : numbers) {
    EXPECT_EQ(reader.number(), number);
    EXPECT_EQ(reader.text(), std::string(number % 300, 'x'));
  }
}

TEST(Tight, needs_an_octet_for_what_is_small) {
  TightWriter writer;
  writer.number(0);
  writer.number(127);
  EXPECT_EQ(writer.octets().size(), 2u);
  writer.number(128);
  writer.text("name");
  EXPECT_EQ(writer.octets().size(), 2u + 2u + 5u);
}

}  // namespace
}  // namespace weft
