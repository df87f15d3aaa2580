#include <weft/http/link_field.hpp>

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace weft::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> targets_of(std::string_view value) {
  std::vector<std::string> targets;
  while (const auto link = next_link(value)) targets.emplace_back(link->target);
  return targets;
}

Link first_of(std::string_view value) {
  return next_link(value).value_or(Link{});
}

TEST(Link, is_one_of_a_list) {
  EXPECT_THAT(targets_of("</a.css>; rel=preload; as=style, </b.js>;rel=preload,<c>"),
              ElementsAre("/a.css", "/b.js", "c"));
}

TEST(Link, may_have_commas_in_its_target_and_in_quotes) {
  EXPECT_THAT(targets_of(R"(</a,"b>; title="c, <d>; \"e", </f>)"), ElementsAre("/a,\"b", "/f"));
}

TEST(Link, is_left_out_where_it_is_none) {
  EXPECT_THAT(targets_of(""), IsEmpty());
  EXPECT_THAT(targets_of(" ,, "), IsEmpty());
  EXPECT_THAT(targets_of("a; b=\"<c>, <d>\", </e>,, </f"), ElementsAre("/e"));
}

TEST(Link, has_parameters_in_any_case) {
  const Link link = first_of("</a>; REL = preload ; as=\"style\"; NoPush; title=\"a;as=b\"");
  EXPECT_EQ(link.find("rel"), "preload");
  EXPECT_EQ(link.find("as"), "style");
  EXPECT_EQ(link.find("nopush"), "");
  EXPECT_EQ(link.find("title"), "a;as=b");
  EXPECT_EQ(link.find("media"), std::nullopt);
}

// RFC 8288 3.3.
TEST(Link, has_the_relation_types_of_its_first_rel) {
  EXPECT_TRUE(first_of("</a>; rel=preload").has_relation("preload"));
  EXPECT_TRUE(first_of("</a>; rel=\"next  Preload\"").has_relation("preload"));
  EXPECT_FALSE(first_of("</a>; rel=next; rel=preload").has_relation("preload"));
  EXPECT_FALSE(first_of("</a>; rel=preloaded").has_relation("preload"));
  EXPECT_FALSE(first_of("</a>").has_relation("preload"));
}

}  // namespace
}  // namespace weft::http
