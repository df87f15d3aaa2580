#include <cli/status/record.hpp>

#include <stdexcept>

#include <gtest/gtest.h>

#include <weft/server/control/record_order.hpp>

namespace weft::cli::status {
namespace record_test {

TEST(Record, asks_for_what_is_wished) {
  EXPECT_EQ(record_path({}), "/record?seconds=30&limit=100&size=67108864");
  const std::string path = record_path({.seconds = 5, .limit = 7, .size = "1M"});
  const auto order = server::parse_record_query(path.substr(path.find('?') + 1));
  ASSERT_TRUE(order);
  EXPECT_EQ(order->time, std::chrono::seconds(5));
  EXPECT_EQ(order->connections, 7u);
  EXPECT_EQ(order->octets, 1u << 20);
}

TEST(Record, tells_what_the_server_does) {
  EXPECT_EQ(record_line(server::to_json(server::RecordOrder(), "/var/tmp/weft")),
            "connections that come in the next 30 s are recorded to /var/tmp/weft: at most 100 of them, and 67,108,864 "
            "B of files");
  EXPECT_THROW(record_line("{}"), std::runtime_error);
}

TEST(Record, tells_what_the_server_says_against_it) {
  EXPECT_EQ(objection_of(R"({"error":"record","message":"there is no folder"})"), "there is no folder");
  for (const auto* other : {"", "{}", "[]", "<html>", R"({"error":"x","message":1})", R"({"message":"x"})"})
    EXPECT_EQ(objection_of(other), "expected the control endpoint of a weft server") << other;
}

TEST(Record, knows_sizes) {
  EXPECT_EQ(check_size("2G"), "");
  EXPECT_NE(check_size("much"), "");
}

}  // namespace record_test
}  // namespace weft::cli::status
