// The tracker without a socket: its routes are asked through the real engines, in memory.
#include "tracker.hpp"

#include <gtest/gtest.h>
#include <unistd.h>
#include <chrono>

#include <weft/testing/testing.hpp>

namespace tracker {

class TrackerTest : public testing::TestWithParam<weft::http::Version> {
 protected:
  TrackerTest() {
    tracker.add_to(server);
    const auto response = client().post("/session", {.json = R"({"user": "ada", "password": "tea"})"});
    EXPECT_EQ(response.code(), 204u);
    const auto cookie = std::string(response.field("set-cookie"));
    session = {"cookie", cookie.substr(0, cookie.find(';'))};
  }
  ~TrackerTest() override {
    server.stop();
    server.wait();
    std::filesystem::remove_all(folder);
  }

  weft::TestClient client(const std::string& host = "localhost") {
    // Fifty megabytes take long under a sanitizer.
    return weft::test(server, {.version = GetParam(), .host = host, .patience = std::chrono::minutes(1)});
  }
  weft::TestRequest with(const std::string& text) const { return {.fields = {session}, .json = text}; }
  json get(const std::string& path) { return json::parse(client().get(path, {.fields = {session}}).body); }

  std::filesystem::path folder = [] {
    std::string name = testing::TempDir() + "trackerXXXXXX";
    return std::filesystem::path(::mkdtemp(name.data()));
  }();
  Tracker tracker{{.folder = folder, .pages = TRACKER_PAGES, .password = "tea"}};
  weft::Server server{{.threads = 2, .signals = weft::Signals::ignore, .diagnostics = [](std::string_view) {}}};
  std::pair<std::string, std::string> session;
};

INSTANTIATE_TEST_SUITE_P(Versions, TrackerTest,
                         testing::Values(weft::http::Version::http2, weft::http::Version::http11));

TEST_P(TrackerTest, makes_shows_changes_and_forgets_issues) {
  const auto made = client().post("/api/issues", with(R"({"title": "The kettle leaks"})"));
  EXPECT_EQ(made.code(), 201u);
  EXPECT_EQ(made.field("location"), "/api/issues/1");
  EXPECT_EQ(get("/api/issues/1").at("user"), "ada");
  EXPECT_EQ(client().patch("/api/issues/1", with(R"({"state": "closed"})")).code(), 200u);
  EXPECT_EQ(get("/api/issues").size(), 0u);
  EXPECT_EQ(get("/api/issues?state=closed&page=1").at(0).at("title"), "The kettle leaks");
  EXPECT_EQ(client().del("/api/issues/1", {.fields = {session}}).code(), 204u);
  EXPECT_EQ(client().get("/api/issues/1", {.fields = {session}}).code(), 404u);
}

TEST_P(TrackerTest, says_what_is_wrong) {
  EXPECT_EQ(client().post("/session", {.json = R"({"user": "ada", "password": "coffee"})"}).code(), 403u);
  EXPECT_EQ(client().get("/api/issues").code(), 401u);
  EXPECT_EQ(client().get("/api/issues?page=two", {.fields = {session}}).code(), 400u);
  EXPECT_EQ(client().get("/api/issues/one", {.fields = {session}}).code(), 400u);
  EXPECT_EQ(client().post("/api/issues", with("{}")).body, "400 Bad Request\n\"title\" is missing\n");
  EXPECT_EQ(client().post("/api/issues", with("{")).code(), 400u);
  client().post("/api/issues", with(R"({"title": "x"})"));
  EXPECT_EQ(client().patch("/api/issues/1", with(R"({"state": "lost"})")).code(), 400u);
  EXPECT_EQ(client().post("/api/issues/1/files", with("{}")).code(), 415u);
}

TEST_P(TrackerTest, ends_a_session) {
  EXPECT_EQ(client().del("/session", {.fields = {session}}).code(), 204u);
  EXPECT_EQ(client().get("/api/issues", {.fields = {session}}).code(), 401u);
}

TEST_P(TrackerTest, keeps_files_of_fifty_megabytes) {
  client().post("/api/issues", with(R"({"title": "A film of it"})"));
  const auto send = [&](std::size_t octets) {
    const std::string head = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\n";
    return client().post("/api/issues/1/files", {.fields = {session},
                                                 .body = head + std::string(octets, 'f') + "\r\n--x--\r\n",
                                                 .media_type = "multipart/form-data; boundary=x"});
  };
  constexpr std::size_t most = 50 * 1024 * 1024;
  const auto saved = send(most);
  EXPECT_EQ(saved.code(), 201u) << saved.body;
  const json file = get("/api/issues/1").at("files").at(0);
  EXPECT_EQ(file.at("octets"), most);
  const auto path = "/api/files/" + file.at("id").get<std::string>();
  EXPECT_EQ(client().get(path, {.fields = {session}}).body.size(), most);
  EXPECT_EQ(client().get(path).code(), 401u);
  EXPECT_EQ(send(most + 1).code(), 413u);
}

TEST_P(TrackerTest, tells_each_browser_of_news) {
  auto events = client().begin(weft::http::Method::get, "/api/events").field(session.first, session.second).open_wait();
  ASSERT_TRUE(events.has_value()) << events.error().text();
  client().post("/api/issues", with(R"({"title": "The kettle leaks"})"));
  std::string heard;
  while (heard.find("\n\n") == std::string::npos) {
    const auto piece = events->read_wait();
    ASSERT_TRUE(piece.has_value() && !piece->empty());
    heard += *piece;
  }
  EXPECT_NE(heard.find("event: made\n"), std::string::npos) << heard;
  EXPECT_NE(heard.find("The kettle leaks"), std::string::npos) << heard;
}

TEST_P(TrackerTest, has_an_application_and_another_host) {
  EXPECT_NE(client().get("/issues/7").body.find("<title>Issues</title>"), std::string::npos);
  EXPECT_EQ(client().get("/tracker.js").field("content-type"), "text/javascript; charset=utf-8");
  client().post("/api/issues", with(R"({"title": "x"})"));
  EXPECT_EQ(client("status.localhost").get("/").body, R"([{"number":1,"state":"open"}])");
  EXPECT_EQ(client("status.localhost").get("/api/issues", {.fields = {session}}).code(), 404u);
}

}  // namespace tracker
