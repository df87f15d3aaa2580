#include <weft/client/content/stored.hpp>

#include <weft/client/content/support_test.hpp>

namespace weft::client {
namespace {

using State = http::Pulled::State;
using testing::HasSubstr;

struct StoredTest : testing::Test {
  Result<OpenedContent, Fault> open() {
    return content.open(loop, [] {});
  }

  io::Loop loop;
  Folder folder;
  Stored content;
};

TEST_F(StoredTest, is_texts_and_files_one_behind_the_other) {
  content.add_text("The first, ");
  content.add_file(folder.write("file", "and from a file, "));
  content.add_text("");
  content.add_file(folder.write("empty", ""));
  content.add_text("the last.");
  auto opened = open();
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->length, 37u);
  std::string text;
  EXPECT_EQ(pull_all(*opened->body, text), State::end);
  EXPECT_EQ(text, "The first, and from a file, the last.");
}

TEST_F(StoredTest, is_the_same_again_for_another_attempt) {
  content.add_file(folder.write("file", "from a file"));
  EXPECT_TRUE(content.opens_again());
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto opened = open();
    std::string text;
    EXPECT_EQ(pull_all(*opened->body, text), State::end);
    EXPECT_EQ(text, "from a file");
  }
}

TEST_F(StoredTest, may_be_empty) {
  auto opened = open();
  EXPECT_EQ(opened->length, 0u);
  std::string text;
  EXPECT_EQ(pull_all(*opened->body, text), State::end);
}

TEST_F(StoredTest, says_which_file_cannot_be_read_and_why) {
  content.add_file(folder.path("none"));
  const auto opened = open();
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().reason, Reason::file_not_readable);
  EXPECT_EQ(opened.error().detail, folder.path("none") + ": No such file or directory");
}

TEST_F(StoredTest, takes_regular_files_alone) {
  content.add_file(folder.path(""));
  const auto opened = open();
  ASSERT_FALSE(opened.has_value());
  EXPECT_THAT(opened.error().detail, HasSubstr("not a regular file"));
}

TEST_F(StoredTest, a_file_that_shrinks_is_no_short_body) {
  const std::string path = folder.write("file", "twenty octets, no end");
  content.add_file(path);
  auto opened = open();
  std::filesystem::resize_file(path, 10);
  std::string text;
  EXPECT_EQ(pull_all(*opened->body, text), State::failed);
  ASSERT_TRUE(opened->body->fault().has_value());
  EXPECT_EQ(opened->body->fault()->reason, Reason::file_changed);
  EXPECT_EQ(opened->body->fault()->detail, path + ": ends after 10 of 21 octets");
}

// The length has been promised: what a log gets meanwhile is not of this request.
TEST_F(StoredTest, a_file_that_grows_is_sent_as_long_as_it_was) {
  const std::string path = folder.write("file", "short");
  content.add_file(path);
  auto opened = open();
  std::ofstream(path, std::ios::app) << " and more";
  std::string text;
  EXPECT_EQ(pull_all(*opened->body, text), State::end);
  EXPECT_EQ(text, "short");
}

}  // namespace
}  // namespace weft::client
