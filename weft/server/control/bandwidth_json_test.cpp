#include <gmock/gmock.h>

#include <stdexcept>

#include <weft/server/control/status.hpp>

namespace weft::server {
namespace bandwidth_json_test {

using testing::HasSubstr;

std::string fault_of(const std::string& text) {
  try {
    parse_bandwidth(text);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return {};
}

TEST(BandwidthJson, has_the_names_of_a_configuration) {
  const Bandwidth read = parse_bandwidth(R"({"Server": {"SendRate": "1M"}, "Client": {"ReceiveRate": 500}})");
  EXPECT_EQ(read, (Bandwidth{.server = {.sending = 1 << 20}, .client = {.receiving = 500}}));
}

TEST(BandwidthJson, says_no_limit_where_it_says_nothing) {
  EXPECT_EQ(parse_bandwidth("{}"), Bandwidth());
}

TEST(BandwidthJson, says_place_and_what_was_expected) {
  EXPECT_THAT(fault_of(R"({"Serve": {}})"), HasSubstr("1:2: \"Serve\" is not known, did you mean \"Server\"?"));
  EXPECT_THAT(fault_of(R"({"Server": {"SendRate": "fast"}})"), HasSubstr("1:25: "));
  EXPECT_THAT(fault_of("[]"), HasSubstr("expected rates"));
  EXPECT_NE(fault_of(""), "");
}

}  // namespace bandwidth_json_test
}  // namespace weft::server
