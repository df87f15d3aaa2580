#include <cli/hpack/hpack.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <CLI/CLI.hpp>

namespace weft::cli {
namespace {

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

class HpackVerb : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path); }

  Outcome run(const std::string& verb, const std::string& story) {
    std::ofstream(path) << story;
    CLI::App app;
    int code = 0;
    add_hpack(app, code);
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    app.parse("hpack " + verb + " " + path.string());
    return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
  }

  const std::filesystem::path path =
      std::filesystem::temp_directory_path() /
      ("weft_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".json");
};

TEST_F(HpackVerb, encode_fills_in_the_wire) {
  const auto outcome = run("encode", R"({"cases": [{"headers": [{":method": "GET"}, {":scheme": "http"}]}]})");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.out.find(R"("wire": "8286")"), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.err, "ratio 0.0952: 21 octets of names and values, 2 on the wire, 2 fields in 1 blocks\n");
}

TEST_F(HpackVerb, decode_fills_in_the_headers) {
  const auto outcome = run("decode", R"({"cases": [{"wire": "8286"}, {"wire": "87"}]})");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.out.find(R"(":method": "GET")"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find(R"(":scheme": "https")"), std::string::npos) << outcome.out;
}

TEST_F(HpackVerb, what_it_encodes_it_decodes) {
  const auto encoded = run("encode", R"({"cases": [{"header_table_size": 100, "headers": [{"a": "1"}, {"a": "1"}]}]})");
  ASSERT_EQ(encoded.code, 0);
  const auto decoded = run("decode", encoded.out);
  EXPECT_EQ(decoded.code, 0) << decoded.err;
  EXPECT_EQ(decoded.out, encoded.out);
}

TEST_F(HpackVerb, headers_that_are_not_on_the_wire_fail) {
  for (const auto* verb : {"decode", "encode"}) {
    const auto outcome = run(verb, R"({"cases": [{"wire": "82", "headers": [{":method": "POST"}]}]})");
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find("case 0: field 0 is `:method: GET` on the wire, and `:method: POST` in `headers`"),
              std::string::npos)
        << outcome.err;
  }
}

TEST_F(HpackVerb, the_table_size_of_a_case_is_kept) {
  const auto outcome = run("decode", R"({"cases": [{"header_table_size": 100, "wire": "82"}]})");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_NE(outcome.err.find("RFC 7541 4.2"), std::string::npos) << outcome.err;
}

TEST_F(HpackVerb, a_member_that_is_null_is_as_if_it_were_not_there) {
  const auto decoded =
      run("decode", R"({"cases": [{"header_table_size": null, "wire": "8286", "headers": null}, {"wire": "82"}]})");
  EXPECT_EQ(decoded.code, 0) << decoded.err;
  EXPECT_NE(decoded.out.find(R"(":method": "GET")"), std::string::npos) << decoded.out;
  EXPECT_EQ(decoded.out.find("header_table_size"), std::string::npos) << decoded.out;
  const auto encoded =
      run("encode", R"({"cases": [{"header_table_size": null, "wire": null, "headers": [{":method": "GET"}]}]})");
  EXPECT_EQ(encoded.code, 0) << encoded.err;
  EXPECT_NE(encoded.out.find(R"("wire": "82")"), std::string::npos) << encoded.out;
  EXPECT_NE(run("decode", R"({"cases": [{"wire": null}]})").err.find("case 0: has no `wire`"), std::string::npos);
}

TEST_F(HpackVerb, a_bad_wire_is_named) {
  const auto outcome = run("decode", R"({"cases": [{"wire": "82"}, {"wire": "be"}]})");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "weft: " + path.string() + ": case 1: an index that neither table has (RFC 7541 2.3.3)\n");
}

TEST_F(HpackVerb, bad_json_is_named_with_line_and_column) {
  const auto outcome = run("decode", "{\"cases\": [\n  {\"wire\": 82\"}]}");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err.rfind("weft: " + path.string() + ":2:", 0), 0U) << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
}

TEST_F(HpackVerb, other_shapes_are_refused_in_words) {
  for (const auto* story :
       {"[]", "{}", R"({"cases": [1]})", R"({"cases": [{"wire": "8"}]})", R"({"cases": [{"wire": 8}]})",
        R"({"cases": [{"headers": [{"a": "1", "b": "2"}]}]})", R"({"cases": [{"headers": {}}]})",
        R"({"cases": [{"header_table_size": -1}]})", R"({"cases": [{}]})"}) {
    for (const auto* verb : {"decode", "encode"}) {
      const auto outcome = run(verb, story);
      EXPECT_EQ(outcome.code, 1) << story;
      EXPECT_EQ(outcome.err.rfind("weft: " + path.string() + ": ", 0), 0U) << outcome.err;
    }
  }
}

TEST_F(HpackVerb, a_file_that_is_not_there_is_named) {
  CLI::App app;
  int code = 0;
  add_hpack(app, code);
  testing::internal::CaptureStderr();
  app.parse("hpack decode /nowhere/story.json");
  EXPECT_EQ(code, 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "weft: /nowhere/story.json: cannot be read\n");
}

}  // namespace
}  // namespace weft::cli
