#include <cli/completion/zsh.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/completion/table.hpp>
#include <cli/tool.hpp>

namespace weft::cli::completion {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

std::string function_of_command(const std::string& script, std::string command) {
  std::replace(command.begin(), command.end(), ' ', '_');
  const std::size_t begin = script.find("\n_" + command + "() {");
  return begin == script.npos ? "" : script.substr(begin, script.find("\n}\n", begin) - begin);
}

TEST(ZshScript, has_every_option_of_every_verb) {
  int exit_code = 0;
  const auto tool = make_tool(exit_code);
  const std::string script = zsh_script(*tool);
  std::size_t names = 0;
  for (const CLI::App* app : commands_of(*tool)) {
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& name : names_of(*option)) {
        ++names;
        EXPECT_THAT(function_of_command(script, command_of(*app)), ContainsRegex("    '\\*" + name + "[+=]?\\["));
      }
    }
  }
  EXPECT_GT(names, 100U);
}

TEST(ZshScript, calls_the_function_of_each_verb) {
  CLI::App tool("", "weft");
  tool.add_subcommand("one", "Do \"one\": first")->add_subcommand("inner");
  const std::string script = zsh_script(tool);
  EXPECT_THAT(script, HasSubstr(R"(':verb:((one\:"Do \"one\"\: first"))')"));
  EXPECT_THAT(function_of_command(script, "weft"), HasSubstr("    one) _weft_one ;;\n"));
  EXPECT_THAT(function_of_command(script, "weft one"), HasSubstr("    inner) _weft_one_inner ;;\n"));
  EXPECT_THAT(script, HasSubstr("\n_weft_one_inner() {"));
}

TEST(ZshScript, says_what_values_are) {
  CLI::App tool("", "weft");
  std::string text;
  tool.add_option("-f,--file", text, "A file")->option_text("FILE");
  tool.add_option("--folder", text, "A folder")->option_text("DIR");
  tool.add_option("--set", text, "One of them")->check(CLI::IsMember({"a", "b"}))->option_text("WORD");
  tool.add_option("--field", text, "One [of many]: it's free")->option_text("'NAME: VALUE'");
  tool.add_flag("--flag")->description("Whether");
  tool.add_option("which", text)->option_text("DIR");
  const std::string script = zsh_script(tool);
  for (const char* spec :
       {"'*-f+[A file]:FILE:_files'", "'*--file=[A file]:FILE:_files'", "'*--folder=[A folder]:DIR:_files -/'",
        "'*--set=[One of them]:WORD:(a b)'", R"('*--field=[One \[of many\]\: it'\''s free]:'\''NAME\: VALUE'\'': ')",
        "'*--flag[Whether]'", "':DIR:_files -/'"}) {
    EXPECT_THAT(script, HasSubstr(std::string("    ") + spec));
  }
}

TEST(ZshScript, takes_an_argument_as_often_as_the_tool) {
  CLI::App tool("", "weft");
  std::vector<std::string> texts;
  tool.add_option("which", texts)->option_text("FILE ...");
  EXPECT_THAT(zsh_script(tool), HasSubstr("    '*:FILE ...:_files'\n"));
}

}  // namespace
}  // namespace weft::cli::completion
