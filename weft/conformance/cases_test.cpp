// weft's own engine keeps every case, to the letter, however the octets are cut.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <vector>

#include <weft/conformance/conversation.hpp>
#include <weft/conformance/printed_case_test.hpp>
#include <weft/testkit/endpoint.hpp>
#include <weft/testkit/gtest/for_each_segmentation.hpp>

namespace weft::conformance {

namespace {

using testkit::Application;
using testkit::Clock;
using testkit::Endpoint;
using testkit::Segmentation;

constexpr std::size_t small_body = 100;

struct Outcome {
  Judgement judgement;
  Heard heard;
  Peer peer;
  bool closed = false;
};

// Cuts what a peer sends.
using Cut = Segmentation (*)(Octets);

Outcome perform(const Case& one, const Peer& peer, Cut cut) {
  Clock clock;
  h2::Options options;
  options.extended_connect = one.needs.extended_connect;
  Endpoint server(testkit::Role::server, clock, options, Application::answers);
  server.answer_with(peer.body);
  Conversation talk(one, peer, {}, nullptr);
  while (!talk.is_over()) {
    const testkit::Bytes sent = talk.take_octets(clock.now());
    for (const Octets piece : cut(sent).pieces) server.receive(piece);
    const testkit::Bytes answer = server.produce();
    talk.receive(answer, clock.now());
    if (server.closed()) talk.end(Heard::End::closed, clock.now());
    if (sent.empty() && answer.empty()) talk.wait_no_longer(clock.now());
  }
  return {talk.judgement(), talk.heard(), talk.peer(), server.closed()};
}

// The engine as a peer that has been asked what it can do.
Peer asked(const Case& one) {
  static constexpr auto nothing = [](Script&) {};
  Case greeting{"live", "nothing", {}, goes_on(), nothing};
  greeting.needs = one.needs;
  Peer peer = perform(greeting, {}, testkit::whole).peer;
  peer.body = std::max(small_body, one.needs.body);
  return peer;
}

bool is_error(const HeardFrame& frame) {
  return frame.type == frame::Type::rst_stream || frame.type == frame::Type::goaway;
}

// All that it says, but for WINDOW_UPDATE, which comes when it likes.
std::vector<std::string> said(const Heard& heard) {
  std::vector<std::string> lines;
  for (const HeardFrame& frame : heard.frames) {
    if (frame.type != frame::Type::window_update) lines.push_back(frame.text);
  }
  return lines;
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
  std::string name(info.param.id);
  std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class Engine : public testing::TestWithParam<Case> {};

TEST_P(Engine, keeps) {
  const Case& one = GetParam();
  const Peer peer = asked(one);
  ASSERT_EQ(missing(one.needs, peer), "");
  for (const auto& [cut, name] : {std::pair<Cut, const char*>{testkit::whole, "whole"},
                                  {testkit::one_at_a_time, "one octet at a time"},
                                  {[](Octets octets) { return testkit::at_random(octets, 1, 7); }, "at random"}}) {
    SCOPED_TRACE(name);
    const Outcome outcome = perform(one, peer, cut);
    EXPECT_EQ(to_string(outcome.judgement.verdict), "exact") << outcome.judgement.found;
    if (one.expected.malformed) {
      EXPECT_THAT(said(outcome.heard), testing::ElementsAre(outcome.judgement.found));
    }
    const auto errors = std::ranges::count_if(outcome.heard.frames, is_error);
    const Expected& expected = one.expected;
    const bool wants_error = expected.outcome != Expected::Outcome::goes_on || expected.may_reset || expected.may_leave;
    EXPECT_EQ(errors, wants_error ? 1 : 0);
    EXPECT_EQ(outcome.closed, one.expected.outcome == Expected::Outcome::connection_error ||
                                  std::ranges::any_of(outcome.heard.frames, [](const HeardFrame& frame) {
                                    return frame.type == frame::Type::goaway;
                                  }));
  }
}

// The engine has no TLS.
std::vector<Case> cases_of_octets() {
  std::vector<Case> cases;
  std::ranges::copy_if(server_cases(), std::back_inserter(cases), [](const Case& one) { return !one.tls; });
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Server, Engine, testing::ValuesIn(cases_of_octets()), name_of);

}  // namespace
}  // namespace weft::conformance
