#include <weft/server/limits/rates_in_use.hpp>

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace weft::server {
namespace rates_in_use_test {

using namespace std::chrono_literals;
using session::server::RatePlan;

constexpr Time start{};

struct Used {
  std::shared_ptr<ServerRates> server = std::make_shared<ServerRates>();
  SiteRates site{server};
  SiteRates other{server};
};

// The rates that both plans have in the same place.
std::size_t common(const RatePlan::Direction& a, const RatePlan::Direction& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.shared.size(); ++i) count += a.shared[i] != nullptr && a.shared[i] == b.shared[i];
  return count;
}

TEST(RatesInUse, are_shared_by_the_requests_of_a_site) {
  Used used;
  used.site.change({.sending = 1000, .receiving = 500});
  const RatePlan plan = used.site.plan("192.0.2.1", start);
  const RatePlan next = used.site.plan("192.0.2.2", start);
  const RatePlan of_other = used.other.plan("192.0.2.1", start);
  // That of the server, and that of the site.
  EXPECT_EQ(common(plan.sending, next.sending), 2u);
  EXPECT_EQ(common(plan.receiving, next.receiving), 2u);
  EXPECT_EQ(common(plan.sending, of_other.sending), 1u);
  EXPECT_EQ(plan.sending.shared[2]->per_second(), 1000u);
  EXPECT_EQ(plan.receiving.shared[2]->per_second(), 500u);
  EXPECT_EQ(plan.sending.shared[0]->per_second(), 0u);
}

TEST(RatesInUse, change_for_what_runs) {
  Used used;
  const RatePlan plan = used.site.plan("192.0.2.1", start);
  used.site.change({.sending = 1000, .receiving = 0});
  used.server->change({.server = {.sending = 0, .receiving = 700}});
  EXPECT_EQ(plan.sending.shared[2]->per_second(), 1000u);
  EXPECT_EQ(plan.receiving.shared[0]->per_second(), 700u);
}

TEST(RatesInUse, of_a_client_are_shared_by_its_connections_to_all_sites) {
  Used used;
  used.server->change({.client = {.sending = 1000, .receiving = 0}});
  const RatePlan plan = used.site.plan("2001:db8::1", start);
  const RatePlan of_other_site = used.other.plan("2001:db8::2", start);
  const RatePlan of_other_client = used.site.plan("2001:db8:0:1::1", start);
  EXPECT_EQ(common(plan.sending, of_other_site.sending), 2u);
  EXPECT_EQ(plan.sending.shared[1], of_other_site.sending.shared[1]);
  EXPECT_NE(plan.sending.shared[1], of_other_client.sending.shared[1]);
  EXPECT_EQ(plan.receiving.shared[1], nullptr);
  EXPECT_EQ(used.site.plan("/run/weft.sock", start).sending.shared[1], nullptr);
}

TEST(RatesInUse, of_connections_and_requests_are_settings) {
  Used used;
  EXPECT_EQ(used.site.plan("192.0.2.1", start).sending.connection, nullptr);
  used.server->change({.connection = {.sending = 1, .receiving = 2}, .request = {.sending = 3, .receiving = 4}});
  const RatePlan plan = used.site.plan("192.0.2.1", start);
  EXPECT_EQ(plan.sending.connection->per_second(), 1u);
  EXPECT_EQ(plan.receiving.connection->per_second(), 2u);
  EXPECT_EQ(plan.sending.message->per_second(), 3u);
  EXPECT_EQ(plan.receiving.message->per_second(), 4u);
}

TEST(ClientRates, go_on_where_a_client_was) {
  ClientRates clients;
  clients.change({.sending = 1000, .receiving = 0});
  RatePlan plan;
  clients.add("192.0.2.1", plan, start);
  const auto rate = plan.sending.shared[1];
  plan = {};
  clients.add("192.0.2.1", plan, start);
  EXPECT_EQ(plan.sending.shared[1], rate);
}

TEST(ClientRates, forget_clients_that_are_gone_and_have_rested) {
  ClientRates clients;
  clients.change({.sending = 1000, .receiving = 0});
  RatePlan busy;
  clients.add("192.0.2.1", busy, start);
  RatePlan plan;
  clients.add("192.0.2.2", plan, start);
  {
    RateShare share(plan.sending.shared[1]);
    share.take(share.left(start), start);
  }
  plan = {};
  const auto come_and_go = [&](int from, int count, Time now) {
    for (int i = from; i < from + count; ++i) {
      RatePlan passing;
      clients.add(fmt::format("10.0.{}.{}", i / 256, i % 256), passing, now);
    }
  };
  come_and_go(0, 1022, start);
  EXPECT_EQ(clients.size(), 1024u);
  // Here they are looked at: the busy one stays, and the one that has taken octets.
  come_and_go(2000, 1, start);
  EXPECT_EQ(clients.size(), 3u);
  // A second later that one has rested.
  come_and_go(3000, 1022, start + 1s);
  EXPECT_EQ(clients.size(), 2u);
}

}  // namespace rates_in_use_test
}  // namespace weft::server
