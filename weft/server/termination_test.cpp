#include <weft/server/termination.hpp>

#include <csignal>
#include <string>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

TEST(TerminationSignals, ask_first_and_then_insist) {
  io::Loop loop;
  std::string calls;
  const TerminationSignals signals(
      loop,
      [&] {
        calls += "drain ";
        std::raise(SIGINT);
      },
      [&] {
        calls += "stop";
        loop.stop();
      });
  std::raise(SIGTERM);
  loop.run();
  EXPECT_EQ(calls, "drain stop");
}

}  // namespace
}  // namespace weft::server
