#include <weft/client/planned_pause.hpp>

#include <atomic>
#include <stdexcept>

#include <weft/client/support_test.hpp>

namespace weft {
namespace {

using client::PlannedPause;
using Phase = Progress::Phase;

TEST(PlannedPause, comes_once_behind_its_octets) {
  io::Loop loop;
  bool goes_on = false;
  PlannedPause pause(loop, {.octets = 10, .duration = 1ms}, [&] { goes_on = true; });
  EXPECT_EQ(pause.most(7), 7u);
  EXPECT_FALSE(pause.took(7));
  EXPECT_EQ(pause.most(7), 3u);
  EXPECT_TRUE(pause.took(3));
  EXPECT_TRUE(pause.holds());
  EXPECT_EQ(pause.most(1), 0u);
  while (!goes_on) loop.turn();
  EXPECT_FALSE(pause.holds());
  EXPECT_EQ(pause.most(100), 100u);
  EXPECT_FALSE(pause.took(100));
}

using Pauses = EachVersion;
INSTANTIATE_TEST_SUITE_P(Both, Pauses, testing::Values(http::Version::http11, http::Version::http2), name_of_version);

TEST_P(Pauses, are_told_and_end) {
  const std::string text(300'000, 'x');
  server->get("/long", [&](Context& c) { c.text(text); });
  std::vector<Phase> phases;
  std::uint64_t received = 0;
  const auto response = get("/long")
                            .pause_after(1000, 1ms)
                            .on_progress([&](const Progress& progress) {
                              if (phases.empty() || phases.back() != progress.phase) phases.push_back(progress.phase);
                              if (progress.phase == Phase::paused) received = progress.received;
                            })
                            .wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, text);
  EXPECT_EQ(received, 1000u);
  EXPECT_THAT(phases, testing::IsSupersetOf({Phase::paused, Phase::receive}));
  EXPECT_GE(response->timing.held, 1ms);
  EXPECT_LE(response->timing.held, response->timing.receive);
}

TEST_P(Pauses, without_a_time_last_while_other_requests_go_on) {
  const std::string text(300'000, 'x');
  server->get("/long", [&](Context& c) { c.text(text); });
  std::promise<void> paused;
  std::promise<ClientResult> end;
  get("/long")
      .pause_after(1000)
      .on_progress([&, told = std::make_shared<bool>(false)](const Progress& progress) {
        if (progress.phase == Phase::paused && !std::exchange(*told, true)) paused.set_value();
      })
      .then([&](ClientResult result) { end.set_value(std::move(result)); });
  paused.get_future().wait();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(get("/").wait()->body, "hello");
  client = Client(trusting());
  EXPECT_EQ(end.get_future().get().error().reason(), "client_closed");
  EXPECT_THROW(get("/long").pause_after(0), std::invalid_argument);
}

TEST_P(Pauses, and_all_progress_are_told_with_the_place_of_the_request) {
  Progress last;
  const auto response = get("/").on_progress([&](const Progress& progress) { last = progress; }).wait();
  ASSERT_TRUE(response.has_value());
  EXPECT_EQ(last.phase, Phase::receive);
  EXPECT_EQ(last.connection, response->connection->id);
  EXPECT_EQ(last.message, response->message);
  EXPECT_EQ(response->message, 1u);
}

}  // namespace
}  // namespace weft
