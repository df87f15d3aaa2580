// weft's own engine ends each flood, and serves its honest twin.
#include <weft/conformance/abuse.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include <weft/conformance/conversation.hpp>
#include <weft/testkit/endpoint.hpp>

namespace weft::conformance {
namespace {

Judgement perform(const Case& one) {
  testkit::Clock clock;
  testkit::Endpoint server(testkit::Role::server, clock, {}, testkit::Application::answers);
  Peer peer;
  peer.body = 5'000;
  peer.max_concurrent_streams = 100;
  server.answer_with(peer.body);
  Conversation talk(one, peer, {}, nullptr);
  while (!talk.is_over()) {
    const testkit::Bytes sent = talk.take_octets(clock.now());
    server.receive(sent);
    const testkit::Bytes answer = server.produce();
    talk.receive(answer, clock.now());
    if (server.closed()) talk.end(Heard::End::closed, clock.now());
    if (sent.empty() && answer.empty()) talk.wait_no_longer(clock.now());
  }
  return talk.judgement();
}

TEST(Abuse, is_ended_by_our_engine) {
  for (const Abuse& one : abuses()) {
    SCOPED_TRACE(one.flood.id);
    EXPECT_THAT(perform(one.flood).found, testing::HasSubstr("ENHANCE_YOUR_CALM"));
  }
}

TEST(Abuse, has_a_twin_that_our_engine_serves) {
  for (const Abuse& one : abuses()) {
    const Judgement judgement = perform(one.twin);
    EXPECT_EQ(judgement.verdict, Verdict::exact) << one.twin.id << ": " << judgement.found;
  }
}

TEST(Abuse, has_ids_of_its_own) {
  std::set<std::string_view> ids;
  for (const Abuse& one : abuses()) {
    EXPECT_TRUE(ids.insert(one.flood.id).second);
    EXPECT_TRUE(is_meant("abuse", one.flood));
    EXPECT_EQ(one.twin.id, std::string(one.flood.id) + "/honest");
  }
}

}  // namespace
}  // namespace weft::conformance
