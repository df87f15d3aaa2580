#include <cli/inspect/command_completion.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace command_completion_test {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

TEST(Completion, offers_commands_and_the_words_behind_them) {
  EXPECT_THAT(completions("pri"), ElementsAre("priority", "priority_update"));
  EXPECT_THAT(completions("rst 1 C"), ElementsAre("CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR"));
  EXPECT_THAT(completions("settings max_f"), ElementsAre("MAX_FRAME_SIZE="));
  EXPECT_THAT(completions("wait g"), ElementsAre("GOAWAY"));
  EXPECT_THAT(completions("headers 1 G"), ElementsAre("GET"));
  EXPECT_THAT(completions(""), IsSupersetOf({"headers", "quit"}));
  EXPECT_THAT(completions("window 0 "), ElementsAre());
}

}  // namespace
}  // namespace command_completion_test
}  // namespace weft::cli::inspect
