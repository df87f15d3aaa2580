#include <cli/get/painter.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::get {
namespace {

using testing::ElementsAre;
using Phase = Progress::Phase;

TEST(Painter, knows_what_each_request_waits_for) {
  Screen screen;
  const Listener listener(0, screen);
  Board board({"https://a.test/1", "https://a.test/2", "https://A.test:443/3", "https://b.test/", "no url"});
  EXPECT_THAT(causes_of(board.entries(), listener), testing::Each(WaitsFor::connection));
  board.tell(0, {.phase = Phase::wait});
  EXPECT_THAT(causes_of(board.entries(), listener), ElementsAre(WaitsFor::server, WaitsFor::turn, WaitsFor::connection,
                                                                WaitsFor::connection, WaitsFor::connection));
  board.tell(1, {.phase = Phase::paused});
  board.tell(2, {.phase = Phase::limited});
  board.tell(3, {.phase = Phase::receive, .connection = 1, .message = 1});
  board.tell(4, {.phase = Phase::send});
  EXPECT_THAT(causes_of(board.entries(), listener),
              ElementsAre(WaitsFor::server, WaitsFor::pause, WaitsFor::limit, WaitsFor::path, WaitsFor::sending));
}

}  // namespace
}  // namespace weft::cli::get
