#include <weft/http/range.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace weft::http {
namespace {

using Outcome = ByteRanges::Outcome;
using List = std::vector<ByteRange>;

List list(std::string_view value, std::uint64_t size) {
  const ByteRanges ranges = parse_range(value, size);
  EXPECT_EQ(ranges.outcome(), Outcome::satisfiable) << value;
  return {ranges.begin(), ranges.end()};
}

// The examples of RFC 9110 14.1.2.
TEST(Range, examples_of_the_rfc) {
  EXPECT_EQ(list("bytes=0-499", 10000), (List{{0, 499}}));
  EXPECT_EQ(list("bytes=500-999", 10000), (List{{500, 999}}));
  EXPECT_EQ(list("bytes=-500", 10000), (List{{9500, 9999}}));
  EXPECT_EQ(list("bytes=9500-", 10000), (List{{9500, 9999}}));
  EXPECT_EQ(list("bytes=0-0,-1", 10000), (List{{0, 0}, {9999, 9999}}));
  EXPECT_EQ(list("bytes= 0-999, 4500-5499, -1000", 10000), (List{{0, 999}, {4500, 5499}, {9000, 9999}}));
  EXPECT_EQ(list("bytes=500-600,601-999", 10000), (List{{500, 999}}));
  EXPECT_EQ(list("bytes=500-700,601-999", 10000), (List{{500, 999}}));
}

TEST(Range, ends_with_the_representation) {
  EXPECT_EQ(list("bytes=5-100", 10), (List{{5, 9}}));
  EXPECT_EQ(list("bytes=-100", 10), (List{{0, 9}}));
  EXPECT_EQ(list("bytes=0-", 10), (List{{0, 9}}));
  EXPECT_EQ(list("bytes=9-9", 10), (List{{9, 9}}));
  EXPECT_EQ(list("bytes=3-99999999999999999999999999", 10), (List{{3, 9}}));
  EXPECT_EQ(list("bytes=-99999999999999999999999999", 10), (List{{0, 9}}));
}

TEST(Range, without_an_octet_is_unsatisfiable) {
  for (const std::string_view value :
       {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-", "bytes=10-,-0", "bytes=11-12,13-14"}) {
    EXPECT_EQ(parse_range(value, 10).outcome(), Outcome::unsatisfiable) << value;
  }
}

// RFC 9110 14.1.2: a suffix of some length is all of it, which is told by a 200.
TEST(Range, of_nothing_is_satisfiable_as_a_suffix_only) {
  for (const std::string_view value :
       {"bytes=-5", "bytes=-1", "bytes=-99999999999999999999999999", "bytes=0-,-5", "bytes=-5,-0", "bytes=-0,7-9,-1"}) {
    EXPECT_EQ(parse_range(value, 0).outcome(), Outcome::ignored) << value;
  }
  for (const std::string_view value :
       {"bytes=0-", "bytes=0-0", "bytes=-0", "bytes=1-", "bytes=-0,0-", "bytes=0-,1-2"}) {
    EXPECT_EQ(parse_range(value, 0).outcome(), Outcome::unsatisfiable) << value;
  }
  for (const std::string_view value : {"bytes=-5,x", "bytes=-", "bytes=,"}) {
    EXPECT_EQ(parse_range(value, 0).outcome(), Outcome::ignored) << value;
  }
}

TEST(Range, that_can_be_met_in_part_gives_that_part) {
  EXPECT_EQ(list("bytes=20-30,1-2", 10), (List{{1, 2}}));
}

TEST(Range, that_is_no_byte_range_is_ignored) {
  for (const std::string_view value :
       {"",           "bytes",       "bytes=",        "bytes=,",    "bytes=-",    "bytes=a-b",
        "bytes=1-0",  "bytes=0-1,x", "bytes=0-1,5-4", "bytes=--1",  "bytes=1--2", "bytes=1-2-3",
        "bytes=+1-2", "bytes=0x1-2", "bytes=1 -2",    "bytes=1- 2", "bytes =0-1", "bytes:0-1",
        "lines=0-1",  "bytes=5",     "bytes=0-1;2-3", "=0-1"}) {
    EXPECT_EQ(parse_range(value, 10).outcome(), Outcome::ignored) << value;
  }
}

TEST(Range, names_its_unit_in_any_case) {
  EXPECT_EQ(list("BYTES=1-2", 10), (List{{1, 2}}));
}

TEST(Range, of_more_than_sixteen_pieces_is_ignored) {
  std::string value = "bytes=0-0";
  for (int i = 1; i < 16; ++i) value += "," + std::to_string(i * 10) + "-" + std::to_string(i * 10);
  EXPECT_EQ(list(value, 1000).size(), 16U);
  EXPECT_EQ(parse_range(value + ",500-500", 1000).outcome(), Outcome::ignored);
  // However they overlap, and whether or not they can be met.
  std::string same = "bytes=0-";
  for (int i = 0; i < 100; ++i) same += ",0-";
  EXPECT_EQ(parse_range(same, 1000).outcome(), Outcome::ignored);
  EXPECT_EQ(parse_range(value + ",5000-", 1000).outcome(), Outcome::ignored);
}

TEST(Range, keeps_the_order_asked_for) {
  EXPECT_EQ(list("bytes=50-59,10-19,30-39", 100), (List{{50, 59}, {10, 19}, {30, 39}}));
  EXPECT_EQ(list("bytes=50-59,10-19,15-24,30-39", 100), (List{{50, 59}, {10, 24}, {30, 39}}));
  EXPECT_EQ(list("bytes=50-59,10-19,30-39,15-55", 100), (List{{10, 59}}));
}

// Every set of up to three ranges over six octets: each octet that was asked for is there once, no other is.
TEST(Range, sends_every_octet_asked_for_exactly_once) {
  constexpr std::uint64_t size = 6;
  List all;
  for (std::uint64_t first = 0; first < size; ++first) {
    for (std::uint64_t last = first; last < size; ++last) all.push_back({first, last});
  }
  for (const ByteRange& a : all) {
    for (const ByteRange& b : all) {
      for (const ByteRange& c : all) {
        ByteRanges ranges(Outcome::unsatisfiable);
        std::vector<int> expected(size), sent(size);
        for (const ByteRange& range : {a, b, c}) {
          ranges.add(range);
          for (std::uint64_t i = range.first; i <= range.last; ++i) expected[i] = 1;
        }
        for (const ByteRange& range : ranges) {
          for (std::uint64_t i = range.first; i <= range.last; ++i) ++sent[i];
        }
        ASSERT_EQ(sent, expected);
      }
    }
  }
}

TEST(Range, of_the_largest_representation_does_not_wrap_around) {
  constexpr std::uint64_t size = ~std::uint64_t{0};
  EXPECT_EQ(list("bytes=-1,0-0", size), (List{{size - 1, size - 1}, {0, 0}}));
  EXPECT_EQ(list("bytes=0-", size).front().size(), size);
}

}  // namespace
}  // namespace weft::http
