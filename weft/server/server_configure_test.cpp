#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fmt/format.h>
#include <weft/io/issued_certificate_test.hpp>
#include <weft/server/client_test.hpp>
#include <weft/server/config/config.hpp>

namespace weft::server {
namespace server_configure_test {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Configure : public ServerTest {
 protected:
  void SetUp() override {
    for (const auto* name : {"one", "two"}) {
      fs::create_directories(folder / name);
      std::ofstream(folder / name / "index.html") << name;
    }
  }
  void TearDown() override {
    server.reset();
    fs::remove_all(folder);
  }

  void configure(const std::string& text) {
    auto config = Config::from_json(text, folder);
    config.options.threads = 1;
    server->configure(config);
  }
  std::string refusal_of(const std::string& text) {
    try {
      configure(text);
    } catch (const std::exception& wrong) {
      return wrong.what();
    }
    return "none";
  }
  std::string body_at(std::string_view host, std::string_view path = "/") {
    TestClient client(server->endpoints().front());
    client.send(fmt::format("GET {} HTTP/1.1\r\nhost: {}\r\n\r\n", path, host));
    return client.read_response().body;
  }

  const fs::path folder = fs::path(testing::TempDir()) / fmt::format("weft_configure_{}", ::getpid());
};

const std::string two_sites = R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } },
  "Sites": { "one": { "Root": "one" }, "two": { "Hosts": ["two.test", "*.two.test"], "Root": "two" } } })";

TEST_F(Configure, serves_each_site_to_its_hosts_and_the_first_to_all_others) {
  configure(two_sites);
  server->start();
  EXPECT_EQ(body_at("two.test"), "two");
  EXPECT_EQ(body_at("a.TWO.test:80"), "two");
  EXPECT_EQ(body_at("one.test"), "one");
}

TEST_F(Configure, leaves_the_routes_of_the_program_on_every_site) {
  server->get("/api", [](Context& c) { c.text("api"); });
  configure(two_sites);
  server->start();
  EXPECT_EQ(body_at("two.test", "/api"), "api");
  EXPECT_EQ(body_at("one.test", "/api"), "api");
}

TEST_F(Configure, keeps_the_site_of_a_request_that_waits) {
  server->get("/wait", [](Context& c) -> Task<> {
    co_await c.sleep(std::chrono::milliseconds(1));
    c.file("index.html");
  });
  configure(two_sites);
  server->start();
  EXPECT_EQ(body_at("two.test", "/wait"), "two");
}

TEST_F(Configure, reads_bodies_at_a_sink) {
  configure(R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } }, "Sites": { "one": { "Sink": "/up" } } })");
  EXPECT_EQ(request("POST /up", "content-length: 5\r\n", "12345").body, "5\n");
}

// The lines of a file that are no directives, once the server has ended.
std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) lines.push_back(line);
  }
  return lines;
}

TEST_F(Configure, writes_the_lines_of_each_site_to_its_logs) {
  configure(R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } },
    "Log": { "Path": "main.log", "Fields": "cs-host" },
    "Logs": { "all": { "Path": "all.log", "Format": "json", "Fields": "cs-host sc-status" } },
    "Sites": {
      "one": { "Root": "one" },
      "two": { "Hosts": ["two.test"], "Root": "two", "Log": { "Path": "two.log", "Fields": "cs-uri-stem cs-host" },
               "Logs": { "brief": { "Path": "brief.log", "Fields": "sc-status" } } },
      "three": { "Hosts": ["three.test"], "Log": { "Path": "none" } },
      "four": { "Hosts": ["four.test"], "Log": { "Path": "two.log", "Fields": "cs-uri-stem cs-host" } } } })");
  server->get("/wait", [](Context& c) -> Task<> {
    co_await c.sleep(std::chrono::milliseconds(1));
    c.text("done");
  });
  server->start();
  for (const auto* host : {"one.test", "two.test", "three.test", "four.test"}) body_at(host);
  body_at("two.test", "/wait");
  // Nobody knows which host it has asked.
  TestClient refused(server->endpoints().front());
  refused.send("GET /refused HTTP/1.1\r\nhost: two.test\r\ncontent-length: x\r\n\r\n");
  refused.read_to_end();
  server->drain();
  server->wait();
  using testing::UnorderedElementsAre;
  EXPECT_THAT(lines_of(folder / "main.log"), UnorderedElementsAre("one.test", "-"));
  EXPECT_THAT(lines_of(folder / "two.log"), UnorderedElementsAre("/ two.test", "/ four.test", "/wait two.test"));
  EXPECT_THAT(lines_of(folder / "brief.log"), UnorderedElementsAre("200", "200"));
  EXPECT_THAT(
      lines_of(folder / "all.log"),
      UnorderedElementsAre(R"({"cs-host":"one.test","sc-status":200})", R"({"cs-host":"two.test","sc-status":200})",
                           R"({"cs-host":"three.test","sc-status":404})", R"({"cs-host":"four.test","sc-status":404})",
                           R"({"cs-host":"two.test","sc-status":200})", R"({"sc-status":400})"));
}

