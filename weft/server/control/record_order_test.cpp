#include <weft/server/control/record_order.hpp>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace weft::server {
namespace record_order_test {

using namespace std::chrono_literals;
using nlohmann::json;

TEST(RecordOrders, have_usual_values) {
  const auto order = parse_record_query("");
  ASSERT_TRUE(order);
  EXPECT_EQ(order->time, 30s);
  EXPECT_EQ(order->connections, 100u);
  EXPECT_EQ(order->octets, 64u << 20);
}

TEST(RecordOrders, say_how_long_and_how_much) {
  const auto order = parse_record_query("size=4096&limit=7&seconds=3600");
  ASSERT_TRUE(order);
  EXPECT_EQ(order->time, 3600s);
  EXPECT_EQ(order->connections, 7u);
  EXPECT_EQ(order->octets, 4096u);
  EXPECT_EQ(json::parse(to_json(*order, "/var/tmp")),
            (json{{"done", "record"}, {"seconds", 3600}, {"limit", 7}, {"size", 4096}, {"folder", "/var/tmp"}}));
}

TEST(RecordOrders, that_are_wrong_are_told_what_was_expected) {
  for (const auto* wrong : {"seconds=0", "seconds=3601", "seconds=x", "seconds=", "seconds=1.5"}) {
    EXPECT_EQ(parse_record_query(wrong).error(), "seconds: expected a number from 1 to 3600") << wrong;
  }
  EXPECT_EQ(parse_record_query("limit=10001").error(), "limit: expected a number from 1 to 10000");
  EXPECT_EQ(parse_record_query("size=4095").error(), "size: expected a number from 4096 to 1099511627776");
  EXPECT_EQ(parse_record_query("seconds=1&values").error(), "values: expected seconds=30, limit=100 or size=67108864");
}

TEST(RecordOrders, tell_how_they_go) {
  EXPECT_EQ(json::parse(to_json(
                RecordStatus{.is_recording = true, .left = 12345600us, .octets = 9, .files = {"a", "b"}}, "/var/tmp")),
            (json{{"folder", "/var/tmp"},
                  {"recording", true},
                  {"seconds_left", 12.346},
                  {"connections", 2},
                  {"octets", 9},
                  {"files", {"a", "b"}}}));
  EXPECT_TRUE(json::parse(to_json(RecordStatus(), ""))["folder"].is_null());
}

}  // namespace record_order_test
}  // namespace weft::server
