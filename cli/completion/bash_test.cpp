#include <cli/completion/bash.hpp>

#include <CLI/CLI.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/completion/table.hpp>
#include <cli/tool.hpp>

namespace weft::cli::completion {
namespace {

using testing::HasSubstr;
using testing::Not;

// The line of a command's own words.
std::string line_of(const std::string& script, const std::string& command) {
  const std::size_t begin = script.find("        '" + command + "') if");
  return begin == script.npos ? "" : script.substr(begin, script.find('\n', begin) - begin);
}

TEST(BashScript, has_every_option_of_every_verb) {
  int exit_code = 0;
  const auto tool = make_tool(exit_code);
  const std::string script = bash_script(*tool);
  std::size_t names = 0;
  for (const CLI::App* app : commands_of(*tool)) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : names_of(*option)) {
        ++names;
        EXPECT_THAT(line_of(script, command_of(*app)), testing::ContainsRegex("[' ]" + name + "[' ]"));
      }
    }
  }
  EXPECT_GT(names, 100U);
}

TEST(BashScript, offers_verbs_where_there_are_some) {
  CLI::App tool("", "weft");
  tool.add_subcommand("one");
  tool.add_subcommand("two");
  EXPECT_THAT(line_of(bash_script(tool), "weft"), HasSubstr("else words='one two'; fi"));
}

TEST(BashScript, asks_readline_for_files_and_folders) {
  CLI::App tool("", "weft");
  std::string text;
  tool.add_option("-f,--file", text)->option_text("FILE");
  tool.add_option("--folder", text)->option_text("DIR");
  tool.add_option("--number", text)->option_text("N");
  tool.add_option("which", text)->option_text("DIR");
  const std::string script = bash_script(tool);
  EXPECT_THAT(script, HasSubstr("    'weft -f' | 'weft --file') compopt -o default ;;\n"));
  EXPECT_THAT(script, HasSubstr("    'weft --folder') compopt -o dirnames ;;\n"));
  EXPECT_THAT(script, HasSubstr("    'weft --number') : ;;\n"));
  EXPECT_THAT(line_of(script, "weft"), HasSubstr("else compopt -o dirnames; fi"));
}

TEST(BashScript, offers_the_words_of_a_set_and_nothing_for_a_flag) {
  CLI::App tool("", "weft");
  std::string text;
  tool.add_option("--set", text)->check(CLI::IsMember({"a", "b"}));
  tool.add_flag("--flag");
  const std::string script = bash_script(tool);
  EXPECT_THAT(script, HasSubstr("    'weft --set') words='a b' ;;\n"));
  EXPECT_THAT(script, Not(HasSubstr("'weft --flag'")));
}

}  // namespace
}  // namespace weft::cli::completion
