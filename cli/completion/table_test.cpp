#include <cli/completion/table.hpp>

#include <CLI/CLI.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/tool.hpp>

namespace weft::cli::completion {
namespace {

using testing::ElementsAre;
using Kind = Value::Kind;

struct TableTest : testing::Test {
  CLI::App tool{"", "tool"};
  std::string text;

  CLI::Option& option(const std::string& names) { return *tool.add_option(names, text); }
};

TEST_F(TableTest, has_verbs_and_theirs) {
  CLI::App* verb = tool.add_subcommand("one");
  verb->add_subcommand("inner");
  tool.add_subcommand("two");
  std::vector<std::string> commands;
  for (const CLI::App* app : commands_of(tool)) commands.push_back(command_of(*app));
  EXPECT_THAT(commands, ElementsAre("tool", "tool one", "tool one inner", "tool two"));
}

TEST_F(TableTest, knows_a_flag_by_its_lack_of_a_value) {
  int count = 0;
  EXPECT_EQ(value_of(*tool.add_flag("--flag")).kind, Kind::none);
  EXPECT_EQ(value_of(*tool.add_flag("-v", count)).kind, Kind::none);
  EXPECT_EQ(value_of(*tool.get_help_ptr()).kind, Kind::none);
}

TEST_F(TableTest, knows_the_words_of_a_set) {
  const Value expected{Kind::word, {"auto", "2", "1.1"}};
  EXPECT_EQ(value_of(*option("--http").check(CLI::IsMember({"auto", "2", "1.1"}))->option_text("VERSION")), expected);
}

TEST_F(TableTest, knows_files_and_folders_by_check_or_by_help) {
  EXPECT_EQ(value_of(*option("--a").check(CLI::ExistingFile)).kind, Kind::file);
  EXPECT_EQ(value_of(*option("--b").option_text("FILE ...")).kind, Kind::file);
  EXPECT_EQ(value_of(*option("--c").check(CLI::ExistingDirectory)).kind, Kind::folder);
  EXPECT_EQ(value_of(*option("--d").option_text("DIR")).kind, Kind::folder);
  EXPECT_EQ(value_of(*option("--e").option_text("PROFILE")).kind, Kind::unknown);
  EXPECT_EQ(value_of(option("--f")).kind, Kind::unknown);
}

TEST_F(TableTest, has_all_names_of_an_option) {
  EXPECT_THAT(names_of(option("-o,--output,--to")), ElementsAre("-o", "--output", "--to"));
}

TEST_F(TableTest, finds_the_argument) {
  EXPECT_EQ(argument_of(tool), nullptr);
  CLI::Option& argument = option("what");
  EXPECT_EQ(argument_of(tool), &argument);
  EXPECT_THAT(names_of(argument), ElementsAre());
}

}  // namespace
}  // namespace weft::cli::completion
