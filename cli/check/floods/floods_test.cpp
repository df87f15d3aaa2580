// Floods against a server in the same process, over sockets.
#include <cli/check/floods/floods.hpp>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include <cli/check/floods/findings_test.hpp>
#include <weft/server/server.hpp>

namespace weft::cli::check {
namespace {

Task<> take_content(Context& c) {
  const auto text = co_await c.body().text(100'000);
  if (!text) co_return c.error(text.error());
  c.text("taken");
}

class Floods : public testing::Test {
 protected:
  explicit Floods(const ServerOptions& options = {.threads = 1, .signals = Signals::ignore}) : server_(options) {
    server_.get("/", [](Context& c) { c.text(std::string(70'000, 'x')); });
    server_.post("/", take_content);
    server_.listen("http://127.0.0.1:0");
    server_.start();
  }
  ~Floods() override {
    server_.stop();
    server_.wait();
  }

  Server server_;
};

// A server whose limits meet honest traffic.
class FloodsOfAStrictServer : public Floods {
 protected:
  static ServerOptions options() {
    ServerOptions options{.threads = 1, .signals = Signals::ignore, .connections = 50};
    options.connection.h2.limits.pings = 10;
    return options;
  }
  FloodsOfAStrictServer() : Floods(options()) {}
};

std::vector<const conformance::Abuse*> all_floods() {
  std::vector<const conformance::Abuse*> all;
  for (const conformance::Abuse& one : conformance::abuses()) all.push_back(&one);
  return all;
}

// Floods that keep to what a peer may do for a while.
const std::set<std::string_view> may_go_on{"abuse/data-dribble", "abuse/padding",      "abuse/tiny-data",
                                           "abuse/no-preface",   "abuse/half-preface", "abuse/no-settings",
                                           "abuse/slow-fields",  "abuse/slow-content", "abuse/unread-socket"};

TEST_F(Floods, are_ended_by_our_server_which_serves_others_and_the_twins) {
  const FloodFindings findings = perform(place_of(server_.endpoints().front().url, {}), all_floods(), {});
  EXPECT_EQ(findings.unreachable, "");
  for (const FloodFinding& finding : findings.floods) {
    SCOPED_TRACE(finding.one->flood.id);
    if (finding.one->beneath_tls) {
      EXPECT_EQ(finding.found, "TLS");
      continue;
    }
    EXPECT_NE(finding.fate, Fate::not_tried) << finding.found;
    EXPECT_TRUE(finding.fate == Fate::ended || may_go_on.contains(finding.one->flood.id)) << finding.found;
    EXPECT_GE(finding.alike, 1u);
    EXPECT_LE(finding.alike, finding.one->connections);
    EXPECT_GT(finding.served, 0u);
    EXPECT_EQ(finding.unserved, 0u);
    ASSERT_TRUE(finding.twin);
    EXPECT_EQ(to_string(finding.twin->verdict), "exact") << finding.twin->found;
    EXPECT_NE(finding.exchange, "");
    EXPECT_EQ(finding.recording, "");
    EXPECT_FALSE(finding.cost);
  }
}

TEST_F(Floods, have_a_cost_where_the_process_is_known) {
  const FloodFindings findings =
      perform(place_of(server_.endpoints().front().url, {}), {all_floods().front()}, {.pid = ::getpid()});
  ASSERT_TRUE(findings.floods.at(0).cost);
  EXPECT_GE(findings.floods[0].cost->cpu, Duration());
}

TEST_F(Floods, are_recorded_where_recordings_are_wanted) {
  Place place = place_of(server_.endpoints().front().url, {});
  place.recorded = true;
  const FloodFindings findings = perform(place, {all_floods().front()}, {});
  EXPECT_NE(findings.floods.at(0).recording, "");
  EXPECT_NE(findings.floods[0].twin_recording, "");
}

TEST_F(FloodsOfAStrictServer, tell_a_twin_that_was_not_served) {
  const FloodFindings findings = perform(place_of(server_.endpoints().front().url, {}),
                                         {&abuse_of("abuse/ping"), &abuse_of("abuse/settings")}, {});
  const FloodFinding& pings = findings.floods.at(0);
  ASSERT_TRUE(pings.twin);
  EXPECT_EQ(pings.twin->verdict, conformance::Verdict::wrong);
  EXPECT_THAT(pings.exchange, testing::HasSubstr("ENHANCE_YOUR_CALM"));
  EXPECT_THAT(unmet(pings), testing::ElementsAre(testing::StartsWith("honest traffic is served: PING ACK ")));
  EXPECT_TRUE(holds(findings.floods.at(1)));
  EXPECT_FALSE(holds(findings));
}

// The flood leaves no room for others.
TEST_F(FloodsOfAStrictServer, end_where_others_are_not_served_behind_one) {
  const FloodFindings findings = perform(place_of(server_.endpoints().front().url, {}),
                                         {&abuse_of("abuse/no-preface"), &abuse_of("abuse/ping")}, {});
  EXPECT_EQ(findings.unreachable, "no request of another was answered behind a flood");
  const FloodFinding& crowd = findings.floods.at(0);
  EXPECT_GT(crowd.unserved, 0u);
  EXPECT_FALSE(crowd.twin);
  EXPECT_THAT(unmet(crowd), testing::Contains("every request of others is answered"));
  EXPECT_EQ(findings.floods.at(1).fate, Fate::not_tried);
}

TEST(FloodsOfNobody, say_that_nobody_is_there) {
  // Port 1 of this machine.
  const FloodFindings findings = perform(place_of("http://127.0.0.1:1", {}), all_floods(), {});
  EXPECT_TRUE(findings.floods.empty());
  EXPECT_NE(findings.unreachable, "");
  EXPECT_FALSE(holds(findings));
}

TEST(FloodsGrowth, may_be_larger_where_there_are_many_connections) {
  EXPECT_EQ(most_growth(1), 16 * 1024 * 1024);
  EXPECT_EQ(most_growth(9), 17 * 1024 * 1024);
}

FloodFinding borne() {
  FloodFinding finding;
  finding.one = &conformance::abuses().front();
  finding.fate = Fate::borne;
  finding.served = 1;
  finding.twin = conformance::Judgement();
  return finding;
}

TEST(FloodFinding, fails_where_others_or_the_twin_are_not_served) {
  EXPECT_TRUE(holds(borne()));
  FloodFinding others = borne();
  others.unserved = 1;
  EXPECT_FALSE(holds(others));
  FloodFinding honest = borne();
  honest.twin->verdict = conformance::Verdict::wrong;
  EXPECT_FALSE(holds(honest));
  honest.twin.reset();
  EXPECT_FALSE(holds(honest));
}

// Its own connections were refused, and so were those of others.
TEST(FloodFinding, fails_where_nobody_got_a_connection) {
  FloodFinding finding = borne();
  finding.fate = Fate::not_tried;
  EXPECT_TRUE(holds(finding));
  finding.unserved = 1;
  EXPECT_FALSE(holds(finding));
}

TEST(FloodFinding, fails_where_memory_grows_without_bound) {
  FloodFinding finding = borne();
  finding.cost = Cost{.memory = most_growth(1)};
  EXPECT_TRUE(holds(finding));
  finding.cost->memory += 1;
  EXPECT_FALSE(holds(finding));
  finding.cost = Cost{.peak = most_growth(1) + 1};
  EXPECT_FALSE(holds(finding));
}

}  // namespace
}  // namespace weft::cli::check
