#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include <weft/server/control/status.hpp>
#include <weft/session/reason.hpp>

namespace weft::server {
namespace status_json_test {

using nlohmann::json;

json json_of(const ServerStatus& status) {
  return json::parse(to_json(status));
}

TEST(StatusJson, tells_version_phase_and_age) {
  const json told = json_of({.phase = ServerPhase::draining,
                             .since = ServerStatus::Clock::from_time_t(1'700'000'000),
                             .uptime = std::chrono::milliseconds(1500)});
  EXPECT_EQ(told["version"], std::string(library_version()));
  EXPECT_EQ(told["phase"], "draining");
  EXPECT_EQ(told["since"], "2023-11-14T22:13:20Z");
  EXPECT_EQ(told["uptime_seconds"], 1.5);
}

TEST(StatusJson, tells_endpoints_sites_and_certificates) {
  ServerStatus status;
  status.endpoints = {{.url = "https://127.0.0.1:1", .secure = true},
                      {.url = "unix:/a", .protocols = {.http1 = false}}};
  status.sites = {{.name = "org", .hosts = {"example.org"}}};
  status.certificates = {
      {.names = {"a.test"}, .source = "a.pem", .expires = ServerStatus::Clock::from_time_t(1'700'000'000)}};
  const json told = json_of(status);
  EXPECT_EQ(told["endpoints"][0]["protocols"], (json{"h2", "http/1.1"}));
  EXPECT_EQ(told["endpoints"][1], (json{{"url", "unix:/a"}, {"protocols", {"h2c"}}}));
  EXPECT_EQ(told["sites"], json::parse(R"([{"name": "org", "hosts": ["example.org"]}])"));
  EXPECT_EQ(told["certificates"][0]["expires"], "2023-11-14T22:13:20Z");
}

TEST(StatusJson, tells_what_was_counted) {
  Metrics metrics;
  metrics.count_request({.version = http::Version::http2,
                         .status = 200,
                         .traffic = {.received = 20, .sent = 10},
                         .taken = std::chrono::milliseconds(250)});
  metrics.count_request({.version = http::Version::http11, .reason = session::Reason::no_response});
  metrics.count_opened({.fallback = session::Fallback::cleartext, .has_spoken = true});
  metrics.count_closed({}, session::Reason::write_stall);
  ServerStatus status{.connections = 3, .most_connections = 9, .refused_by_limit = 1};
  metrics.add_to(status.figures);
  const json told = json_of(status);
  EXPECT_EQ(told["requests"]["total"], 2);
  EXPECT_EQ(told["requests"]["version"]["HTTP/2"], 1);
  EXPECT_EQ(told["requests"]["status"], (json{{"2xx", 1}, {"none", 1}}));
  EXPECT_EQ(told["requests"]["cut"], (json{{"no_response", 1}}));
  EXPECT_EQ(told["requests"]["sent_bytes"], 10);
  EXPECT_EQ(told["requests"]["received_bytes"], 20);
  EXPECT_EQ(told["requests"]["duration_seconds"], 0.25);
  EXPECT_EQ(told["connections"]["open"], 3);
  EXPECT_EQ(told["connections"]["limit"], 9);
  EXPECT_EQ(told["connections"]["opened"]["HTTP/1.1"], 1);
  EXPECT_EQ(told["connections"]["fallback"], (json{{"cleartext", 1}}));
  EXPECT_EQ(told["connections"]["closed"], (json{{"write_stall", 1}}));
  EXPECT_EQ(told["connections"]["refused"]["limit"], 1);
  EXPECT_EQ(told["waits_seconds"]["stream_window"], 0);
}

// A path is octets, and JSON is UTF-8.
TEST(StatusJson, is_text_whatever_files_are_called) {
  ServerStatus status;
  status.certificates = {{.source = "/tmp/\xff\"\n"}};
  EXPECT_EQ(json_of(status)["certificates"][0]["source"], "/tmp/\xef\xbf\xbd\"\n");
}

TEST(StatusJson, tells_rates_as_they_may_be_sent_back) {
  const Bandwidth bandwidth{.server = {.sending = 1000}, .request = {.receiving = 7}};
  const json told = json_of({.bandwidth = bandwidth})["bandwidth"];
  EXPECT_EQ(parse_bandwidth(told.dump()), bandwidth);
}

}  // namespace status_json_test
}  // namespace weft::server