TEST_F(Configure, refuses_two_logs_of_different_kinds_for_one_file) {
  EXPECT_THAT(refusal_of(R"({ "Log": { "Path": "a.log" }, "Logs": { "b": { "Path": "a.log", "Format": "json" } } })"),
              HasSubstr("a.log\" was named before, with another format"));
}

TEST_F(Configure, opens_each_log_anew) {
  configure(
      R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } }, "Log": { "Path": "main.log", "Fields": "cs-host" },
    "Sites": { "one": { "Root": "one" },
               "two": { "Hosts": ["two.test"], "Root": "two", "Log": { "Path": "two.log", "Fields": "cs-host" } } } })");
  server->start();
  fs::rename(folder / "main.log", folder / "main.old");
  fs::rename(folder / "two.log", folder / "two.old");
  EXPECT_TRUE(server->reopen_log());
  body_at("one.test");
  body_at("two.test");
  server->drain();
  server->wait();
  EXPECT_THAT(lines_of(folder / "main.log"), testing::ElementsAre("one.test"));
  EXPECT_THAT(lines_of(folder / "two.log"), testing::ElementsAre("two.test"));
}

TEST_F(Configure, takes_the_client_of_a_connection_from_the_header_of_a_trusted_proxy) {
  server->get("/who", [](Context& c) { c.text(fmt::format("{} {}", c.client_address(), c.peer().port)); });
  configure(
      R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0", "ProxyProtocol": { "Trusted": ["127.0.0.1"] } } } })");
  server->start();
  TestClient client(server->endpoints().front());
  client.send("PROXY TCP4 192.0.2.1 10.0.0.2 4711 443\r\nGET /who HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_EQ(client.read_response().body, "192.0.2.1 4711");
  EXPECT_EQ(client.request("GET /who").body, "192.0.2.1 4711");
}

TEST_F(Configure, takes_the_client_of_a_request_from_the_field_of_a_trusted_proxy) {
  server->get("/who", [](Context& c) { c.text(std::string(c.client_address())); });
  configure(R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } }, "TrustedProxies": ["127.0.0.1"],
                 "ForwardedField": "Forwarded" })");
  server->start();
  EXPECT_EQ(request("GET /who", "forwarded: for=192.0.2.1\r\nx-forwarded-for: 192.0.2.2\r\n").body, "192.0.2.1");
}

TEST_F(Configure, without_sites_has_those_of_the_program) {
  server->get("/", [](Context& c) { c.text("program"); });
  configure(R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } } })");
  server->start();
  EXPECT_EQ(body_at("any.test"), "program");
}

TEST_F(Configure, speaks_the_versions_of_the_endpoint) {
  configure(
      R"({ "EndpointDefaults": { "Protocols": "Http2" }, "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } } })");
  server->start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_FALSE(client.read_to_end().starts_with("HTTP/1.1"));
}

TEST_F(Configure, gives_each_site_its_own_fallback_and_fields_of_the_same_folder) {
  configure(R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } }, "Sites": {
    "one": { "Hosts": ["one.test"], "Root": "one", "Fallback": "index.html", "Headers": { "*": { "x-a": "1" } } },
    "two": { "Hosts": ["two.test"], "Root": "one" } } })");
  server->start();
  EXPECT_EQ(body_at("one.test", "/users"), "one");
  EXPECT_NE(body_at("two.test", "/users"), "one");
  EXPECT_EQ(body_at("two.test"), "one");
  EXPECT_EQ(request("GET /", "x: y\r\n").field("x-a"), "1");
}

TEST_F(Configure, gives_a_site_redirects_pages_of_errors_listings_and_priorities) {
  std::ofstream(folder / "one" / "404.html") << "lost";
  fs::create_directories(folder / "one" / "sub");
  server->get("/fails", [](Context&) { throw std::runtime_error("on purpose"); });
  configure(R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } }, "Sites": { "one": { "Root": "one",
    "Redirects": [ { "From": "/old/{rest...}", "To": "/new/{rest}", "Status": 301 } ],
    "ErrorPages": { "404": "/404.html", "500": "/missing.html" }, "Listing": true,
    "Priorities": [ { "Match": "text/html", "Priority": "u=1" } ] } } })");
  server->start();
  const auto moved = request("GET /old/a");
  EXPECT_EQ(moved.status(), 301);
  EXPECT_EQ(moved.field("location"), "/new/a");
  const auto lost = request("GET /nowhere", "range: bytes=0-1\r\n");
  EXPECT_EQ(lost.status(), 404);
  EXPECT_EQ(lost.body, "lost");
  EXPECT_EQ(lost.field("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(request("DELETE /nowhere").status(), 405);
  const auto failed = request("GET /fails");
  EXPECT_EQ(failed.status(), 500);
  EXPECT_THAT(failed.body, HasSubstr("500 Internal Server Error"));
  EXPECT_THAT(request("GET /sub/").body, HasSubstr("<h1>/sub/</h1>"));
  EXPECT_EQ(request("GET /").field("priority"), "u=1");
  EXPECT_EQ(request("GET /", "accept-encoding: br\r\n").field("vary"), "");
}

TEST_F(Configure, compresses_what_a_site_serves) {
  std::ofstream(folder / "one" / "a.txt") << std::string(5000, 'x');
  server->get("/handler", [](Context& c) { c.text(std::string(5000, 'x')); });
  configure(R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } }, "Sites": {
    "one": { "Hosts": ["test"], "Root": "one", "Compression": { "Codings": ["gzip"] } }, "two": { "Hosts": ["two.test"], "Root": "one" } } })");
  server->start();
  for (const auto* path : {"/a.txt", "/handler"}) {
    const auto response = request(fmt::format("GET {}", path), "accept-encoding: br, gzip\r\n");
    EXPECT_EQ(response.field("content-encoding"), "gzip") << path;
    EXPECT_LT(response.body.size(), 100u) << path;
  }
  TestClient client(server->endpoints().front());
  client.send("GET /a.txt HTTP/1.1\r\nhost: two.test\r\naccept-encoding: gzip\r\n\r\n");
  EXPECT_EQ(client.read_response().body.size(), 5000u);
}

