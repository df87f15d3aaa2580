#include <weft/server/limits/arrivals_in_use.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace weft::server {
namespace arrivals_in_use_test {

using namespace std::chrono_literals;

constexpr Time start{1h};

struct Used {
  std::optional<Reason> refusal_of(const char* host, Time now = start) { return site.admit(host, now).refused; }

  std::shared_ptr<ServerArrivals> server = std::make_shared<ServerArrivals>();
  SiteArrivals site{server};
  SiteArrivals other{server};
};

TEST(ArrivalsInUse, name_the_limit_that_refuses_and_count_it) {
  Used used;
  used.server->change({.client_requests = {.rate = {.per_second = 1}}});
  EXPECT_EQ(used.refusal_of("192.0.2.1"), std::nullopt);
  EXPECT_EQ(used.refusal_of("192.0.2.1"), Reason::client_request_rate);
  used.server->change({.client_requests = {.at_a_time = 1}});
  EXPECT_EQ(used.refusal_of("192.0.2.2"), std::nullopt);
  EXPECT_EQ(used.refusal_of("192.0.2.2"), Reason::client_requests);
  used.server->change({.requests = {.rate = {.per_second = 1}}});
  EXPECT_EQ(used.refusal_of("192.0.2.1"), std::nullopt);
  EXPECT_EQ(used.refusal_of("192.0.2.2"), Reason::server_request_rate);
  used.server->change({.requests = {.at_a_time = 1}});
  EXPECT_EQ(used.refusal_of("192.0.2.1"), std::nullopt);
  EXPECT_EQ(used.refusal_of("192.0.2.2"), Reason::server_requests);
  used.server->change({});
  used.site.change({.rate = {.per_second = 1}});
  EXPECT_EQ(used.refusal_of("192.0.2.1"), std::nullopt);
  EXPECT_EQ(used.refusal_of("192.0.2.2"), Reason::site_request_rate);
  EXPECT_EQ(used.other.admit("192.0.2.2", start).refused, std::nullopt);
  used.site.change({.at_a_time = 1});
  EXPECT_EQ(used.refusal_of("192.0.2.1"), std::nullopt);
  EXPECT_EQ(used.refusal_of("192.0.2.2"), Reason::site_requests);
  const ArrivalsRefused expected{.client_request_rate = 1,
                                 .client_requests = 1,
                                 .site_request_rate = 1,
                                 .site_requests = 1,
                                 .server_request_rate = 1,
                                 .server_requests = 1};
  EXPECT_EQ(used.server->refused(), expected);
}

TEST(ArrivalsInUse, ask_to_come_again_after_whole_seconds_and_not_at_once) {
  Used used;
  used.server->change({.client_requests = {.rate = {.per_second = 2, .burst = 1}}});
  used.site.admit("192.0.2.1", start);
  EXPECT_EQ(used.site.admit("192.0.2.1", start).retry_after(), 1U);
  EXPECT_EQ((Admission{.wait = 1001ms}).retry_after(), 2U);
  EXPECT_EQ((Admission{.wait = 3s}).retry_after(), 3U);
  EXPECT_EQ(Admission().retry_after(), 1U);
}

// A client that asks too much must not use up what others have.
TEST(ArrivalsInUse, hold_a_request_against_its_client_first) {
  Used used;
  used.server->change({.requests = {.rate = {.per_second = 2}}, .client_requests = {.rate = {.per_second = 1}}});
  EXPECT_EQ(used.refusal_of("192.0.2.1"), std::nullopt);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(used.refusal_of("192.0.2.1"), Reason::client_request_rate);
  EXPECT_EQ(used.refusal_of("192.0.2.2"), std::nullopt);
}

TEST(ArrivalsInUse, give_back_the_slots_of_a_request_that_a_later_limit_refuses) {
  Used used;
  used.server->change({.requests = {.at_a_time = 1}, .client_requests = {.at_a_time = 1}});
  used.site.change({.at_a_time = 2});
  const Admission first = used.site.admit("192.0.2.1", start);
  EXPECT_FALSE(first.refused);
  for (int i = 0; i < 5; ++i) {
    const Admission refused = used.site.admit("192.0.2.2", start);
    EXPECT_EQ(refused.refused, Reason::server_requests);
    EXPECT_EQ(refused.slots, 0);
  }
  used.site.leave(first.slots, "192.0.2.1", start);
  EXPECT_EQ(used.refusal_of("192.0.2.2"), std::nullopt);
}

TEST(ArrivalsInUse, leave_in_peace_what_began_without_a_limit) {
  Used used;
  const Admission before = used.site.admit("192.0.2.1", start);
  EXPECT_EQ(before.slots, 0);
  used.server->change({.client_requests = {.at_a_time = 1}});
  const Admission first = used.site.admit("192.0.2.1", start);
  used.site.leave(before.slots, "192.0.2.1", start);
  EXPECT_EQ(used.refusal_of("192.0.2.1"), Reason::client_requests);
  used.server->change({});
  used.site.leave(first.slots, "192.0.2.1", start);
  used.server->change({.client_requests = {.at_a_time = 1}});
  EXPECT_EQ(used.refusal_of("192.0.2.1"), std::nullopt);
}

TEST(ArrivalsInUse, are_of_connections_as_well) {
  Used used;
  used.server->change({.client_connections = {.at_a_time = 1}});
  auto first = used.server->connect("192.0.2.1", start);
  EXPECT_FALSE(first.refused);
  EXPECT_EQ(used.server->connect("192.0.2.1", start).refused, Reason::client_connections);
  first.slot.reset();
  EXPECT_FALSE(used.server->connect("192.0.2.1", start).refused);
  used.server->change({.client_connections = {.rate = {.per_second = 1}}});
  EXPECT_FALSE(used.server->connect("192.0.2.2", start).refused);
  EXPECT_EQ(used.server->connect("192.0.2.2", start).refused, Reason::client_connection_rate);
  used.server->change({.connections = {.per_second = 1}, .client_connections = {.at_a_time = 1}});
  EXPECT_FALSE(used.server->connect("192.0.2.3", start).refused);
  EXPECT_EQ(used.server->connect("192.0.2.4", start).refused, Reason::server_connection_rate);
  // The refused one has left no slot behind.
  EXPECT_FALSE(used.server->connect("192.0.2.4", start + 1s).refused);
  const ArrivalsRefused expected{.client_connection_rate = 1, .client_connections = 1, .server_connection_rate = 1};
  EXPECT_EQ(used.server->refused(), expected);
}

TEST(ArrivalsInUse, are_exact_over_threads) {
  Used used;
  used.server->change({.client_requests = {.rate = {.per_second = 1, .burst = 2000}, .at_a_time = 2}});
  std::atomic<int> passed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (std::optional<Reason> refused; refused != Reason::client_request_rate;) {
        const Admission admission = used.site.admit("192.0.2.1", start);
        refused = admission.refused;
        if (refused) continue;
        ++passed;
        used.site.leave(admission.slots, "192.0.2.1", start);
      }
    });
  }
  for (auto& each : threads) each.join();
  EXPECT_EQ(passed, 2000);
  EXPECT_EQ(used.server->refused().client_request_rate, 4U);
  EXPECT_EQ(used.refusal_of("192.0.2.1", start + 1s), std::nullopt);
}

}  // namespace arrivals_in_use_test
}  // namespace weft::server
