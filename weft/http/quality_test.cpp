#include <weft/http/quality.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

Quality quality(std::string_view list, std::string_view coding) {
  Fields fields;
  fields.add(FieldName::accept_encoding, list);
  return quality_of(fields, FieldName::accept_encoding, coding);
}

TEST(Quality, is_a_number_from_0_to_1_with_three_digits) {
  EXPECT_EQ(parse_quality("0"), 0);
  EXPECT_EQ(parse_quality("1"), 1000);
  EXPECT_EQ(parse_quality("0."), 0);
  EXPECT_EQ(parse_quality("1.000"), 1000);
  EXPECT_EQ(parse_quality("0.5"), 500);
  EXPECT_EQ(parse_quality("0.05"), 50);
  EXPECT_EQ(parse_quality("0.001"), 1);
  EXPECT_EQ(parse_quality("0.999"), 999);
  for (const std::string_view text :
       {"", "2", "1.1", "1.001", "0.0001", ".5", "-0", "00", "0,5", "0.5x", "a", "0.x", "1 "}) {
    EXPECT_EQ(parse_quality(text), std::nullopt) << text;
  }
}

TEST(Quality, of_what_a_browser_sends) {
  constexpr std::string_view browser = "gzip, deflate, br, zstd";
  for (const std::string_view coding : {"gzip", "deflate", "br", "zstd"}) EXPECT_EQ(quality(browser, coding), 1000);
  EXPECT_EQ(quality(browser, "compress"), 0);
}

TEST(Quality, is_the_weight_of_the_element) {
  EXPECT_EQ(quality("compress;q=0.5, gzip;q=1.0", "compress"), 500);
  EXPECT_EQ(quality("compress;q=0.5, gzip;q=1.0", "gzip"), 1000);
  EXPECT_EQ(quality("gzip ; Q=0.25", "GZIP"), 250);
  EXPECT_EQ(quality("text/html;level=1;q=0.4", "text/html"), 400);
}

TEST(Quality, of_star_is_for_what_is_not_listed) {
  constexpr std::string_view list = "*;q=0.1, br;q=0, gzip";
  EXPECT_EQ(quality(list, "zstd"), 100);
  EXPECT_EQ(quality(list, "br"), 0);
  EXPECT_EQ(quality(list, "gzip"), 1000);
  EXPECT_EQ(quality("gzip;q=1.0, identity; q=0.5, *;q=0", "br"), 0);
  EXPECT_EQ(quality("gzip;q=1.0, identity; q=0.5, *;q=0", "identity"), 500);
}

TEST(Quality, of_nothing_is_0) {
  EXPECT_EQ(quality("", "gzip"), 0);
  EXPECT_EQ(quality_of(Fields(), FieldName::accept_encoding, "gzip"), 0);
}

TEST(Quality, tells_what_is_not_listed_from_what_is_refused) {
  const auto listed = [](std::string_view list) {
    Fields fields;
    fields.add(FieldName::accept_encoding, list);
    return listed_quality_of(fields, FieldName::accept_encoding, "identity");
  };
  EXPECT_EQ(listed("gzip"), std::nullopt);
  EXPECT_EQ(listed(""), std::nullopt);
  EXPECT_EQ(listed("gzip, identity;q=0"), 0);
  EXPECT_EQ(listed("gzip, *;q=0"), 0);
  EXPECT_EQ(listed("*;q=0, identity;q=0.2"), 200);
}

TEST(Quality, does_not_take_a_part_for_the_whole) {
  EXPECT_EQ(quality("gzipped, bro, xbr", "br"), 0);
  EXPECT_EQ(quality("gzipped, bro, xbr", "gzip"), 0);
}

TEST(Quality, that_is_none_takes_its_element_away) {
  EXPECT_EQ(quality("gzip;q=high, br", "gzip"), 0);
  EXPECT_EQ(quality("gzip;q=high, br", "br"), 1000);
}

TEST(Quality, is_looked_for_in_every_field_of_that_name) {
  Fields fields;
  fields.add(FieldName::accept_encoding, "*;q=0.3");
  fields.add(FieldName::accept, "br;q=0.9");
  fields.add(FieldName::accept_encoding, "br;q=0.7");
  EXPECT_EQ(quality_of(fields, FieldName::accept_encoding, "br"), 700);
  EXPECT_EQ(quality_of(fields, FieldName::accept_encoding, "gzip"), 300);
}

}  // namespace
}  // namespace weft::http
