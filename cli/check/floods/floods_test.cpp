// Floods against a server in the same process, over sockets.
#include <cli/check/floods/floods.hpp>

#include <unistd.h>

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

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
  Floods() : server_({.threads = 1, .signals = Signals::ignore}) {
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
