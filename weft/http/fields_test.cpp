#include <weft/http/fields.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::http {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs(const Fields& fields) {
  Pairs out;
  for (const Field& field : fields) out.emplace_back(field.name, field.value);
  return out;
}

TEST(Fields, keep_the_order_and_own_their_text) {
  Fields fields;
  {
    std::string name = "x-name";
    std::string value = "value";
    fields.add(name, value);
    fields.add(FieldName::etag, value);
    name.assign("#");
    value.assign("#");
  }
  EXPECT_EQ(pairs(fields), (Pairs{{"x-name", "value"}, {"etag", "value"}}));
  EXPECT_EQ(fields.size(), 2U);
  EXPECT_FALSE(fields.empty());
}

TEST(Fields, a_known_name_has_its_token_however_it_was_added) {
  Fields fields;
  fields.add("etag", "1");
  fields.set("date", "2");
  fields.add(FieldName::vary, "3");
  EXPECT_EQ(fields.all()[0].token, token(FieldName::etag));
  EXPECT_EQ(fields.all()[1].token, token(FieldName::date));
  EXPECT_EQ(fields.all()[2].token, token(FieldName::vary));
  fields.add("x-unknown", "4");
  EXPECT_EQ(fields.all()[3].token, 0);
}

TEST(Fields, sensitive_is_remembered) {
  Fields fields;
  fields.add("authorization", "a", Sensitive::yes);
  fields.add("x-key", "b", Sensitive::yes);
  fields.add("x-name", "c");
  EXPECT_TRUE(fields.all()[0].sensitive);
  EXPECT_TRUE(fields.all()[1].sensitive);
  EXPECT_FALSE(fields.all()[2].sensitive);
}

TEST(Fields, append_copies_all_that_is_known_of_a_list) {
  Fields fields;
  fields.add("x-first", "1");
  {
    Fields others;
    others.add("x-key", "2", Sensitive::yes, 1);
    others.add(FieldName::etag, "3", Sensitive::no, 1);
    fields.append(others);
  }
  EXPECT_EQ(pairs(fields), (Pairs{{"x-first", "1"}, {"x-key", "2"}, {"etag", "3"}}));
  EXPECT_TRUE(fields.all()[1].sensitive);
  EXPECT_EQ(fields.all()[1].marks, 1);
  EXPECT_EQ(fields.all()[2].token, token(FieldName::etag));
  EXPECT_TRUE(fields.may_have(FieldName::etag));
  EXPECT_FALSE(fields.all_have(1));
}

TEST(Fields, append_takes_no_more_memory_than_the_list_needs) {
  Fields others;
  others.add("x-name", "value");
  Fields fields;
  fields.append(others);
  EXPECT_EQ(fields.capacity(), std::string_view("x-namevalue").size() + sizeof(Field));
}

TEST(Fields, find_gives_the_first_value) {
  Fields fields;
  fields.add("vary", "one");
  fields.add("x-a", "three");
  fields.add("vary", "two");
  fields.add("x-a", "four");
  EXPECT_EQ(fields.find(FieldName::vary), "one");
  EXPECT_EQ(fields.find("vary"), "one");
  EXPECT_EQ(fields.find("x-a"), "three");
  EXPECT_EQ(fields.find("x-b"), std::nullopt);
  EXPECT_EQ(fields.find(FieldName::etag), std::nullopt);
  EXPECT_EQ(fields.count(FieldName::vary), 2U);
  EXPECT_EQ(fields.count(FieldName::etag), 0U);
}

// RFC 9110 5.1: "Field names are case-insensitive".
TEST(Fields, are_found_in_any_case) {
  Fields fields;
  fields.add("user-agent", "a");
  fields.add("x-name", "b");
  EXPECT_EQ(fields.find("User-Agent"), "a");
  EXPECT_EQ(fields.find("X-NAME"), "b");
  EXPECT_EQ(fields.find("X-Nam"), std::nullopt);
  fields.set("USER-AGENT", "c");
  fields.set("X-Name", "d");
  EXPECT_EQ(pairs(fields), (Pairs{{"user-agent", "c"}, {"x-name", "d"}}));
  EXPECT_EQ(fields.remove("X-Name"), 1U);
  EXPECT_EQ(fields.remove("User-Agent"), 1U);
  fields.add("Content-Type", "e");
  EXPECT_EQ(fields.find(FieldName::content_type), "e");
  EXPECT_EQ(pairs(fields), (Pairs{{"content-type", "e"}}));
}

TEST(Fields, an_empty_value_is_a_value) {
  Fields fields;
  fields.add("accept-encoding", "");
  EXPECT_EQ(fields.find(FieldName::accept_encoding), "");
}

TEST(Fields, set_replaces_every_field_of_that_name_in_the_place_of_the_first) {
  for (const std::string name : {"vary", "x-unknown"}) {
    Fields fields;
    fields.add("a", "1");
    fields.add(name, "2");
    fields.add("b", "3");
    fields.add(name, "4");
    fields.set(name, "5");
    EXPECT_EQ(pairs(fields), (Pairs{{"a", "1"}, {name, "5"}, {"b", "3"}}));
    fields.set("c", "6");
    EXPECT_EQ(pairs(fields).back(), (std::pair<std::string, std::string>{"c", "6"}));
  }
}

