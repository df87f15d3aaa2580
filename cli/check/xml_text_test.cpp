#include <cli/check/xml_text.hpp>

#include <gtest/gtest.h>

namespace weft::cli::check {
namespace {

TEST(XmlText, has_no_octets_that_xml_does_not_take) {
  EXPECT_EQ(xml_text("a & b < c \x01\r"), "a &amp; b &lt; c ??");
}

TEST(XmlText, keeps_lines_and_tabs) {
  EXPECT_EQ(xml_text("a\n\tb"), "a\n\tb");
}

}  // namespace
}  // namespace weft::cli::check
