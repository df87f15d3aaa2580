#include <weft/http/media_type.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::http {
namespace {

TEST(MediaType, of_web_files_is_what_browsers_demand) {
  EXPECT_EQ(media_type_of("/index.html"), "text/html; charset=utf-8");
  EXPECT_EQ(media_type_of("app.js"), "text/javascript; charset=utf-8");
  EXPECT_EQ(media_type_of("app.mjs"), "text/javascript; charset=utf-8");
  EXPECT_EQ(media_type_of("style.css"), "text/css; charset=utf-8");
  EXPECT_EQ(media_type_of("x.wasm"), "application/wasm");
  EXPECT_EQ(media_type_of("x.json"), "application/json");
  EXPECT_EQ(media_type_of("app.js.map"), "application/json");
  EXPECT_EQ(media_type_of("x.webmanifest"), "application/manifest+json");
  EXPECT_EQ(media_type_of("x.svg"), "image/svg+xml");
  EXPECT_EQ(media_type_of("x.avif"), "image/avif");
  EXPECT_EQ(media_type_of("x.webp"), "image/webp");
  EXPECT_EQ(media_type_of("x.woff2"), "font/woff2");
  EXPECT_EQ(media_type_of("x.7z"), "application/x-7z-compressed");
  EXPECT_EQ(media_type_of("x.zst"), "application/zstd");
}

TEST(MediaType, is_found_in_any_case) {
  EXPECT_EQ(media_type_of("/A/PHOTO.JpEg"), "image/jpeg");
}

TEST(MediaType, is_that_of_the_last_extension_of_the_last_segment) {
  EXPECT_EQ(media_type_of("/a.html/b.tar.gz"), "application/gzip");
  EXPECT_EQ(media_type_of("/a.html/b"), "application/octet-stream");
}

TEST(MediaType, that_is_not_known_is_octets) {
  for (const std::string_view path :
       {"", "/", ".", "a", "a.", "/a.html/", "a.unknown", "a.htmlx", "a.ht", "a.zzz", "a.0"}) {
    EXPECT_EQ(media_type_of(path), "application/octet-stream") << path;
  }
  EXPECT_EQ(media_type_of("a." + std::string(10'000, 'x')), "application/octet-stream");
  EXPECT_EQ(media_type_of(std::string_view("a.js\0", 5)), "application/octet-stream");
}

}  // namespace
}  // namespace weft::http
