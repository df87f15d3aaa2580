#include <cli/check/client/command.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace weft::cli::check {
namespace {

using testing::ElementsAre;

TEST(Command, has_the_url_where_its_place_is) {
  const Command command({"curl", "-sk", "{url}"});
  EXPECT_THAT(command.words_for("https://localhost:1/a", ""), ElementsAre("curl", "-sk", "https://localhost:1/a"));
  EXPECT_FALSE(command.wants_file());
  EXPECT_EQ(command.text(), "curl -sk {url}");
}

TEST(Command, fills_places_within_words) {
  const Command command({"sh", "-c", "curl {url} {url}", "@{file}"});
  EXPECT_TRUE(command.wants_file());
  EXPECT_THAT(command.words_for("u", "/tmp/{url}"), ElementsAre("sh", "-c", "curl u u", "@/tmp/{url}"));
}

TEST(Command, wants_a_place_for_the_url) {
  EXPECT_THROW(Command({"curl", "url"}), std::runtime_error);
  EXPECT_THROW(Command({}), std::runtime_error);
}

}  // namespace
}  // namespace weft::cli::check
