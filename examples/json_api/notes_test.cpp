// The API without a socket: its routes are asked through the real engines, in memory.
#include "notes.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <weft/testing/testing.hpp>

namespace notes {

using nlohmann::json;

class NotesTest : public testing::TestWithParam<weft::http::Version> {
 protected:
  NotesTest() { notes.add_to(server); }

  weft::TestClient client() { return weft::test(server, {.version = GetParam()}); }
  weft::TestResponse make(const std::string& title) {
    return client().post("/notes", {.json = json{{"title", title}, {"text", "…"}}.dump()});
  }
  weft::TestResponse put(const std::string& version, const std::string& text) {
    return client().put("/notes/1", {.fields = {{"if-match", version}}, .json = text});
  }

  Notes notes;
  weft::Server server{{.threads = 2, .signals = weft::Signals::ignore, .diagnostics = [](std::string_view) {}}};
};

INSTANTIATE_TEST_SUITE_P(Versions, NotesTest, testing::Values(weft::http::Version::http2, weft::http::Version::http11));

TEST_P(NotesTest, makes_and_shows_notes) {
  const auto made = make("Tea");
  EXPECT_EQ(made.code(), 201u) << made.body;
  EXPECT_EQ(made.field("location"), "/notes/1");
  const auto shown = client().get("/notes/1");
  EXPECT_EQ(shown.field("content-type"), "application/json");
  EXPECT_EQ(shown.field("etag"), "\"1\"");
  EXPECT_EQ(json::parse(shown.body), json::parse(R"({"id": 1, "version": 1, "title": "Tea", "text": "…"})"));
}

TEST_P(NotesTest, lists_page_by_page) {
  for (int i = 1; i <= 5; ++i) make(fmt::format("note {}", i));
  const auto first = json::parse(client().get("/notes?limit=3").body);
  EXPECT_EQ(first.at("notes").size(), 3u);
  EXPECT_EQ(first.at("after"), 3);
  const auto last = json::parse(client().get("/notes?limit=3&after=3").body);
  EXPECT_EQ(last.at("notes").at(1).at("title"), "note 5");
  EXPECT_TRUE(last.at("after").is_null());
}

TEST_P(NotesTest, loses_nobodys_change) {
  make("Tea");
  EXPECT_EQ(put("\"1\"", R"({"title": "Coffee", "text": ""})").field("etag"), "\"2\"");
  EXPECT_EQ(put("\"1\"", R"({"title": "Milk", "text": ""})").code(), 412u);
  EXPECT_EQ(json::parse(client().get("/notes/1").body).at("title"), "Coffee");
}

TEST_P(NotesTest, removes_a_note_once) {
  make("Tea");
  EXPECT_EQ(client().del("/notes/1").code(), 204u);
  EXPECT_EQ(client().del("/notes/1").code(), 404u);
}

TEST_P(NotesTest, says_what_is_wrong_as_problem_json) {
  make("Tea");
  const auto missing = client().get("/notes/7");
  EXPECT_EQ(missing.code(), 404u);
  EXPECT_EQ(missing.field("content-type"), "application/problem+json");
  EXPECT_EQ(json::parse(missing.body).at("detail"), "there is no such note");
  EXPECT_EQ(client().get("/notes/seven").code(), 400u);
  EXPECT_EQ(client().get("/notes?limit=1000").code(), 400u);
  EXPECT_EQ(client().get("/nothing").field("content-type"), "application/problem+json");
  EXPECT_EQ(client().post("/notes", {.json = R"({"title": "Tea")"}).code(), 400u);
  EXPECT_EQ(client().post("/notes", {.json = R"({"title": "", "text": ""})"}).code(), 400u);
  EXPECT_EQ(client().post("/notes", {.body = "Tea"}).code(), 415u);
  EXPECT_EQ(client().post("/notes", {.json = std::string(100'000, ' ')}).code(), 413u);
  EXPECT_EQ(put("1", R"({"title": "Tea", "text": ""})").code(), 400u);
}

}  // namespace notes
