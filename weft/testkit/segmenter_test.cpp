#include <weft/testkit/segmenter.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include <weft/testkit/gtest/for_each_segmentation.hpp>
#include <weft/testkit/octets.hpp>

namespace weft::testkit {
namespace {

Bytes counted(std::size_t size) {
  Bytes out(size);
  std::iota(out.begin(), out.end(), std::uint8_t{0});
  return out;
}

TEST(Segmenter, loses_nothing_under_any_cut) {
  const Bytes octets = counted(200);
  int cuts = 0;
  for_each_segmentation(octets, [&](const Segmentation& cut) {
    Bytes joined;
    for (const Octets piece : cut.pieces) joined.insert(joined.end(), piece.begin(), piece.end());
    EXPECT_EQ(joined, octets);
    ++cuts;
  });
  EXPECT_GE(cuts, 3);
}

TEST(Segmenter, cuts_whole_and_one_at_a_time) {
  const Bytes octets = counted(5);
  EXPECT_EQ(whole(octets).pieces.size(), 1u);
  EXPECT_EQ(one_at_a_time(octets).pieces.size(), 5u);
}

TEST(Segmenter, cuts_at_the_same_places_for_the_same_seed) {
  const Bytes octets = counted(200);
  const auto sizes = [](const Segmentation& cut) {
    std::vector<std::size_t> out;
    for (const Octets piece : cut.pieces) out.push_back(piece.size());
    return out;
  };
  EXPECT_EQ(sizes(at_random(octets, 1)), sizes(at_random(octets, 1)));
  EXPECT_NE(sizes(at_random(octets, 1)), sizes(at_random(octets, 2)));
}

}  // namespace
}  // namespace weft::testkit
