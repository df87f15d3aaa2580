#include <cli/status/snapshot.hpp>

#include <gmock/gmock.h>

#include <stdexcept>

#include <weft/server/control/status.hpp>

namespace weft::cli::status {
namespace snapshot_test {

using testing::Contains;
using testing::ElementsAre;
using testing::Pair;

// The tool reads the text that the server writes.
TEST(Snapshot, is_what_a_server_tells) {
  server::Metrics metrics;
  http::SidedWaits waits;
  waits.times[http::Wait::socket] = std::chrono::seconds(2);
  metrics.count_request({.version = http::Version::http2,
                         .status = 200,
                         .traffic = {.received = 20, .sent = 10},
                         .taken = std::chrono::milliseconds(250),
                         .waits = waits});
  server::ServerStatus told{.uptime = std::chrono::seconds(60), .threads = 2, .connections = 3, .most_connections = 9};
  told.endpoints = {{.url = "https://127.0.0.1:1", .secure = true}};
  told.sites = {{.name = "org", .hosts = {"a.test", "b.test"}}};
  told.refused_by_system = 5;
  told.memory = {.in_use = 7, .limit = 8, .pressure = server::Pressure::high, .shed = {1, 0, 0, 0}};
  metrics.add_to(told.figures);

  const Snapshot read = parse_snapshot(to_json(told));
  EXPECT_EQ(read.version, server::library_version());
  EXPECT_EQ(read.phase, "serving");
  EXPECT_EQ(read.uptime, 60);
  EXPECT_EQ(read.threads, 2u);
  EXPECT_THAT(read.endpoints, ElementsAre(Pair("https://127.0.0.1:1", "h2, http/1.1")));
  EXPECT_THAT(read.sites, ElementsAre(Pair("org", "a.test, b.test")));
  EXPECT_EQ(read.open, 3u);
  EXPECT_EQ(read.limit, 9u);
  EXPECT_THAT(read.refused, Contains(Pair("system", 5)));
  EXPECT_EQ(read.memory, 7u);
  EXPECT_EQ(read.memory_limit, 8u);
  EXPECT_EQ(read.pressure, "high");
  EXPECT_THAT(read.shed, Contains(Pair("idle_connection", 1)));
  EXPECT_EQ(read.requests, 1u);
  EXPECT_THAT(read.versions, Contains(Pair("HTTP/2", 1)));
  EXPECT_THAT(read.statuses, ElementsAre(Pair("2xx", 1)));
  EXPECT_EQ(read.sent, 10u);
  EXPECT_EQ(read.received, 20u);
  EXPECT_EQ(read.duration, 0.25);
  EXPECT_THAT(read.waits, Contains(Pair("socket", 2.0)));
}

TEST(Snapshot, shows_no_control_character) {
  server::ServerStatus told;
  told.sites = {{.name = "\x1b[2Jorg", .hosts = {}}};
  EXPECT_EQ(parse_snapshot(to_json(told)).sites.front().first, "\\x1b[2Jorg");
}

TEST(Snapshot, is_not_any_text) {
  EXPECT_THROW(parse_snapshot("<html>"), std::runtime_error);
  EXPECT_THROW(parse_snapshot("{}"), std::runtime_error);
  EXPECT_THROW(parse_snapshot(R"({"version": 1})"), std::runtime_error);
}

}  // namespace snapshot_test
}  // namespace weft::cli::status
