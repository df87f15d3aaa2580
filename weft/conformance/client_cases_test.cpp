// weft's own engine keeps every case of a client, however the octets are cut.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <vector>

#include <weft/conformance/client_conversation.hpp>
#include <weft/conformance/printed_case_test.hpp>
#include <weft/testkit/endpoint.hpp>
#include <weft/testkit/gtest/for_each_segmentation.hpp>

namespace weft::conformance {

namespace {

using testkit::Clock;
using testkit::Endpoint;
using testkit::Segmentation;

struct ClientOutcome {
  Judgement judgement;
  std::string_view missing;
  bool closed = false;
};

// Cuts what a peer sends.
using ClientCut = Segmentation (*)(Octets);

ClientOutcome perform_on_client(const Case& one, ClientCut cut) {
  constexpr std::size_t upload = 100'000;
  Clock clock;
  h2::Options options;
  options.pushes = one.needs.no_push ? 0 : 10;
  Endpoint client(testkit::Role::client, clock, options);
  client.request(one.needs.body > 0 ? "POST" : "GET", "/", one.needs.body > 0 ? upload : 0);
  ClientConversation talk({}, nullptr);
  while (!talk.is_over()) {
    const testkit::Bytes sent = client.produce();
    talk.receive(sent, clock.now());
    if (talk.asks()) talk.perform(one, clock.now());
    if (client.closed()) talk.end(Heard::End::closed, clock.now());
    const testkit::Bytes answer = talk.take_octets();
    for (const Octets piece : cut(answer).pieces) client.receive(piece);
    if (sent.empty() && answer.empty()) talk.wait_no_longer(clock.now());
  }
  return {talk.judgement(), talk.missing(), client.closed()};
}

// The layers above the engine know which server is responsible for an origin.
bool is_for_an_engine(const Case& one) {
  return one.id != "8.4/promise-of-another-server";
}

std::vector<Case> cases_for_an_engine() {
  std::vector<Case> cases;
  std::ranges::copy_if(client_cases(), std::back_inserter(cases), is_for_an_engine);
  return cases;
}

std::string name_of_client_case(const testing::TestParamInfo<Case>& info) {
  std::string name(info.param.id);
  std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class ClientEngine : public testing::TestWithParam<Case> {};

TEST_P(ClientEngine, keeps) {
  const Case& one = GetParam();
  for (const auto& [cut, name] : {std::pair<ClientCut, const char*>{testkit::whole, "whole"},
                                  {testkit::one_at_a_time, "one octet at a time"},
                                  {[](Octets octets) { return testkit::at_random(octets, 1, 7); }, "at random"}}) {
    SCOPED_TRACE(name);
    const ClientOutcome outcome = perform_on_client(one, cut);
    EXPECT_EQ(outcome.missing, "");
    const bool may_be_lax = one.expected.may_be_ignored || one.expected.after_response;
    const bool is_allowed = outcome.judgement.verdict == Verdict::allowed && may_be_lax;
    EXPECT_TRUE(outcome.judgement.verdict == Verdict::exact || is_allowed)
        << to_string(outcome.judgement.verdict) << ": " << outcome.judgement.found;
    if (one.expected.outcome == Expected::Outcome::connection_error && !may_be_lax) {
      EXPECT_TRUE(outcome.closed);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Client, ClientEngine, testing::ValuesIn(cases_for_an_engine()), name_of_client_case);

}  // namespace
}  // namespace weft::conformance
