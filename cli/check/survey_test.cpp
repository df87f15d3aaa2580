// Cases against a server in the same process, over sockets.
#include <cli/check/survey.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <weft/server/server.hpp>

namespace weft::cli::check {
namespace {

using conformance::Case;
using conformance::Script;

Task<> take_content(Context& c) {
  const auto text = co_await c.body().text(100'000);
  if (!text) co_return c.error(text.error());
  c.text("taken");
}

class Survey : public testing::Test {
 protected:
  Survey() : server_({.threads = 1, .signals = Signals::ignore}) {
    server_.get("/", [](Context& c) { c.text(std::string(70'000, 'x')); });
    server_.get("/long", [](Context& c) { c.text(std::string(2'000'000, 'x')); });
    // It waits for the content, so that a stream is open as long as its request is.
    server_.post("/", take_content);
    server_.listen("http://127.0.0.1:0");
    server_.start();
  }
  ~Survey() override {
    server_.stop();
    server_.wait();
  }

  Findings run(const std::vector<const Case*>& cases) {
    return survey(place_of(server_.endpoints().front().url, {}), cases, {});
  }

  Server server_;
};

std::vector<const Case*> meant_by(std::string_view only) {
  std::vector<const Case*> cases;
  for (const Case& one : conformance::server_cases()) {
    if (is_meant(only, one)) cases.push_back(&one);
  }
  return cases;
}

TEST_F(Survey, finds_that_our_server_keeps_a_section_to_the_letter) {
  const Findings findings = run(meant_by("6.9"));
  EXPECT_EQ(findings.unreachable, "");
  EXPECT_GT(findings.cases.size(), 10u);
  for (const Finding& finding : findings.cases) {
    EXPECT_EQ(to_string(finding.sort), "exact") << finding.one->id << ": " << finding.found;
  }
}

TEST_F(Survey, learns_what_the_server_can_do_first) {
  const Findings findings = run(meant_by("7"));
  EXPECT_EQ(findings.peer.body, 70'000u);
  EXPECT_LT(findings.peer.max_concurrent_streams, conformance::Peer::no_limit);
}

// It wants a thing that is wrong, so the server fails it.
const Case unfair{
    "0/unfair", "PING", {}, conformance::connection_error(frame::ErrorCode::protocol_error), [](Script& s) {
      s.sends().ping(7);
    }};

TEST_F(Survey, tells_what_a_server_did_that_fails) {
  const Findings findings = run({&unfair});
  ASSERT_EQ(findings.cases.size(), 1u);
  const Finding& finding = findings.cases[0];
  EXPECT_EQ(finding.sort, Sort::wrong);
  EXPECT_EQ(finding.found, "no error, and the connection goes on");
  EXPECT_EQ(finding.expected, "GOAWAY PROTOCOL_ERROR");
  EXPECT_THAT(finding.exchange, testing::HasSubstr("PING"));
  EXPECT_FALSE(finding.flaky);
}

TEST_F(Survey, does_not_try_what_the_server_does_not_offer) {
  static const Case greedy{"0/greedy", "a request", {}, conformance::goes_on(), [](Script&) {}, {.body = 1'000'000}};
  const Findings findings = run({&greedy});
  EXPECT_EQ(findings.cases.at(0).sort, Sort::not_tried);
  EXPECT_EQ(findings.cases.at(0).found, "an answer to a GET that is long enough");
}

TEST_F(Survey, asks_for_no_answer_that_is_longer_than_the_room_for_it) {
  const Findings findings = survey(place_of(server_.endpoints().front().url + "/long", {}), {&unfair}, {});
  EXPECT_TRUE(findings.cases.empty());
  EXPECT_THAT(findings.unreachable, testing::StartsWith("the answer has more than 1000000 octets"));
}

// A server that stops when a path is asked for, and can be started again at the same port.
class Mortal : public testing::Test {
 protected:
  Mortal() { live("http://127.0.0.1:0"); }
  ~Mortal() override {
    for (const auto& life : lives_) life->stop();
    for (const auto& life : lives_) life->wait();
  }

  void live(const std::string& where) {
    auto server = std::make_unique<Server>(ServerOptions{.threads = 1, .signals = Signals::ignore});
    server->get("/", [](Context& c) { c.text("alive"); });
    server->get("/die", [this, s = server.get()](Context& c) {
      c.text("dead");
      if (lives_left_-- > 0) s->stop();
    });
    server->listen(where);
    server->start();
    url_ = server->endpoints().front().url;
    lives_.push_back(std::move(server));
  }

  Findings run(const std::vector<const Case*>& cases, bool comes_back, std::size_t at_a_time = 8,
               const std::string& path = "/") {
    SurveyOptions options;
    options.at_a_time = at_a_time;
    options.comeback = std::chrono::milliseconds(1);
    if (comes_back) {
      options.restart = [this] { live(url_); };
      options.comeback = std::chrono::seconds(20);
    }
    return survey(place_of(url_ + path, {}), cases, options);
  }

  std::vector<std::unique_ptr<Server>> lives_;
  std::string url_;
  // So often it dies.
  std::atomic<int> lives_left_ = 100;
};

const Case deadly{"0/deadly", "a request that kills", {}, conformance::goes_on(), [](Script& s) {
                    s.sends().headers(1, s.get().replacing(":path", "/die"), testkit::end_stream);
                  }};
// It is under way for as long as a server may take to answer.
const Case lasting{
    "0/lasting", "half a block", {}, conformance::connection_error(frame::ErrorCode::protocol_error), [](Script& s) {
      s.sends().headers_block(1, s.plain_get(), 0);
      s.ends_within_a_frame();
    }};
const Case harmless{"0/harmless", "PING", {}, conformance::goes_on(), [](Script& s) { s.sends().ping(7); }};

TEST_F(Mortal, is_killed_by_the_case_that_was_under_way_alone) {
  const Findings findings = run({&harmless, &deadly, &harmless}, false, 1);
  EXPECT_EQ(to_string(findings.cases.at(0).sort), "exact");
  EXPECT_EQ(to_string(findings.cases.at(1).sort), "killed");
  EXPECT_EQ(to_string(findings.cases.at(2).sort), "not tried");
  EXPECT_NE(findings.unreachable, "");
  EXPECT_FALSE(holds(findings, false));
}

TEST_F(Mortal, makes_suspects_of_all_that_were_under_way_where_it_stays_dead) {
  const Findings findings = run({&lasting, &deadly}, false);
  EXPECT_EQ(to_string(findings.cases.at(0).sort), "suspected");
  EXPECT_EQ(to_string(findings.cases.at(1).sort), "suspected");
}

TEST_F(Mortal, is_asked_alone_by_each_suspect_when_it_is_back) {
  const Findings findings = run({&lasting, &deadly, &harmless}, true);
  EXPECT_NE(to_string(findings.cases.at(0).sort), "killed");
  EXPECT_NE(to_string(findings.cases.at(0).sort), "suspected");
  EXPECT_EQ(to_string(findings.cases.at(1).sort), "killed");
  EXPECT_EQ(to_string(findings.cases.at(2).sort), "exact");
  EXPECT_EQ(findings.unreachable, "");
  EXPECT_TRUE(findings.deaths.empty());
}

TEST_F(Mortal, goes_on_with_what_nobody_had_begun) {
  const Findings findings = run({&deadly, &harmless}, true, 1);
  EXPECT_EQ(to_string(findings.cases.at(0).sort), "killed");
  EXPECT_EQ(to_string(findings.cases.at(1).sort), "exact");
}

// The question itself asks for the path that kills.
TEST_F(Mortal, does_not_hold_where_it_dies_before_the_first_case) {
  const Findings findings = run({&harmless, &harmless}, false, 8, "/die");
  ASSERT_EQ(findings.cases.size(), 2u);
  EXPECT_EQ(to_string(findings.cases[0].sort), "not tried");
  EXPECT_EQ(to_string(findings.cases[1].sort), "not tried");
  EXPECT_NE(findings.unreachable, "");
  EXPECT_FALSE(holds(findings, false));
}

TEST_F(Mortal, does_not_hold_where_it_dies_while_no_case_is_under_way_and_comes_back) {
  lives_left_ = 1;
  const Findings findings = run({&harmless}, true, 1, "/die");
  EXPECT_EQ(to_string(findings.cases.at(0).sort), "exact");
  EXPECT_EQ(findings.unreachable, "");
  EXPECT_THAT(findings.deaths, testing::ElementsAre(testing::IsEmpty()));
  EXPECT_FALSE(holds(findings, false));
}

TEST(SurveyOfNobody, says_that_nobody_is_there) {
  // Port 1 of this machine.
  const Findings findings = survey(place_of("http://127.0.0.1:1", {}), {&unfair}, {});
  EXPECT_TRUE(findings.cases.empty());
  EXPECT_THAT(findings.unreachable, testing::StartsWith("connection_refused"));
}

}  // namespace
}  // namespace weft::cli::check
