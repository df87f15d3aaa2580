#include <weft/config/form.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/config/leaves.hpp>

namespace weft::config {
namespace form_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Pair;

enum class Colour : std::uint8_t { red, blue };

struct Item {
  std::string name = {};
  unsigned size = 1;

  bool operator==(const Item&) const = default;
};

struct Thing {
  std::string label = {};
  bool big = false;
  unsigned width = 3;
  std::uint64_t height = 3;
  Duration age = 2min;
  Duration rest = {};
  Colour colour = Colour::red;
  std::vector<std::string> tags = {};
  std::vector<Item> items = {};
  std::optional<Item> best = {};
  unsigned most = 0;
};

const Form<Thing>& form() {
  static const Form<Item> item =
      Object<Item>("an item")
          .member("Size", "How large", whole<unsigned>(1, 9), [](auto& i) -> auto& { return i.size; })
          .form();
  static const Form<Thing> inner =
      Object<Thing>("the rest")
          .member("Label", "Its name", text("a name"), [](auto& t) -> auto& { return t.label; })
          .form();
  static const Form<Thing> form =
      Object<Thing>("a thing")
          .member("Label", "Its name", text("a name"), [](auto& t) -> auto& { return t.label; })
          .also_inside("More", "Elsewhere", inner)
          .member("Big", "Whether", boolean(), [](auto& t) -> auto& { return t.big; })
          .member(
              "Edge", "How long", whole<unsigned>(0, 100), [](auto& t) -> auto& { return t.width; },
              [](auto& t) -> auto& { return t.height; })
          .member("Age", "How old", time(), [](auto& t) -> auto& { return t.age; })
          .member("Rest", "How long", time_or_zero(), [](auto& t) -> auto& { return t.rest; })
          .member("Colour", "Which", word<Colour>({{"Red", Colour::red}, {"Blue", Colour::blue}}),
                  [](auto& t) -> auto& { return t.colour; })
          .member("Tags", "All", list("tags: a list of strings", text("a tag")),
                  [](auto& t) -> auto& { return t.tags; })
          .member("Items", "All", named("items by their names", &Item::name, item),
                  [](auto& t) -> auto& { return t.items; })
          .member("Best", "One", optional(item), [](auto& t) -> auto& { return t.best; })
          .member("Most", "All", or_null(whole<unsigned>(1, 9)), [](auto& t) -> auto& { return t.most; })
          .form();
  return form;
}

Thing read(const std::string& text, Places* places = nullptr) {
  Thing thing;
  Places own;
  form().read(thing, parse_placed(text), places == nullptr ? own : *places);
  return thing;
}

std::string refusal_of(const std::string& text) {
  try {
    read(text);
  } catch (const JsonError& error) {
    return std::to_string(error.offset) + ": " + error.what();
  }
  return "none";
}

TEST(Form, reads_names_and_words_in_any_case_and_numbers_as_strings) {
  const Thing thing = read(R"({"LABEL": "x", "big": "True", "edge": "7", "age": "90s", "colour": "bLUE",
    "tags": ["a", "b"], "items": {"one": {"size": 2}, "two": {}}, "best": {"size": "5"}, "most": null})");
  EXPECT_EQ(thing.label, "x");
  EXPECT_TRUE(thing.big);
  EXPECT_EQ(thing.width, 7u);
  EXPECT_EQ(thing.height, 7u);
  EXPECT_EQ(thing.age, 90s);
  EXPECT_EQ(thing.colour, Colour::blue);
  EXPECT_THAT(thing.tags, ElementsAre("a", "b"));
  EXPECT_THAT(thing.items, ElementsAre(Item{"one", 2}, Item{"two", 1}));
  EXPECT_EQ(thing.best->size, 5u);
}

TEST(Form, tells_where_each_value_was_said) {
  Places places;
  const std::string text = R"({"items": {"one": {"size": 2}}, "more": {"label": "x"}})";
  read(text, &places);
  EXPECT_THAT(places.offsets(), ElementsAre(Pair("Items", text.find("{\"one")), Pair("Items:one", text.find("{\"size")),
                                            Pair("Items:one:Size", text.find('2')), Pair("Label", text.find("\"x"))));
}

