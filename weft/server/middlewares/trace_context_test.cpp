#include <weft/server/middlewares/trace_context.hpp>

#include <string>

#include <gmock/gmock.h>

#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace trace_context_test {

using testing::AllOf;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

const std::string trace = "0af7651916cd43dd8448eb211c80319c";
const std::string good = "00-" + trace + "-b7ad6b7169203331-01";

class Traces : public Versions {
 protected:
  Traces() {
    server->use(trace_context());
    server->get("/", [](Context& c) { c.text(traceparent_of(c)); });
  }
};

TEST_F(Traces, go_on_with_a_part_of_their_own) {
  for (const auto& answer : ask({.fields = {{"traceparent", good}}})) {
    EXPECT_THAT(answer.body, AllOf(MatchesRegex("00-" + trace + "-[0-9a-f]{16}-01"), Not(good)));
    EXPECT_EQ(answer.field("traceresponse"), answer.body);
  }
  for (const auto& answer : ask({.path = "/nowhere", .fields = {{"traceparent", good}}})) {
    EXPECT_THAT(answer.field("traceresponse"), StartsWith("00-" + trace));
  }
}

TEST_F(Traces, begin_where_none_has_come) {
  const std::pair<std::string, std::string> twice{"traceparent", good};
  for (const TestRequest& request :
       {TestRequest{}, TestRequest{.fields = {{"traceparent", "00-1-2-3"}}}, TestRequest{.fields = {twice, twice}}}) {
    for (const auto& answer : ask(request)) {
      EXPECT_THAT(answer.body, AllOf(MatchesRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-00"), Not(StartsWith("00-" + trace))));
    }
  }
}

TEST(TraceParents, are_read_as_far_as_they_are_known) {
  const auto read = parse_traceparent(good);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->trace, trace);
  EXPECT_EQ(read->parent, "b7ad6b7169203331");
  EXPECT_EQ(read->flags, "01");
  EXPECT_TRUE(parse_traceparent("cc" + good.substr(2) + "-more").has_value());
}

TEST(TraceParents, that_are_not_valid_are_none) {
  const std::string bad[] = {"",
                             good.substr(1),
                             good + "-more",
                             "ff" + good.substr(2),
                             "cc" + good.substr(2) + "more",
                             "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                             "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                             "00-" + trace + "-0000000000000000-01",
                             "00-" + trace + "-b7ad6b7169203331-0x",
                             "00_" + trace + "_b7ad6b7169203331_01"};
  for (const auto& value : bad) EXPECT_FALSE(parse_traceparent(value).has_value()) << value;
}

}  // namespace trace_context_test
}  // namespace weft::server