TEST(Fields, set_may_be_given_a_value_of_its_own) {
  Fields fields;
  fields.add("vary", "text");
  fields.set(FieldName::vary, fields.find(FieldName::vary)->substr(1));
  EXPECT_EQ(fields.find(FieldName::vary), "ext");
}

TEST(Fields, remove_says_how_many_went) {
  Fields fields;
  for (const char* name : {"vary", "x-a", "vary", "x-a", "x-b"}) fields.add(name, "");
  EXPECT_EQ(fields.remove(FieldName::vary), 2U);
  EXPECT_EQ(fields.remove("x-a"), 2U);
  EXPECT_EQ(fields.remove("x-a"), 0U);
  EXPECT_EQ(pairs(fields), (Pairs{{"x-b", ""}}));
}

TEST(Fields, a_view_is_not_copied) {
  const std::string value = "value";
  Fields fields;
  fields.add_view({"x-name", value});
  EXPECT_EQ(fields.find("x-name")->data(), value.data());
}

TEST(Fields, hidden_ones_are_not_there) {
  Fields fields;
  fields.add("a", "1");
  fields.add(FieldName::etag, "2");
  fields.add(FieldName::etag, "3");
  fields.settle(2);
  EXPECT_EQ(fields.size(), 1u);
  EXPECT_EQ(fields.begin()->value, "3");
  EXPECT_EQ(fields.all().size(), 1u);
  EXPECT_FALSE(fields.find("a"));
  EXPECT_EQ(fields.find(FieldName::etag), "3");
  EXPECT_EQ(fields.count(FieldName::etag), 1u);
  EXPECT_EQ(fields.remove("a"), 0u);
  fields.set(FieldName::etag, "4");
  EXPECT_EQ(fields.size(), 1u);
  EXPECT_EQ(fields.remove(FieldName::etag), 1u);
  EXPECT_TRUE(fields.empty());
  fields.clear();
  fields.add("b", "5");
  EXPECT_EQ(fields.size(), 1u);
}

TEST(Fields, a_quick_look_never_misses_a_name) {
  Fields fields;
  EXPECT_FALSE(fields.may_have(FieldName::etag));
  fields.add("etag", "1");
  EXPECT_TRUE(fields.may_have(FieldName::etag));
  fields.list().push_back({"date", "2", token(FieldName::date)});
  EXPECT_EQ(fields.find(FieldName::date), "2");
  fields.settle();
  EXPECT_TRUE(fields.may_have(FieldName::date));
  EXPECT_TRUE(fields.may_have(FieldName::etag));
  EXPECT_FALSE(fields.may_have(FieldName::server));
}

TEST(Fields, a_quick_look_for_several_names_never_misses_one) {
  Fields fields;
  constexpr auto wanted = Fields::names({FieldName::connection, FieldName::te});
  fields.add("accept", "1");
  EXPECT_FALSE(fields.may_have(wanted));
  fields.add("te", "trailers");
  EXPECT_TRUE(fields.may_have(wanted));
  EXPECT_FALSE(fields.may_have(Fields::names({})));
}

// Names that share a bit would make may_have() lead to needless searches.
TEST(Fields, what_every_message_is_asked_for_shares_its_bit_with_no_other_name) {
  for (const FieldName asked : {FieldName::connection, FieldName::te, FieldName::keep_alive, FieldName::priority,
                                FieldName::proxy_connection, FieldName::upgrade}) {
    for (NameToken number = 1; number < most_names; ++number) {
      const auto other = static_cast<FieldName>(number);
      if (to_string(other).empty() || other == asked) continue;
      EXPECT_EQ(Fields::names({asked}) & Fields::names({other}), 0u) << to_string(asked) << " " << to_string(other);
    }
  }
}

TEST(Fields, marks_belong_to_a_value) {
  Fields fields;
  fields.set(FieldName::etag, "1", 1);
  EXPECT_EQ(fields.begin()->marks, 1);
  fields.set(FieldName::etag, "2");
  EXPECT_EQ(fields.begin()->marks, 0);
}

TEST(Fields, have_a_mark_in_common_while_all_of_them_have_it) {
  Fields fields;
  EXPECT_TRUE(fields.all_have(1));
  fields.add("x-a", "1", Sensitive::no, 3);
  fields.add("x-b", "2", Sensitive::no, 1);
  EXPECT_TRUE(fields.all_have(1));
  EXPECT_FALSE(fields.all_have(2));
  fields.set("x-a", "3");
  EXPECT_FALSE(fields.all_have(1));
  fields.clear();
  EXPECT_TRUE(fields.all_have(1));
  // A decoder fills the list without a look at the marks.
  fields.list().push_back({"x-a", "1", 0, false, 1});
  fields.settle();
  EXPECT_FALSE(fields.all_have(1));
}

TEST(Fields, clear_keeps_memory) {
  Fields fields;
  const auto fill = [&fields] {
    for (int i = 0; i < 30; ++i) fields.add("x-" + std::to_string(i), std::string(40, 'v'));
  };
  fill();
  fields.clear();
  EXPECT_TRUE(fields.empty());
  const std::size_t capacity = fields.capacity();
  fill();
  EXPECT_EQ(fields.capacity(), capacity);
}

}  // namespace
}  // namespace weft::http
