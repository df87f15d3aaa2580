#include <cli/status/why.hpp>

#include <array>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <weft/server/control/streams_json.hpp>

namespace weft::cli::status {
namespace why_test {

using namespace std::chrono_literals;
using http::Wait;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;
using Details = session::server::ConnectionDetails;

Details connection(std::uint64_t id, Duration waiting) {
  Details details{.connection = {.id = id}, .now = Time(10s)};
  details.engine.streams = {{.id = 1, .wait = Wait::rate_limit, .waiting = waiting}};
  return details;
}

std::string told() {
  return server::streams_json(std::array{connection(7, 1s), connection(9, 2s)}, {});
}

std::string complaint_about(const std::string& json, const StreamName& name) {
  try {
    why_lines(json, name);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

TEST(Why, is_the_sentence_and_then_its_proof) {
  const auto lines = why_lines(told(), StreamName{7, 1});
  EXPECT_THAT(lines[0], StartsWith("stream 1 (connection 7): "));
  EXPECT_EQ(lines[1], "  cause: rate_limit, side: server");
  EXPECT_THAT(lines, Contains(StartsWith("  octets: ")));
}

TEST(Why, has_the_last_frames_of_the_stream_beneath_it) {
  Details details = connection(7, 1s);
  details.frames = {{.time = Time(9s), .type = 1, .stream = 1, .length = 20}, {.time = Time(9s), .stream = 3}};
  const std::string json = server::streams_json(std::array{details}, {});
  for (const auto& name : {std::optional<StreamName>(), std::optional(StreamName{7, 1})}) {
    const auto lines = why_lines(json, name);
    EXPECT_THAT(lines.back(), HasSubstr("1.000 s ago  ←  HEADERS       1 "));
    EXPECT_THAT(lines, testing::Not(Contains(HasSubstr("DATA"))));
  }
}

TEST(Why, is_that_of_the_worst_without_a_name) {
  EXPECT_THAT(why_lines(told(), {})[0], HasSubstr("(connection 9)"));
  EXPECT_THAT(why_lines(server::streams_json({}, {}), {}),
              testing::ElementsAre(testing::StartsWith("no stream waits: ")));
}

TEST(Why, is_the_verdict_alone_for_programs) {
  const auto json = nlohmann::json::parse(told());
  EXPECT_EQ(nlohmann::json::parse(why_json(told(), StreamName{7, 1})), json["connections"][0]["streams"][0]["verdict"]);
  EXPECT_EQ(nlohmann::json::parse(why_json(told(), {})), json["verdict"]);
  EXPECT_EQ(json["verdict"]["connection"], 9);
  EXPECT_EQ(why_json(server::streams_json({}, {}), {}), "null\n");
  EXPECT_THROW(why_json(told(), StreamName{8, 1}), std::runtime_error);
}

TEST(Why, says_where_there_is_no_such_stream) {
  EXPECT_THAT(complaint_about(told(), {8, 1}), HasSubstr("there is no connection 8"));
  EXPECT_THAT(complaint_about(told(), {7, 3}), HasSubstr("connection 7 has no stream 3 under way"));
  EXPECT_THAT(complaint_about("{}", {7, 3}), HasSubstr("not the streams of a weft server"));
}

TEST(Why, says_that_something_is_missing) {
  EXPECT_THAT(why_lines(server::streams_json({}, {.is_complete = false}), {}).back(), HasSubstr("has not answered"));
}

TEST(StreamNames, are_two_numbers) {
  EXPECT_EQ(parse_stream_name("7:41"), (StreamName{7, 41}));
  for (const auto* wrong :
       {"", ":", "7", "7:", ":1", "7:x", "x:1", "7:1 ", "-7:1", "7:0", "0:1", "7:1:2", "7:99999999999"}) {
    EXPECT_FALSE(parse_stream_name(wrong)) << wrong;
  }
}

}  // namespace why_test
}  // namespace weft::cli::status
