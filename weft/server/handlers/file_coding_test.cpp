#include <weft/server/handlers/file_coding.hpp>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

std::optional<FileCoding> chosen(std::string_view accept, std::initializer_list<FileCoding> list) {
  http::Fields request;
  request.add(http::FieldName::accept_encoding, accept);
  FileCodings there;
  for (const FileCoding each : list) there.add(each);
  return choose_coding(request, there);
}

constexpr auto all = {FileCoding::gzip, FileCoding::zstd, FileCoding::br};

TEST(FileCoding, is_the_one_with_the_highest_quality) {
  EXPECT_EQ(chosen("br;q=0.5, gzip, zstd;q=0.9", all), FileCoding::gzip);
  EXPECT_EQ(chosen("br;q=0.5, gzip;q=0.1, zstd;q=0.9", all), FileCoding::zstd);
  EXPECT_EQ(chosen("GZIP;q=0.001", all), FileCoding::gzip);
}

TEST(FileCoding, is_the_smallest_of_those_that_are_liked_as_much) {
  EXPECT_EQ(chosen("gzip, deflate, br, zstd", all), FileCoding::br);
  EXPECT_EQ(chosen("gzip, deflate, br, zstd", {FileCoding::gzip, FileCoding::zstd}), FileCoding::zstd);
  EXPECT_EQ(chosen("*", all), FileCoding::br);
  EXPECT_EQ(chosen("identity, gzip", all), FileCoding::gzip);
}

TEST(FileCoding, is_identity_where_nothing_else_is_accepted) {
  EXPECT_EQ(choose_coding({}, {}), FileCoding::identity);
  EXPECT_EQ(chosen("", all), FileCoding::identity);
  EXPECT_EQ(chosen("deflate", all), FileCoding::identity);
  EXPECT_EQ(chosen("br", {FileCoding::gzip}), FileCoding::identity);
  EXPECT_EQ(chosen("gzip;q=0", {FileCoding::gzip}), FileCoding::identity);
  EXPECT_EQ(chosen("*;q=0, identity", all), FileCoding::identity);
}

// RFC 9110 12.5.3
TEST(FileCoding, is_identity_without_the_field) {
  FileCodings there;
  there.add(FileCoding::br);
  EXPECT_EQ(choose_coding({}, there), FileCoding::identity);
}

TEST(FileCoding, is_identity_where_that_is_preferred) {
  EXPECT_EQ(chosen("identity, gzip;q=0.9", all), FileCoding::identity);
  EXPECT_EQ(chosen("gzip;q=0.5, identity;q=0.6, *;q=0", all), FileCoding::identity);
}

TEST(FileCoding, is_none_where_identity_is_refused_as_well) {
  EXPECT_EQ(chosen("identity;q=0", all), std::nullopt);
  EXPECT_EQ(chosen("*;q=0", all), std::nullopt);
  EXPECT_EQ(chosen("br, *;q=0", {FileCoding::gzip}), std::nullopt);
  EXPECT_EQ(chosen("br, identity;q=0", all), FileCoding::br);
}

TEST(FileCoding, of_an_older_version_is_seen_by_its_time) {
  const auto at = [](time_t seconds, long nanoseconds) {
    struct stat facts{};
    facts.st_mtim = {seconds, nanoseconds};
    return facts;
  };
  EXPECT_TRUE(is_older(at(9, 999), at(10, 0)));
  EXPECT_TRUE(is_older(at(10, 4), at(10, 5)));
  EXPECT_FALSE(is_older(at(10, 5), at(10, 5)));
  EXPECT_FALSE(is_older(at(10, 6), at(10, 5)));
  EXPECT_FALSE(is_older(at(11, 0), at(10, 5)));
  EXPECT_FALSE(is_older(at(10, 0), at(10, 5)));
}

TEST(FileCodings, are_those_that_were_added_and_not_removed) {
  FileCodings codings;
  EXPECT_TRUE(codings.empty());
  codings.add(FileCoding::br);
  codings.add(FileCoding::gzip);
  codings.remove(FileCoding::br);
  EXPECT_FALSE(codings.has(FileCoding::br));
  EXPECT_TRUE(codings.has(FileCoding::gzip));
  codings.remove(FileCoding::gzip);
  EXPECT_TRUE(codings.empty());
}

}  // namespace
}  // namespace weft::server
