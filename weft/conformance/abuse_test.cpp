// weft's own engine ends each flood, and serves its honest twin.
#include <weft/conformance/abuse.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include <weft/conformance/conversation.hpp>
#include <weft/testkit/endpoint.hpp>

namespace weft::conformance {
namespace {

Judgement perform(const Case& one, testkit::Application application = testkit::Application::answers) {
  testkit::Clock clock;
  testkit::Endpoint server(testkit::Role::server, clock, {}, application);
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

// Floods that keep to what a peer may do: the application takes the content at once, the windows open for each octet.
const std::set<std::string_view> borne{"abuse/data-dribble", "abuse/padding", "abuse/slow-content", "abuse/tiny-data",
                                       "abuse/unread-socket"};
// The clock ends these, and it stands still here.
const std::set<std::string_view> waiting{"abuse/half-preface", "abuse/no-preface", "abuse/no-settings",
                                         "abuse/slow-fields"};

TEST(Abuse, is_ended_by_our_engine) {
  for (const Abuse& one : abuses()) {
    if (borne.contains(one.flood.id) || waiting.contains(one.flood.id) || one.beneath_tls) continue;
    SCOPED_TRACE(one.flood.id);
    EXPECT_THAT(perform(one.flood).found, testing::HasSubstr("ENHANCE_YOUR_CALM"));
  }
}

TEST(Abuse, is_borne_by_our_engine_where_it_costs_nothing) {
  std::size_t seen = 0;
  for (const Abuse& one : abuses()) {
    if (!borne.contains(one.flood.id)) continue;
    ++seen;
    EXPECT_EQ(perform(one.flood).found, "no error") << one.flood.id;
  }
  EXPECT_EQ(seen, borne.size());
}

TEST(Abuse, keeps_our_engine_waiting_where_it_is_slow) {
  std::size_t seen = 0;
  for (const Abuse& one : abuses()) {
    if (!waiting.contains(one.flood.id)) continue;
    ++seen;
    EXPECT_TRUE(one.is_slow);
    EXPECT_EQ(perform(one.flood).verdict, Verdict::hangs) << one.flood.id;
  }
  EXPECT_EQ(seen, waiting.size());
}

TEST(Abuse, of_tiny_content_is_ended_by_our_engine_where_nobody_reads) {
  for (const Abuse& one : abuses()) {
    if (one.flood.id != "abuse/tiny-data") continue;
    EXPECT_THAT(perform(one.flood, testkit::Application::does_not_read).found, testing::HasSubstr("ENHANCE_YOUR_CALM"));
  }
}

TEST(Abuse, has_a_twin_that_our_engine_serves) {
  for (const Abuse& one : abuses()) {
    const Judgement judgement = perform(one.twin);
    EXPECT_EQ(judgement.verdict, Verdict::exact) << one.twin.id << ": " << judgement.found;
  }
}

std::size_t octets_of(const Case& one, std::uint32_t stream_limit) {
  Peer peer;
  peer.body = 70'000;
  peer.max_concurrent_streams = stream_limit;
  Script script(peer);
  one.write(script);
  std::size_t sum = 0;
  for (const Step& step : script.steps()) sum += step.octets.size();
  return sum;
}

TEST(Abuse, has_at_most_five_megabytes_whatever_the_peer_announces) {
  for (const Abuse& one : abuses()) {
    for (const std::uint32_t limit : {0u, 1u, 2u, 100u, Peer::no_limit}) {
      SCOPED_TRACE(testing::Message() << one.flood.id << " with a limit of " << limit);
      EXPECT_LT(octets_of(one.flood, limit), 5'000'000u);
      EXPECT_LT(octets_of(one.twin, limit), 500'000u);
    }
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
