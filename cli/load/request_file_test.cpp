#include <cli/load/request_file.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

class RequestFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }

  Requests read(const std::string& text) {
    std::ofstream(folder / "requests.json") << text;
    return read_requests((folder / "requests.json").string());
  }
  // The message behind the name of the file.
  std::string refusal(const std::string& text) {
    try {
      read(text);
    } catch (const std::runtime_error& error) {
      const std::string name = (folder / "requests.json").string() + ":";
      const std::string what = error.what();
      EXPECT_EQ(what.rfind(name, 0), 0U) << what;
      return what.substr(std::min(name.size(), what.size()));
    }
    return "nothing was refused";
  }

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() /
      ("weft_load_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(RequestFile, each_member_may_be_left_out) {
  const Requests requests = read("[{}]");
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_EQ(requests[0].path, "/");
  EXPECT_TRUE(requests[0].fields.empty());
  EXPECT_TRUE(requests[0].body.empty());
}

TEST_F(RequestFile, requests_keep_their_order_and_their_parts) {
  std::ofstream(folder / "body.bin") << "from a file";
  const Requests requests = read(R"([
    {"path": "/a?b=%20", "fields": {"Accept": "text/html", "cookie": ["a=1", "b=2"], "x": ""}},
    {"method": "PUT", "body": "text"},
    {"body_file": "body.bin"}
  ])");
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].path, "/a?b=%20");
  const decltype(Request::fields) fields = {{"accept", "text/html"}, {"cookie", "a=1"}, {"cookie", "b=2"}, {"x", ""}};
  EXPECT_EQ(requests[0].fields, fields);
  EXPECT_EQ(requests[1].method, "PUT");
  EXPECT_EQ(requests[1].body, "text");
  EXPECT_EQ(requests[2].method, "POST");
  EXPECT_EQ(requests[2].body, "from a file");
}

TEST_F(RequestFile, what_is_wrong_is_told_with_line_and_column) {
  EXPECT_EQ(refusal("[{}\n, {]"), "2:4: not JSON");
  EXPECT_EQ(refusal("{}"), "1:1: expected a list of requests: [{\"path\": \"/\"}]");
  EXPECT_EQ(refusal("\n []"), "2:2: expected a list of requests: [{\"path\": \"/\"}]");
  EXPECT_EQ(refusal("[{}, 7]"), "1:6: expected a request: {\"path\": \"/\"}");
  EXPECT_EQ(refusal("[{\"path\":\n    7}]"), "2:5: expected a path as a string");
  EXPECT_EQ(refusal("[{\"path\": \"a\"}]"),
            "1:11: expected a path that begins with /, others than visible ASCII as %xx");
  EXPECT_EQ(refusal("[{\"method\": \"A B\"}]"), "1:13: expected a method, such as \"GET\"");
  EXPECT_EQ(refusal("[{\"fields\": []}]"), "1:13: expected an object of fields: {\"accept\": \"text/html\"}");
  EXPECT_EQ(refusal("[{\"fields\": {\"a b\": \"c\"}}]"), "1:21: \"a b\" is no name of a field");
  EXPECT_EQ(refusal("[{\"fields\": {\"a\": [\"b\", 1]}}]"),
            "1:25: expected the value of a field, or a list of values, as a string");
  EXPECT_EQ(refusal("[{\"fields\": {\"a\": \"b\\n\"}}]"), "1:19: expected the value of a field: no control octets");
  EXPECT_EQ(refusal("[{\"paht\": \"/\"}]"),
            "1:11: \"paht\" is not known: expected method, path, fields, body or body_file");
}

TEST_F(RequestFile, a_body_that_is_not_there_is_named) {
  EXPECT_EQ(refusal("[{\"body_file\": \"none.bin\"}]"), "1:16: " + (folder / "none.bin").string() + " cannot be read");
}

TEST_F(RequestFile, a_file_that_is_not_there_is_named) {
  EXPECT_THROW(read_requests((folder / "none.json").string()), std::runtime_error);
}

TEST(LoadField, is_a_name_and_a_value) {
  Request request;
  EXPECT_TRUE(add_field(request, "X-Name:  a value "));
  EXPECT_TRUE(add_field(request, "empty:"));
  const decltype(Request::fields) fields = {{"x-name", "a value"}, {"empty", ""}};
  EXPECT_EQ(request.fields, fields);
  for (const char* wrong : {"", "name", ": value", ":path: /", "a b: c", "a: b\nc"}) {
    EXPECT_FALSE(add_field(request, wrong)) << wrong;
  }
}

}  // namespace
}  // namespace weft::cli::load
