// The examples of docs/guide/requests.md, against a client, over each version. The guide has them as they stand here:
// examples_test.py.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include <weft/client/client.hpp>
#include <weft/server/json.hpp>
#include <weft/server/server.hpp>

// As the guide has it.
#include <weft/server/multipart_form.hpp>

namespace requests_guide {

using testing::HasSubstr;

// --- the query and the path ------------------------------------------------------------------------------------------

void queries(weft::Server& server) {
  server.get("/search", [](weft::Context& c) {
    const auto words = c.query("q").value_or("");                   // the first value, decoded
    const auto page = c.require_query<std::optional<int>>("page");  // may be absent, and has to be a number
    c.text(fmt::format("{} on page {}", words, page.value_or(1)));
  });
}

void parameters(weft::Server& server) {
  server.get("/items/{id}", [](weft::Context& c) {
    const auto id = c.param<std::uint32_t>("id");
    if (!id) return c.error(weft::http::Status::not_found);  // or c.error(id.error()): 400
    c.text(fmt::format("item {}", *id));
  });
}

void failures(weft::Server& server) {
  server.get("/orders/{number}", [](weft::Context& c) {
    const auto number = c.require_param<int>("number");
    if (number != 7) throw weft::HttpError(weft::http::Status::not_found, "there is no such order");
    c.text("order 7");
  });
}

// --- cookies ---------------------------------------------------------------------------------------------------------

void cookies(weft::Server& server) {
  server.post("/login", [](weft::Context& c) {
    c.set_cookie("sid", "31d4d96e407aad42", {.max_age = std::chrono::hours(8)});
    c.status(weft::http::Status::no_content);
  });
  server.get("/account", [](weft::Context& c) {
    const auto session = c.cookie("sid");
    if (!session) return c.error(weft::http::Status::forbidden);
    c.text(fmt::format("session {}", *session));
  });
  server.post("/logout", [](weft::Context& c) { c.clear_cookie("sid").status(weft::http::Status::no_content); });
}

// --- forms -----------------------------------------------------------------------------------------------------------

void forms(weft::Server& server) {
  server.post("/orders", [](weft::Context& c) -> weft::Task<> {
    const auto form = co_await c.body().form(16 * 1024);
    if (!form) co_return c.error(form.error());  // 413 or 415
    c.text(fmt::format("{} of {}", form->require<unsigned>("number"), form->require("item")));
  });
}

void uploads(weft::Server& server, const std::string& folder) {
  server.post("/photos", [folder](weft::Context& c) -> weft::Task<> {
    auto form = c.multipart();
    std::string title;
    std::uint64_t octets = 0;
    while (auto* part = co_await form.next()) {
      if (part->name() == "title") title = co_await part->text(1000);
      if (part->name() == "photo") octets = co_await part->save(folder + "/" + part->safe_filename(), 50 * 1024 * 1024);
    }
    c.text(fmt::format("{}: {} octets", title, octets));
  });
}

// --- JSON ------------------------------------------------------------------------------------------------------------

struct Order {
  std::string item;
  unsigned number = 1;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, item, number)

void json(weft::Server& server) {
  server.post("/api/orders", [](weft::Context& c) -> weft::Task<> {
    const auto order = co_await weft::read_json<Order>(c, 64 * 1024);
    c.status(weft::http::Status::created);
    weft::send_json(c, order);
  });
}

// --- tunnels --------------------------------------------------------------------------------------------------------

void tunnels(weft::Server& server) {
  server.connect("connect-echo", "/tunnel", [](weft::Context& c) -> weft::Task<> {
    auto stream = c.open_tunnel();
    while (const auto octets = co_await c.body().read()) co_await stream.write(*octets);
  });
}

// --- they run --------------------------------------------------------------------------------------------------------

struct Way {
  const char* name;
  bool is_secure;
  weft::http::Version version;
};

class RequestsGuide : public testing::TestWithParam<Way> {
 protected:
  RequestsGuide() : server({.threads = 1, .signals = weft::Signals::ignore}) {
    folder = testing::TempDir() + fmt::format("requests_guide_{}", ::getpid());
    std::filesystem::create_directory(folder);
    queries(server);
    parameters(server);
    failures(server);
    cookies(server);
    forms(server);
    uploads(server, folder);
    json(server);
    tunnels(server);
    if (GetParam().is_secure) {
      server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
    } else {
      server.listen("http://127.0.0.1:0");
    }
    server.start();
    weft::ClientOptions options;
    options.insecure = true;
    options.cookies = weft::CookieJar();
    client.emplace(options);
  }
  ~RequestsGuide() override {
    server.stop();
    server.wait();
    std::filesystem::remove_all(folder);
  }

