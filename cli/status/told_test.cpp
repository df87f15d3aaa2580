#include <cli/status/told.hpp>

#include <functional>

#include <gmock/gmock.h>

namespace weft::cli::status {
namespace told_test {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::string one = R"({"complete": true, "connections": [{"id": 7, "streams": [{"id": 41}]}]})";

std::string complaint(const std::function<void()>& about) {
  try {
    about();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

TEST(Told, is_read_as_what_it_is) {
  EXPECT_EQ(read_streams(one, [](const Json& all) { return stream_in(connection_in(all, 7), 41).at("id").get<int>(); }),
            41);
}

TEST(Told, is_refused_where_it_is_something_else) {
  const auto whole = [](const Json& all) { return all.at("complete").get<bool>(); };
  for (const auto* text : {"", "<html>", "[]", "{}", R"({"complete": 1})"}) {
    EXPECT_THAT(complaint([&] { read_streams(text, whole); }),
                StartsWith("these are not the streams of a weft server: "))
        << text;
  }
  EXPECT_THAT(complaint([&] { read_told("", "this is not the status", whole); }),
              StartsWith("this is not the status of a weft server: "));
}

TEST(Told, says_where_there_is_no_such_one) {
  const Json all = Json::parse(one);
  EXPECT_THAT(complaint([&] { connection_in(all, 8); }), HasSubstr("there is no connection 8"));
  EXPECT_THAT(complaint([&] { stream_in(connection_in(all, 7), 3); }),
              HasSubstr("connection 7 has no stream 3 under way"));
}

TEST(Told, has_a_line_where_something_is_missing) {
  std::vector<std::string> lines;
  add_missing(Json::parse(one), "streams", lines);
  EXPECT_THAT(lines, IsEmpty());
  add_missing(Json::parse(R"({"complete": false})"), "streams", lines);
  EXPECT_THAT(lines, ElementsAre(AllOf(HasSubstr("has not answered"), HasSubstr("its streams are missing"))));
}

}  // namespace told_test
}  // namespace weft::cli::status
