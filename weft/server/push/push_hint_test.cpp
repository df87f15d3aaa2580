#include <weft/server/push/push_hint.hpp>

#include <gtest/gtest.h>

namespace weft::server {
namespace push_hint_test {

TEST(PreloadLink, says_what_the_page_takes_the_file_for) {
  EXPECT_EQ(preload_link("/style.css", ""), "</style.css>; rel=preload; as=style");
  EXPECT_EQ(preload_link("/app.js?v=2", ""), "</app.js?v=2>; rel=preload; as=script");
  EXPECT_EQ(preload_link("/a.webp", ""), "</a.webp>; rel=preload; as=image");
  EXPECT_EQ(preload_link("/data", "style"), "</data>; rel=preload; as=style");
}

// A file that is preloaded in another mode than the page loads it in is loaded twice.
TEST(PreloadLink, is_in_the_mode_in_which_pages_load_fonts_and_data) {
  EXPECT_EQ(preload_link("/a.woff2", ""), "</a.woff2>; rel=preload; as=font; crossorigin");
  EXPECT_EQ(preload_link("/data.json", ""), "</data.json>; rel=preload; as=fetch; crossorigin");
  EXPECT_EQ(preload_link("/nothing-known", ""), "</nothing-known>; rel=preload; as=fetch; crossorigin");
}

TEST(PreloadLink, stays_one_link_to_this_site_whatever_the_path) {
  EXPECT_EQ(preload_link("/a>,<b\".css", ""), "</a%3E,%3Cb%22.css>; rel=preload; as=style");
  EXPECT_EQ(preload_link("//elsewhere.test/a.css", ""), "</.//elsewhere.test/a.css>; rel=preload; as=style");
}

TEST(PreloadLink, knows_the_words_of_as) {
  for (const auto* as : {"style", "script", "font", "image", "fetch"}) EXPECT_TRUE(is_preloaded_as(as)) << as;
  for (const auto* as : {"", "Style", "document"}) EXPECT_FALSE(is_preloaded_as(as)) << as;
}

TEST(EarlyHints, are_for_clients_that_take_them) {
  http::RequestHead request;
  EXPECT_TRUE(takes_early_hints(request));
  request.version = http::Version::http11;
  EXPECT_FALSE(takes_early_hints(request));
  request.fields.add("sec-fetch-mode", "navigate");
  EXPECT_TRUE(takes_early_hints(request));
  request.version = http::Version::http10;
  EXPECT_FALSE(takes_early_hints(request));
}

}  // namespace push_hint_test
}  // namespace weft::server
