#include <cli/get/output.hpp>

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <CLI/Error.hpp>

namespace weft::cli::get {
namespace {

namespace fs = std::filesystem;

class OutputTest : public testing::Test {
 protected:
  OutputTest() : folder(fs::temp_directory_path() / fmt::format("weft-get-{}", ::getpid())) {
    fs::create_directory(folder);
  }
  ~OutputTest() override { fs::remove_all(folder); }

  std::string read(const std::string& name) const {
    std::ifstream file(folder / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const fs::path folder;
};

TEST(RemoteName, is_what_stands_behind_the_last_slash) {
  EXPECT_EQ(remote_name("https://a.test/x/y.iso?z=/1"), "y.iso");
  EXPECT_EQ(remote_name("https://a.test"), "");
  EXPECT_EQ(remote_name("https://a.test/x/"), "");
  EXPECT_EQ(remote_name("https://a.test/.."), "");
  EXPECT_EQ(remote_name("no url"), "");
}

TEST(Destinations, pair_files_with_urls_in_order) {
  GetOptions options;
  options.urls = {"https://a.test/1", "https://a.test/2", "https://a.test/weft-get-3"};
  options.outputs = {"one", "-"};
  options.remote_name = true;
  const auto all = destinations(options);
  EXPECT_EQ(all[0].path, "one");
  EXPECT_TRUE(all[0].may_replace);
  EXPECT_FALSE(all[1].is_file());
  EXPECT_EQ(all[2].path, "weft-get-3");
  EXPECT_FALSE(all[2].may_replace);
}

TEST(Destinations, of_two_urls_are_not_one_file) {
  GetOptions options;
  options.urls = {"https://a.test/weft-get-x", "https://b.test/weft-get-x"};
  options.remote_name = true;
  EXPECT_THROW(destinations(options), CLI::ValidationError);
  options.outputs = {"-", "-"};
  EXPECT_NO_THROW(destinations(options));
}

TEST(Destinations, have_to_be_clear) {
  GetOptions options;
  options.urls = {"https://a.test/"};
  options.outputs = {"one", "two"};
  EXPECT_THROW(destinations(options), CLI::ValidationError);
  options.outputs = {};
  options.remote_name = true;
  EXPECT_THROW(destinations(options), CLI::ValidationError);
}

TEST_F(OutputTest, a_file_that_was_named_may_be_replaced) {
  const Destination file{.path = folder / "a", .may_replace = true};
  EXPECT_EQ(write_body(file, "first"), std::nullopt);
  EXPECT_EQ(write_body(file, "second"), std::nullopt);
  EXPECT_EQ(read("a"), "second");
  EXPECT_FALSE(fs::exists(folder / "a.part"));
}

TEST_F(OutputTest, a_file_that_the_url_has_named_is_never_replaced) {
  const Destination file{.path = folder / "a"};
  EXPECT_EQ(write_body(file, "first"), std::nullopt);
  EXPECT_NE(write_body(file, "second"), std::nullopt);
  EXPECT_EQ(read("a"), "first");
}

TEST_F(OutputTest, a_name_is_kept_until_it_is_free_again) {
  const Destination file{.path = folder / "a"};
  EXPECT_EQ(keep_name(file), std::nullopt);
  EXPECT_NE(keep_name(file), std::nullopt);
  free_name(file);
  EXPECT_FALSE(fs::exists(folder / "a"));
  EXPECT_EQ(keep_name({.path = folder / "b", .may_replace = true}), std::nullopt);
  EXPECT_FALSE(fs::exists(folder / "b"));
}

TEST_F(OutputTest, says_why_a_file_cannot_be_written) {
  const auto problem = write_body({.path = folder / "no" / "a", .may_replace = true}, "x");
  ASSERT_TRUE(problem);
  EXPECT_NE(problem->find("No such file or directory"), problem->npos);
}

}  // namespace
}  // namespace weft::cli::get
