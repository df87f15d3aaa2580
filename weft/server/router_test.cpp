#include <weft/server/router.hpp>

#include <stdexcept>

#include <gmock/gmock.h>

namespace weft::server {
namespace {

using http::Method;
using testing::HasSubstr;

// The routes never call their handlers here: a match is known by the handler's address.
Handler nothing() {
  return [](Context&) {};
}

class Routes : public testing::Test {
 protected:
  void add(std::string_view pattern, Method method = Method::get) { router.add(method, pattern, nothing()); }
  std::string parameter(std::string_view path, std::string_view name) {
    Parameters parameters;
    router.match(Method::get, path, parameters);
    return std::string(parameters.find(name));
  }
  bool found(std::string_view path, Method method = Method::get) { return match(path, method).handler != nullptr; }
  std::string refusal_of(std::string_view pattern) {
    try {
      add(pattern);
      return "";
    } catch (const std::invalid_argument& error) {
      EXPECT_THAT(error.what(), HasSubstr(pattern));
      return error.what();
    }
  }
  std::string allowed(std::string_view path, Method method = Method::get) {
    return match(path, method).allowed.to_string();
  }

  Match match(std::string_view path, Method method = Method::get) {
    Parameters parameters;
    return router.match(method, path, parameters);
  }

  Router router;
};

TEST_F(Routes, text_matches_itself_only) {
  add("/a/b");
  EXPECT_TRUE(found("/a/b"));
  EXPECT_FALSE(found("/a"));
  EXPECT_FALSE(found("/a/b/"));
  EXPECT_FALSE(found("/a/bc"));
  EXPECT_FALSE(found("/a/B"));
  EXPECT_FALSE(found("/"));
}

TEST_F(Routes, the_root_is_a_path_like_any_other) {
  add("/");
  EXPECT_TRUE(found("/"));
  EXPECT_FALSE(found("/a"));
}

TEST_F(Routes, a_slash_at_the_end_makes_a_difference) {
  add("/a/");
  EXPECT_TRUE(found("/a/"));
  EXPECT_FALSE(found("/a"));
}

TEST_F(Routes, a_parameter_takes_exactly_one_segment) {
  add("/hello/{name}");
  EXPECT_EQ(parameter("/hello/weft", "name"), "weft");
  EXPECT_EQ(parameter("/hello/a b", "name"), "a b");
  EXPECT_FALSE(found("/hello"));
  EXPECT_FALSE(found("/hello/"));
  EXPECT_FALSE(found("/hello/a/b"));
}

TEST_F(Routes, a_parameter_that_the_route_does_not_have_is_empty) {
  add("/hello/{name}");
  EXPECT_EQ(parameter("/hello/weft", "nobody"), "");
  EXPECT_EQ(Parameters().find("name"), "");
}

TEST_F(Routes, several_parameters_keep_their_names) {
  add("/{owner}/{repository}/tree/{branch}");
  Parameters parameters;
  EXPECT_NE(router.match(Method::get, "/a/b/tree/c", parameters).handler, nullptr);
  EXPECT_EQ(parameters.find("owner"), "a");
  EXPECT_EQ(parameters.find("repository"), "b");
  EXPECT_EQ(parameters.find("branch"), "c");
}

TEST_F(Routes, rest_takes_everything_behind_and_also_nothing) {
  add("/files/{rest...}");
  EXPECT_EQ(parameter("/files/a/b.txt", "rest"), "a/b.txt");
  EXPECT_EQ(parameter("/files/a/", "rest"), "a/");
  EXPECT_TRUE(found("/files/"));
  EXPECT_TRUE(found("/files"));
  EXPECT_EQ(parameter("/files/", "rest"), "");
  EXPECT_FALSE(found("/filesystem"));
}

TEST_F(Routes, text_beats_a_parameter_and_a_parameter_beats_rest) {
  add("/{rest...}");
  add("/{name}");
  add("/special");
  EXPECT_EQ(parameter("/special", "name"), "");
  EXPECT_EQ(parameter("/special", "rest"), "");
  EXPECT_EQ(parameter("/other", "name"), "other");
  EXPECT_EQ(parameter("/other/deep", "rest"), "other/deep");
}

TEST_F(Routes, a_dead_end_goes_back_to_the_next_best_route) {
  add("/a/b/c");
  add("/a/{x}/d");
  add("/{y}/b/e");
  EXPECT_EQ(parameter("/a/b/d", "x"), "b");
  EXPECT_EQ(parameter("/a/b/e", "y"), "a");
  EXPECT_FALSE(found("/a/b/f"));
}

TEST_F(Routes, a_route_without_the_method_lets_the_next_best_answer) {
  add("/files/upload", Method::post);
  add("/files/{name}");
  EXPECT_EQ(parameter("/files/upload", "name"), "upload");
  EXPECT_TRUE(found("/files/upload", Method::post));
}

TEST_F(Routes, head_is_answered_by_get) {
  add("/a");
  EXPECT_EQ(match("/a", Method::head).handler, match("/a", Method::get).handler);
}

TEST_F(Routes, head_may_have_a_handler_of_its_own) {
  add("/a");
  add("/a", Method::head);
  EXPECT_NE(match("/a", Method::head).handler, match("/a", Method::get).handler);
}

TEST_F(Routes, a_path_without_the_method_says_what_it_allows) {
  add("/a");
  add("/a", Method::put);
  add("/{any}", Method::delete_);
  EXPECT_FALSE(found("/a", Method::post));
  EXPECT_EQ(allowed("/a", Method::post), "GET, HEAD, PUT, DELETE, OPTIONS");
  EXPECT_EQ(allowed("/b", Method::post), "DELETE, OPTIONS");
}

TEST_F(Routes, a_path_that_nobody_knows_allows_nothing) {
  add("/a");
  EXPECT_TRUE(match("/b", Method::get).allowed.empty());
}

TEST_F(Routes, a_method_without_a_name_is_never_found) {
  add("/a");
  EXPECT_FALSE(found("/a", Method::other));
  EXPECT_EQ(allowed("/a", Method::other), "GET, HEAD, OPTIONS");
}

TEST_F(Routes, all_methods_together_answer_for_the_server) {
  add("/a", Method::post);
  add("/b", Method::patch);
  EXPECT_EQ(router.methods().to_string(), "POST, PATCH, OPTIONS");
}

TEST_F(Routes, patterns_that_make_no_sense_are_refused) {
  for (const auto* pattern : {"", "a", "/{", "/}", "/{}", "/a{b}", "/{a}b", "/{...}", "/{a...}/b", "/{a}/{a}",
                              "/{a{b}}", "/{1}/{2}/{3}/{4}/{5}/{6}/{7}/{8}/{9}"}) {
    EXPECT_THROW(add(pattern), std::invalid_argument) << pattern;
  }
}

TEST_F(Routes, patterns_that_no_path_can_match_are_refused) {
  for (const auto* pattern : {"/a//b", "//", "//a", "/a//", "/{a}//b", "/./a", "/a/.", "/a/../b", "/..", "/a?x", "/a?",
                              "/a#x", "/{a}?x", "/%41", "/a/b%2fc", "/%e2%82%ac", "/100%25", "*", "http://host/a"}) {
    EXPECT_THROW(add(pattern), std::invalid_argument) << pattern;
  }
  EXPECT_THROW(add(std::string_view("/a\0b", 4)), std::invalid_argument);
}

TEST_F(Routes, patterns_in_the_notation_of_others_are_refused_and_told_what_was_meant) {
  for (const auto* pattern : {"/:id", "/users/:id/edit", "/<id>", "/<int:id>"}) {
    EXPECT_THAT(refusal_of(pattern), HasSubstr("a parameter is written {name}, as in /{id}")) << pattern;
  }
  for (const auto* pattern : {"/*", "/**", "/*path", "/a/*/b", "/img/*.png"}) {
    EXPECT_THAT(refusal_of(pattern), HasSubstr("all the rest of a path {rest...}")) << pattern;
  }
  for (const auto* pattern : {"/{id:int}", "/{id:[0-9]+}", "/{id?}", "/{*rest}", "/{rest*}", "/{rest:.*}", "/{rest..}",
                              "/{rest....}", "/{rest\xe2\x80\xa6}", "/{ id }", "/{}", "/{...}"}) {
    EXPECT_THAT(refusal_of(pattern), HasSubstr("as in /{name} or /{rest...}")) << pattern;
  }
  EXPECT_THAT(refusal_of("/%41"), HasSubstr("write \"A\" as it is"));
  EXPECT_THAT(refusal_of("/a?x"), HasSubstr("without query"));
}

TEST_F(Routes, text_may_have_octets_that_only_look_odd) {
  for (const auto* pattern : {"/a:b", "/100%", "/50%off", "/a b", "/na\xc3\xafve", "/a.b", "/...", "/a/...", "/~a",
                              "/(a)", "/a@b", "/\\", "/a<b"}) {
    EXPECT_NO_THROW(add(pattern)) << pattern;
    EXPECT_TRUE(found(pattern)) << pattern;
  }
}

TEST_F(Routes, a_handler_that_has_been_moved_away_is_refused) {
  Handler handler = nothing();
  router.add(Method::get, "/a", std::move(handler));
  EXPECT_THROW(router.add(Method::get, "/b", std::move(handler)), std::invalid_argument);
}

TEST_F(Routes, eight_parameters_are_allowed) {
  add("/{1}/{2}/{3}/{4}/{5}/{6}/{7}/{8...}");
  EXPECT_EQ(parameter("/a/b/c/d/e/f/g/h/i", "8"), "h/i");
}

TEST_F(Routes, the_same_route_twice_is_refused) {
  add("/a/{x}");
  EXPECT_THROW(add("/a/{y}"), std::invalid_argument);
  EXPECT_NO_THROW(add("/a/{y}", Method::post));
}

TEST_F(Routes, parameters_of_one_place_may_have_different_names) {
  add("/a/{x}/c");
  add("/a/{y}/d");
  EXPECT_EQ(parameter("/a/1/c", "x"), "1");
  EXPECT_EQ(parameter("/a/1/d", "y"), "1");
}

}  // namespace
}  // namespace weft::server
