#include <weft/websocket/deflater.hpp>

#include <random>
#include <string>

#include <gtest/gtest.h>

#include <weft/websocket/inflater.hpp>

namespace weft::websocket {
namespace deflater_test {

std::string deflated(Deflater& deflater, std::string_view text, std::size_t piece = 1 << 20) {
  Buffer out;
  while (text.size() > piece) {
    deflater.put(as_octets(text.substr(0, piece)), Deflater::Then::more, out);
    text.remove_prefix(piece);
  }
  deflater.put(as_octets(text), Deflater::Then::end, out);
  return std::string(as_text(out.readable()));
}

std::string inflated(Inflater& inflater, const std::string& message) {
  std::string out;
  EXPECT_EQ(inflater.take(as_octets(message), out, 1 << 24), std::nullopt);
  EXPECT_EQ(inflater.end(out, 1 << 24), std::nullopt);
  return out;
}

// RFC 7692 7.2.3.1 and 7.2.3.2.
TEST(Deflated, is_that_of_the_examples) {
  using namespace std::string_literals;
  Deflater keeping(15, true);
  EXPECT_EQ(deflated(keeping, "Hello"), "\xf2\x48\xcd\xc9\xc9\x07\x00"s);
  EXPECT_EQ(deflated(keeping, "Hello"), "\xf2\x00\x11\x00\x00"s);
  Deflater forgetting(15, false);
  EXPECT_EQ(deflated(forgetting, "Hello"), deflated(forgetting, "Hello"));
}

TEST(Deflated, comes_back_for_every_window_and_size) {
  std::mt19937 chance(1);
  for (const bool takeover : {true, false}) {
    for (std::uint8_t bits = 9; bits <= 15; ++bits) {
      Deflater deflater(bits, takeover);
      Inflater inflater(bits, takeover);
      for (const std::size_t size : {1u, 64u, 4095u, 4096u, 4097u, 100'000u}) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(chance() % 20);
        EXPECT_EQ(inflated(inflater, deflated(deflater, text, 1000)), text) << size;
      }
    }
  }
}

}  // namespace deflater_test
}  // namespace weft::websocket