TEST(Form, says_what_it_expected) {
  EXPECT_EQ(refusal_of("[]"), "0: expected a thing: an object");
  EXPECT_EQ(refusal_of(R"({"edg": 1})"),
            "1: \"edg\" is not known, did you mean \"Edge\"? Expected: Label, More, Big, Edge, Age, Rest, Colour, "
            "Tags, Items, "
            "Best, Most");
  EXPECT_EQ(refusal_of(R"({"label": 1})"), "10: expected a name");
  EXPECT_EQ(refusal_of(R"({"big": "yes"})"), "8: \"yes\": expected true or false");
  EXPECT_EQ(refusal_of(R"({"big": 1})"), "8: expected true or false");
  EXPECT_EQ(refusal_of(R"({"edge": 101})"), "9: expected a whole number, 0 to 100");
  EXPECT_EQ(refusal_of(R"({"edge": "1.5"})"), "9: \"1.5\": expected a whole number, 0 to 100");
  EXPECT_EQ(refusal_of(R"({"age": 5})"), "8: expected a time: \"00:02:00\" (hours, minutes, seconds) or \"120s\"");
  EXPECT_EQ(refusal_of(R"({"age": "0s"})").substr(0, 24), "8: \"0s\": expected a time");
  EXPECT_EQ(refusal_of(R"({"rest": "0s"})"), "none");
  EXPECT_EQ(refusal_of(R"({"colour": "green"})"), "11: \"green\": expected one of \"Red\", \"Blue\"");
  EXPECT_EQ(refusal_of(R"({"tags": {}})"), "9: expected tags: a list of strings");
  EXPECT_EQ(refusal_of(R"({"items": []})"), "10: expected items by their names: an object");
  EXPECT_EQ(refusal_of(R"({"items": {"a": {}, "A": {}}})"), "20: \"A\" is there twice");
  EXPECT_EQ(refusal_of(R"({"Label": "a", "label": "b"})"), "24: \"Label\" is there twice");
  EXPECT_EQ(refusal_of(R"({"Label": "a", "More": {"label": "b"}})"), "33: \"Label\" is there twice");
}

TEST(Form, says_what_is_missing_and_what_does_not_go_together) {
  const Form<Item> strict =
      Object<Item>("an item")
          .member("Size", "How large", whole<unsigned>(1, 9), [](auto& i) -> auto& { return i.size; })
          .needs("Size")
          .then([](const Item& item, const PlacedJson& object) {
            if (item.size == 3) refuse(object, "not three");
          })
          .form();
  const auto refusal = [&](const std::string& text) {
    Item item;
    Places places;
    try {
      strict.read(item, parse_placed(text), places);
    } catch (const JsonError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  EXPECT_EQ(refusal("{}"), "\"Size\" is missing");
  EXPECT_EQ(refusal(R"({"size": 3})"), "not three");
  EXPECT_EQ(refusal(R"({"size": 4})"), "none");
}

TEST(Form, writes_what_differs) {
  Thing thing;
  EXPECT_EQ(form().write(thing, {}), "{}");
  thing.label = "a \"b\"";
  thing.width = 4;
  thing.items = {{"one", 1}, {"two", 2}};
  EXPECT_EQ(form().write(thing, {}), R"({
  "Label": "a \"b\"",
  "Edge": 4,
  "Items": {
    "one": {},
    "two": {
      "Size": 2
    }
  }
})");
}

TEST(Form, writes_everything_with_its_origin) {
  const Origins origins = {{"Label", "a.json:1:2"}, {"Items:one:Size", "a.json:3:4"}};
  Thing thing;
  thing.label = "x";
  thing.items = {{"one", 2}};
  EXPECT_EQ(form().write(thing, {.origins = &origins}), R"({
  "Label": "x",  // a.json:1:2
  "Big": false,  // default
  "Edge": 3,  // default
  "Age": "00:02:00",  // default
  "Rest": "00:00:00",  // default
  "Colour": "Red",  // default
  "Items": {
    "one": {
      "Size": 2  // a.json:3:4
    }
  },
  "Most": 0  // default
})");
}

TEST(Form, has_a_schema) {
  const std::string schema = form().schema;
  EXPECT_TRUE(schema.starts_with(
      R"({"type":"object","additionalProperties":false,"required":[],"properties":{"Label":{"description":"Its name",)"))
      << schema;
  EXPECT_NE(schema.find(R"("Colour":{"description":"Which","type":"string","enum":["Red","Blue"]})"), schema.npos);
}

}  // namespace form_test
}  // namespace weft::config
