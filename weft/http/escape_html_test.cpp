#include <weft/http/escape_html.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

TEST(EscapeHtml, leaves_no_octet_that_begins_or_ends_markup) {
  EXPECT_EQ(escape_html("<a href=\"x\">&amp;"), "&lt;a href=&quot;x&quot;&gt;&amp;amp;");
}

TEST(EscapeHtml, leaves_other_text_as_it_is) {
  EXPECT_EQ(escape_html("J\xc3\xbcrgen's 100 %"), "J\xc3\xbcrgen's 100 %");
  EXPECT_EQ(escape_html(""), "");
}

}  // namespace
}  // namespace weft::http
