#include <weft/http/priority_field.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

Priority of(std::string_view text) {
  return parse_priority_field(text).value().or_default();
}

TEST(PriorityField, gives_urgency_and_incremental) {
  EXPECT_EQ(of("u=0"), (Priority{0, false}));
  EXPECT_EQ(of("u=5, i"), (Priority{5, true}));
  EXPECT_EQ(of("i,u=7"), (Priority{7, true}));
  EXPECT_EQ(of("i=?0, u=1"), (Priority{1, false}));
  EXPECT_EQ(of("i=?1"), (Priority{3, true}));
}

TEST(PriorityField, that_is_empty_gives_the_defaults) {
  EXPECT_EQ(of(""), Priority());
  EXPECT_EQ(of("   "), Priority());
}

TEST(PriorityField, ignores_what_is_unknown_out_of_range_or_of_another_type) {
  for (const auto* text : {"u=8", "u=-1", "u=1.0", "u=\"1\"", "u=?1", "u=one", "u", "u=(1 2)", "u=:AQ==:", "i=1",
                           "i=yes", "x=1, y;z=2", "urgent=1", "u=999999999999999"}) {
    EXPECT_EQ(of(text), Priority()) << text;
  }
}

TEST(PriorityField, reads_past_parameters) {
  EXPECT_EQ(of("u=2;q=\"a\\\"b\";r, i;x"), (Priority{2, true}));
}

TEST(PriorityField, takes_the_last_of_a_repeated_member) {
  EXPECT_EQ(of("u=1, u=6"), (Priority{6, false}));
  EXPECT_EQ(of("u=1\t,\t i"), (Priority{1, true}));
}

TEST(PriorityField, that_is_no_dictionary_is_nothing) {
  for (const auto* text : {"u=1,",
                           ",u=1",
                           "u=",
                           "u=1 i",
                           "U=1",
                           "=1",
                           "u=1,,i",
                           "u=-",
                           "u=1.",
                           "u=1.1234",
                           "u=\"a",
                           "u=(1",
                           "u=(1,2)",
                           "u=:a",
                           "u=?2",
                           "u=1;",
                           "u=1;A",
                           "1",
                           "u=1234567890123456",
                           "u=\"\x01\"",
                           "u=@"}) {
    EXPECT_FALSE(parse_priority_field(text)) << text;
  }
}

TEST(PriorityField, is_written_as_it_is_read) {
  EXPECT_EQ(priority_field_value({3, false}), "u=3");
  for (std::uint8_t urgency = 0; urgency < urgency_levels; ++urgency) {
    for (const bool incremental : {false, true}) {
      const Priority priority{urgency, incremental};
      EXPECT_EQ(of(priority_field_value(priority)), priority);
    }
  }
}

TEST(PriorityField, that_is_nearly_what_browsers_say_is_read_to_its_end) {
  EXPECT_EQ(parse_priority_field("u=8")->urgency, std::nullopt);
  EXPECT_EQ(parse_priority_field("u=5;x")->urgency, 5);
  EXPECT_EQ(parse_priority_field("u=3, i=?0")->incremental, false);
  EXPECT_EQ(parse_priority_field("u=3, in")->incremental, std::nullopt);
  EXPECT_EQ(parse_priority_field("u=3,i")->incremental, true);
  EXPECT_EQ(parse_priority_field("u=3, u=4")->urgency, 4);
  EXPECT_EQ(parse_priority_field("u=12")->urgency, std::nullopt);
  EXPECT_FALSE(parse_priority_field("u=3,"));
  EXPECT_FALSE(parse_priority_field("u=3 x"));
}

TEST(PriorityField, of_a_response_changes_only_what_it_names) {
  const Priority client{5, true};
  EXPECT_EQ(parse_priority_field("u=1")->over(client), (Priority{1, true}));
  EXPECT_EQ(parse_priority_field("i=?0")->over(client), (Priority{5, false}));
  EXPECT_EQ(parse_priority_field("")->over(client), client);
}

}  // namespace
}  // namespace weft::http