// RFC 9110 15.5.20: no handshake has asked for a certificate.
TEST_F(Configure, serves_a_site_that_needs_certificates_of_clients_to_nobody_without_tls) {
  const std::string authorities = io::test::Authority("ours").file();
  configure(fmt::format(R"({{ "Endpoints": {{ "a": {{ "Url": "http://127.0.0.1:0" }} }}, "Sites": {{
    "one": {{ "Root": "one", "ClientCertificate": {{ "Mode": "Request", "Authorities": "{0}" }} }},
    "two": {{ "Hosts": ["two.test"], "Root": "two", "ClientCertificate": {{ "Authorities": "{0}" }} }},
    "three": {{ "Hosts": ["three.test"], "ClientCertificate": {{ "Authorities": "{0}" }},
                "Redirects": [{{ "From": "/{{rest...}}", "To": "https://{{host}}/{{rest}}", "Scheme": "http" }}] }} }} }})",
                        authorities));
  server->start();
  const auto status_at = [&](std::string_view host) {
    TestClient client(server->endpoints().front());
    client.send(fmt::format("GET / HTTP/1.1\r\nhost: {}\r\n\r\n", host));
    return client.read_response().status();
  };
  EXPECT_EQ(status_at("one.test"), 200);
  EXPECT_EQ(status_at("two.test"), 421);
  EXPECT_EQ(status_at("three.test"), 308);
}

TEST_F(Configure, says_where_the_file_is_wrong) {
  const std::string site = "{\"Sites\": {\"a\": {\n";
  EXPECT_THAT(refusal_of(site + "\"Root\": \"one\",\n\"Fallback\": \"none.html\"}}}"),
              HasSubstr("3:13: the fallback \"none.html\": expected a file below "));
  EXPECT_THAT(refusal_of(site + "\"Fallback\": \"index.html\"}}}"),
              HasSubstr("2:13: Fallback is for a site with Root"));
  EXPECT_THAT(refusal_of(site + "\"Headers\": {\"*\": {}}}}}"), HasSubstr("2:12: Headers is for a site with Root"));
  EXPECT_THAT(refusal_of(site + "\"Listing\": true}}}"), HasSubstr("2:12: Listing is for a site with Root"));
  EXPECT_THAT(refusal_of(site + "\"ErrorPages\": {\"404\": \"/a\"}}}}"),
              HasSubstr("2:15: ErrorPages is for a site with Root"));

  EXPECT_THAT(refusal_of("{\"Sites\": {\"a\": {\n\"Root\": \"none\"}}}"), HasSubstr("2:9: "));
  EXPECT_THAT(refusal_of("{\"Endpoints\": {\"a\": {\n\"Url\": \"https://*:0\"}}}"),
              HasSubstr("2:8: endpoint \"https://*:0\": https needs a certificate"));
  const auto no_file =
      refusal_of("{\"Endpoints\": {\"a\": {\"Url\": \"https://*:0\",\n\"Certificate\": {\"Path\": \"none.pfx\"}}}}");
  EXPECT_THAT(no_file, HasSubstr("2:25: "));
  EXPECT_THAT(no_file, HasSubstr("none.pfx: cannot be read"));
  EXPECT_THAT(refusal_of("{\"Endpoints\": {\"a\": {\"Url\": \"https://*:0\", \"Sni\": {\n\"a.test\": {}}}}}"),
              HasSubstr("2:11: neither \"a.test\" nor its endpoint has a certificate"));
  const auto no_authorities = refusal_of(site + "\"ClientCertificate\": {\"Authorities\": \"none.pem\"}}}}");
  EXPECT_THAT(no_authorities, HasSubstr("2:38: "));
  EXPECT_THAT(no_authorities, HasSubstr("none.pem: no certificates of authorities in it"));
  EXPECT_THAT(refusal_of("{\"Log\": {\n\"Path\": \"/no/such/folder/log\"}}"), HasSubstr("2:9: "));
}

TEST_F(Configure, comes_before_the_start) {
  start();
  EXPECT_THROW(server->configure({}), std::logic_error);
}

}  // namespace server_configure_test
}  // namespace weft::server
