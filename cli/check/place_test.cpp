#include <cli/check/place.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace weft::cli::check {
namespace {

TEST(Place, is_a_url_of_http_or_https) {
  EXPECT_EQ(place_of("http://localhost:80/a", {}).tls, nullptr);
  EXPECT_NE(place_of("https://localhost/", {.insecure = true}).tls, nullptr);
  EXPECT_THROW(place_of("ftp://localhost", {}), std::runtime_error);
}

}  // namespace
}  // namespace weft::cli::check
