#include <weft/http/field_name.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

#include <weft/http/field_rules.hpp>

namespace weft::http {
namespace {

struct Known {
  FieldName name;
  NameToken number;
  std::string_view text;
};

constexpr Known all[] = {
#define WEFT_FIELD(identifier, number, text) {FieldName::identifier, number, text},
#include <weft/http/field_names.inc>
#undef WEFT_FIELD
};

TEST(FieldName, every_known_name_is_found_by_text_and_shown_by_number) {
  for (const Known& known : all) {
    EXPECT_EQ(field_name_of(known.text), known.name) << known.text;
    EXPECT_EQ(intern_field_name(known.text), known.number) << known.text;
    EXPECT_EQ(to_string(known.name), known.text);
    EXPECT_EQ(token(known.name), known.number);
  }
}

TEST(FieldName, no_number_and_no_text_is_used_twice) {
  std::set<NameToken> numbers;
  std::set<std::string_view> texts;
  for (const Known& known : all) {
    EXPECT_TRUE(numbers.insert(known.number).second) << known.text;
    EXPECT_TRUE(texts.insert(known.text).second) << known.text;
  }
}

TEST(FieldName, every_known_name_is_a_lower_case_name) {
  for (const Known& known : all) EXPECT_TRUE(is_lower_case_name(known.text)) << known.text;
}

TEST(FieldName, one_other_octet_anywhere_makes_it_unknown) {
  std::set<std::string_view> texts;
  for (const Known& known : all) texts.insert(known.text);
  for (const Known& known : all) {
    for (std::size_t place = 0; place < known.text.size(); ++place) {
      for (int octet = 0; octet < 256; ++octet) {
        std::string text(known.text);
        text[place] = static_cast<char>(octet);
        if (!texts.contains(text)) {
          ASSERT_EQ(field_name_of(text), FieldName::unknown) << text;
        }
      }
    }
  }
}

TEST(FieldName, a_beginning_or_a_longer_text_is_unknown) {
  EXPECT_EQ(field_name_of(""), FieldName::unknown);
  EXPECT_EQ(field_name_of("t"), FieldName::unknown);
  EXPECT_EQ(field_name_of("accep"), FieldName::unknown);
  EXPECT_EQ(field_name_of("accept-"), FieldName::unknown);
  EXPECT_EQ(field_name_of("ETag"), FieldName::unknown);
  EXPECT_EQ(field_name_of(std::string(100'000, 'x')), FieldName::unknown);
}

TEST(FieldName, in_any_case_is_found_where_that_is_asked_for) {
  for (const Known& known : all) {
    std::string upper(known.text);
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    EXPECT_EQ(field_name_in_any_case(known.text), known.name) << known.text;
    EXPECT_EQ(field_name_in_any_case(upper), known.name) << upper;
  }
  EXPECT_EQ(field_name_in_any_case("Content-Type"), FieldName::content_type);
  for (const std::string& other : {std::string(), std::string("T"), std::string("Content_Type"),
                                   std::string("Content-Type "), std::string(100'000, 'X')}) {
    EXPECT_EQ(field_name_in_any_case(other), FieldName::unknown) << other.substr(0, 20);
  }
}

TEST(FieldName, numbers_without_a_name_have_no_text) {
  EXPECT_EQ(to_string(FieldName::unknown), "");
  EXPECT_EQ(to_string(static_cast<FieldName>(1)), "");
  EXPECT_EQ(to_string(static_cast<FieldName>(65535)), "");
}

TEST(FieldName, the_numbers_that_a_compressor_relies_on_are_fixed) {
  EXPECT_EQ(token(FieldName::accept_charset), 15);
  EXPECT_EQ(token(FieldName::content_type), 31);
  EXPECT_EQ(token(FieldName::www_authenticate), 61);
}

}  // namespace
}  // namespace weft::http
