#include <weft/server/events/server_event.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace weft::server {
namespace {

using namespace std::string_view_literals;

TEST(ServerEvents, have_their_data_and_an_empty_line) {
  EXPECT_EQ(event_text("tea"), "data: tea\n\n");
  EXPECT_EQ(event_text(""), "data: \n\n");
}

TEST(ServerEvents, have_a_name_and_an_id_where_they_are_given) {
  EXPECT_EQ(event_text({"tea", "drink", "17"}), "id: 17\nevent: drink\ndata: tea\n\n");
}

TEST(ServerEvents, keep_lines_whatever_ends_them) {
  EXPECT_EQ(event_text("a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(event_text("a\n"), "data: a\ndata: \n\n");
  EXPECT_EQ(event_text("\n\n"), "data: \ndata: \ndata: \n\n");
}

TEST(ServerEvents, that_would_become_other_fields_are_refused) {
  for (const auto wrong : {"a\nb"sv, "a\rb"sv}) {
    EXPECT_THROW(event_text({"tea"sv, wrong}), std::invalid_argument);
    EXPECT_THROW(event_text({"tea"sv, {}, wrong}), std::invalid_argument);
  }
  EXPECT_THROW(event_text({"tea"sv, {}, "a\0b"sv}), std::invalid_argument);
}

}  // namespace
}  // namespace weft::server
