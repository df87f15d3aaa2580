#include <weft/client/receive_rate.hpp>

#include <chrono>
#include <stdexcept>

#include <weft/client/support_test.hpp>

namespace weft {
namespace {

using client::ReceiveRate;

// Never more than a burst and what the time has brought, however long a turn takes.
TEST(ReceiveRate, brings_a_burst_and_then_so_many_octets_a_second) {
  io::Loop loop;
  constexpr std::uint64_t per_second = 400'000;
  std::size_t taken = 0;
  std::optional<ReceiveRate> rate;
  const auto take_all = [&] {
    const std::size_t most = rate->most(1'000'000);
    EXPECT_LE(most, ReceiveRate::burst);
    taken += most;
    EXPECT_TRUE(rate->took(most));
  };
  const auto began = std::chrono::steady_clock::now();
  rate.emplace(loop, per_second, take_all);
  take_all();
  EXPECT_EQ(taken, ReceiveRate::burst);
  EXPECT_EQ(rate->most(1), 0u);
  while (taken < 2 * ReceiveRate::burst) {
    loop.turn();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began;
    EXPECT_LE(static_cast<double>(taken), ReceiveRate::burst + elapsed.count() * per_second);
  }
}

TEST(ReceiveRate, that_has_gone_calls_nobody) {
  io::Loop loop;
  bool called = false;
  {
    ReceiveRate rate(loop, 1'000'000, [&] { called = true; });
    EXPECT_TRUE(rate.took(rate.most(1'000'000)));
  }
  loop.turn();
  EXPECT_FALSE(called);
}

using RateTest = EachVersion;
INSTANTIATE_TEST_SUITE_P(Both, RateTest, testing::Values(http::Version::http11, http::Version::http2), name_of_version);

TEST_P(RateTest, holds_the_server_back) {
  const std::string text(300'000, 'x');
  server->get("/long", [&](Context& c) { c.text(text); });
  const auto began = std::chrono::steady_clock::now();
  const auto response = get("/long").limit_rate(1'000'000).wait();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began;
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, text);
  EXPECT_GE(elapsed.count(), 0.26);
}

TEST_P(RateTest, holds_a_stream_back_as_well) {
  const std::string text(100'000, 'x');
  server->get("/long", [&](Context& c) { c.text(text); });
  auto stream = get("/long").limit_rate(1'000'000).open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  EXPECT_EQ(read_all(*stream), text);
  EXPECT_THROW(get("/long").limit_rate(0), std::invalid_argument);
}

}  // namespace
}  // namespace weft