  weft::ClientRequest by_version(weft::ClientRequest request) const {
    return std::move(request.version(GetParam().version, weft::VersionPolicy::exact));
  }
  weft::ClientRequest get(const std::string& path) {
    return by_version(client->get(server.endpoints().front().url + path));
  }
  weft::ClientRequest post(const std::string& path) {
    return by_version(client->post(server.endpoints().front().url + path));
  }
  std::string told(auto&& request) const {
    const auto result = request.wait();
    if (!result) return result.error().text();
    EXPECT_EQ(result->version, GetParam().version);
    return fmt::format("{} {}", weft::http::code(result->status), result->body);
  }

  weft::Server server;
  std::optional<weft::Client> client;
  std::string folder;
};

TEST_P(RequestsGuide, queries_and_paths_are_read) {
  EXPECT_EQ(told(get("/search?q=two+words&page=3")), "200 two words on page 3");
  EXPECT_EQ(told(get("/search")), "200  on page 1");
  EXPECT_EQ(told(get("/search?page=x")),
            "400 400 Bad Request\n\"page\" in the query is not a whole number from -2147483648 to 2147483647\n");
  EXPECT_EQ(told(get("/items/12")), "200 item 12");
  EXPECT_THAT(told(get("/items/-1")), HasSubstr("404 "));
  EXPECT_EQ(told(get("/orders/7")), "200 order 7");
  EXPECT_EQ(told(get("/orders/8")), "404 404 Not Found\nthere is no such order\n");
  EXPECT_THAT(told(get("/orders/x")), HasSubstr("400 "));
}

TEST_P(RequestsGuide, cookies_come_and_go) {
  EXPECT_THAT(told(get("/account")), HasSubstr("403 "));
  EXPECT_EQ(told(post("/login")), "204 ");
  EXPECT_EQ(told(get("/account")), "200 session 31d4d96e407aad42");
  EXPECT_EQ(told(post("/logout")), "204 ");
  EXPECT_THAT(told(get("/account")), HasSubstr("403 "));
}

TEST_P(RequestsGuide, forms_are_read) {
  EXPECT_EQ(told(post("/orders").form({{"item", "J\xc3\xbcrgen's & Co."}, {"number", "2"}})),
            "200 2 of J\xc3\xbcrgen's & Co.");
  EXPECT_EQ(told(post("/orders").form({{"item", "a"}})), "400 400 Bad Request\n\"number\" is missing in the form\n");
  EXPECT_THAT(told(post("/orders").json("{}")), HasSubstr("415 "));
  EXPECT_THAT(told(post("/orders").form({{"item", std::string(20'000, 'x')}})), HasSubstr("413 "));
}

TEST_P(RequestsGuide, files_are_saved) {
  const std::string photo(100'000, '\n');
  weft::Multipart form;
  form.text("title", "On the \"beach\"").file_of("photo", "../../a b.jpg", photo).text("other", "dropped");
  EXPECT_EQ(told(post("/photos").multipart(std::move(form))), "200 On the \"beach\": 100000 octets");
  std::ifstream saved(folder + "/a b.jpg");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(saved), {}), photo);
  EXPECT_THAT(told(post("/photos").form({{"title", "a"}})), HasSubstr("415 "));
  EXPECT_EQ(told(post("/photos").body("--B\r\n", "multipart/form-data; boundary=B")),
            "400 400 Bad Request\nthe form ends before its last boundary\n");
  weft::Multipart long_title;
  long_title.text("title", std::string(1001, 'x'));
  EXPECT_THAT(told(post("/photos").multipart(std::move(long_title))), HasSubstr("413 "));
}

TEST_P(RequestsGuide, json_is_read_and_written) {
  EXPECT_EQ(told(post("/api/orders").json(R"({"item": "a", "number": 3})")), R"(201 {"item":"a","number":3})");
  EXPECT_EQ(told(post("/api/orders").json("{\n  \"item\": x}")), "400 400 Bad Request\nthe body is not JSON at 2:11\n");
  EXPECT_THAT(told(post("/api/orders").json("{}")), HasSubstr("400 "));
  EXPECT_THAT(told(post("/api/orders").body("{}", "text/plain")), HasSubstr("415 "));
  EXPECT_THAT(told(post("/api/orders").json(std::string(70'000, ' '))), HasSubstr("413 "));
}

// Nothing but a CONNECT of its protocol sees a tunnel: weft/server/connect_test.cpp has one.
TEST_P(RequestsGuide, tunnels_are_not_for_other_methods) {
  EXPECT_THAT(told(get("/tunnel")), HasSubstr("404 "));
}

INSTANTIATE_TEST_SUITE_P(each_version, RequestsGuide,
                         testing::Values(Way{"h1", false, weft::http::Version::http11},
                                         Way{"h2c", false, weft::http::Version::http2},
                                         Way{"h2", true, weft::http::Version::http2}),
                         [](const auto& way) { return way.param.name; });

}  // namespace requests_guide
