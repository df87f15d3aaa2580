#include <weft/frame/unknown.hpp>

#include <gtest/gtest.h>

#include <weft/testkit/wire.hpp>

namespace weft::frame {
namespace {

using testkit::encoded;
using testkit::hex;

TEST(Unknown, is_written_as_it_was_read) {
  const auto wire = hex("000003 bb a5 00000009 | 010203");
  EXPECT_EQ(encoded(Unknown{Header::load(wire.data()), Octets(wire).subspan(header_size)}), wire);
}

TEST(Unknown, takes_its_length_from_the_payload) {
  EXPECT_EQ(encoded(Unknown{{99, Type{0xbb}, 0, 1}, {}}), hex("000000 bb 00 00000001"));
}

}  // namespace
}  // namespace weft::frame
