#include <cli/status/cells.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace weft::cli::status {
namespace cells_test {

using Json = nlohmann::ordered_json;

TEST(Cells, have_a_dash_for_null) {
  EXPECT_EQ(cell_of(Json()), "-");
  EXPECT_EQ(octets_of(Json()), "-");
}

TEST(Cells, are_made_for_people_and_harmless) {
  EXPECT_EQ(octets_of(Json(2048)), "2.0 KiB");
  EXPECT_EQ(cell_of(Json("HTTP/2")), "HTTP/2");
  EXPECT_EQ(cell_of(Json("\x1b[2J")), "\\x1b[2J");
  EXPECT_THROW(octets_of(Json("text")), Json::exception);
}

TEST(Cells, tell_of_streams) {
  EXPECT_EQ(window_of(Json(65'535)), "65,535");
  EXPECT_EQ(window_of(Json(-4)), "-4");
  EXPECT_EQ(window_of(Json()), "-");
  EXPECT_EQ(request_of(Json::parse(R"({"method": "GET", "target": "/\u001b[2J"})")), "GET /\\x1b[2J");
  EXPECT_EQ(request_of(Json::parse(R"({"method": null, "target": null})")), "-");
  EXPECT_EQ(order_of(Json::parse(R"({"weight": null, "urgency": 5, "incremental": true})")), "u5i");
  EXPECT_EQ(order_of(Json::parse(R"({"weight": 200, "parent": 3})")), "200<3");
  EXPECT_EQ(order_of(Json::parse(R"({"weight": null, "urgency": null})")), "-");
}

TEST(Cells, lose_their_end_where_they_are_too_long) {
  EXPECT_EQ(cut_to("a text", 6), "a text");
  EXPECT_EQ(cut_to("a text", 5), "a te…");
  EXPECT_EQ(cut_to("éééé", 3), "éé…");
}

}  // namespace cells_test
}  // namespace weft::cli::status
