#include <weft/server/limits/client_gates.hpp>

#include <chrono>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace client_gates_test {

using namespace std::chrono_literals;
using Outcome = ArrivalVerdict::Outcome;

constexpr Time start{1h};

std::string address(int number) {
  return fmt::format("10.{}.{}.{}", number / 65536, number / 256 % 256, number % 256);
}

TEST(ClientGates, are_one_for_each_address_of_ipv4_and_each_64_of_ipv6) {
  ClientGates gates;
  gates.change(ClientGates::request, {.rate = {.per_second = 1}});
  EXPECT_FALSE(gates.enter(ClientGates::request, "192.0.2.1", start).is_refused());
  EXPECT_TRUE(gates.enter(ClientGates::request, "192.0.2.1", start).is_refused());
  EXPECT_TRUE(gates.enter(ClientGates::request, "::ffff:192.0.2.1", start).is_refused());
  EXPECT_FALSE(gates.enter(ClientGates::request, "192.0.2.2", start).is_refused());
  EXPECT_FALSE(gates.enter(ClientGates::request, "2001:db8::1", start).is_refused());
  EXPECT_TRUE(gates.enter(ClientGates::request, "2001:db8::2", start).is_refused());
  EXPECT_FALSE(gates.enter(ClientGates::request, "2001:db8:0:1::1", start).is_refused());
}

TEST(ClientGates, let_all_pass_that_have_no_address) {
  ClientGates gates;
  gates.change(ClientGates::request, {.rate = {.per_second = 1}, .at_a_time = 1});
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(gates.enter(ClientGates::request, "/run/weft.sock", start).outcome, Outcome::passes);
  }
  EXPECT_EQ(gates.size(), 0U);
}

TEST(ClientGates, count_requests_and_connections_apart) {
  ClientGates gates;
  gates.change(ClientGates::request, {.at_a_time = 1});
  gates.change(ClientGates::connection, {.at_a_time = 2});
  EXPECT_TRUE(gates.enter(ClientGates::request, "192.0.2.1", start).holds_slot());
  EXPECT_TRUE(gates.enter(ClientGates::connection, "192.0.2.1", start).holds_slot());
  EXPECT_TRUE(gates.enter(ClientGates::connection, "192.0.2.1", start).holds_slot());
  EXPECT_EQ(gates.enter(ClientGates::connection, "192.0.2.1", start).outcome, Outcome::too_many);
  EXPECT_EQ(gates.enter(ClientGates::request, "192.0.2.1", start).outcome, Outcome::too_many);
  gates.leave(ClientGates::request, "192.0.2.1", start);
  EXPECT_TRUE(gates.enter(ClientGates::request, "192.0.2.1", start).holds_slot());
}

TEST(ClientGates, forget_a_client_that_is_as_good_as_new) {
  ClientGates gates;
  gates.change(ClientGates::request, {.at_a_time = 1});
  EXPECT_TRUE(gates.enter(ClientGates::request, "192.0.2.1", start).holds_slot());
  EXPECT_EQ(gates.size(), 1U);
  gates.leave(ClientGates::request, "192.0.2.1", start);
  EXPECT_EQ(gates.size(), 0U);
}

TEST(ClientGates, forget_clients_whose_rates_have_rested_as_others_come) {
  ClientGates gates;
  gates.change(ClientGates::request, {.rate = {.per_second = 1}});
  for (int i = 0; i < 1000; ++i) gates.enter(ClientGates::request, address(i), start);
  EXPECT_EQ(gates.size(), 1000U);
  for (int i = 0; i < 1000; ++i) gates.enter(ClientGates::request, address(5000 + i), start + 1s);
  EXPECT_LT(gates.size(), 1100U);
  EXPECT_GE(gates.size(), 1000U);
}

TEST(ClientGates, keep_a_bounded_number_of_clients_and_forget_the_oldest_first) {
  constexpr std::size_t most = 160;
  ClientGates gates(most);
  gates.change(ClientGates::request, {.rate = {.per_second = 1}});
  gates.enter(ClientGates::request, "192.0.2.1", start);
  for (int i = 0; i < 5000; ++i) {
    gates.enter(ClientGates::request, address(i), start);
    // One that goes on coming stays known, and gets nothing new.
    EXPECT_TRUE(gates.enter(ClientGates::request, "192.0.2.1", start).is_refused());
    ASSERT_LE(gates.size(), most);
  }
  // The first of the others was forgotten: it has its burst again.
  EXPECT_FALSE(gates.enter(ClientGates::request, address(0), start).is_refused());
  EXPECT_TRUE(gates.enter(ClientGates::request, address(4999), start).is_refused());
}

TEST(ClientGates, never_forget_a_client_that_holds_a_slot) {
  constexpr int holders = 500;
  ClientGates gates(160);
  gates.change(ClientGates::request, {.rate = {.per_second = 1, .burst = 5}, .at_a_time = 1});
  for (int i = 0; i < holders; ++i) EXPECT_TRUE(gates.enter(ClientGates::request, address(i), start).holds_slot());
  EXPECT_EQ(gates.size(), 500U);
  for (int i = 0; i < holders; ++i) {
    EXPECT_EQ(gates.enter(ClientGates::request, address(i), start).outcome, Outcome::too_many);
  }
  for (int i = 0; i < holders; ++i) gates.leave(ClientGates::request, address(i), start);
  EXPECT_LE(gates.size(), 160U);
}

}  // namespace client_gates_test
}  // namespace weft::server
