#include <cli/support/help.hpp>

#include <CLI/CLI.hpp>
#include <memory>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli {
namespace {

using testing::HasSubstr;

TEST(Help, is_as_wide_as_the_terminal_then_as_COLUMNS_then_80) {
  EXPECT_EQ(help_width(60, "100"), 60U);
  EXPECT_EQ(help_width(0, "100"), 100U);
  EXPECT_EQ(help_width(0, nullptr), 80U);
}

TEST(Help, is_never_narrower_than_40_nor_wider_than_120) {
  EXPECT_EQ(help_width(12, nullptr), 40U);
  EXPECT_EQ(help_width(300, nullptr), 120U);
  EXPECT_EQ(help_width(0, "1"), 40U);
}

TEST(Help, does_not_ask_a_COLUMNS_that_is_no_number) {
  for (const char* wrong : {"", "wide", "60x", "-60", "99999999999999999999"}) EXPECT_EQ(help_width(0, wrong), 80U);
}

TEST(Wrapped, breaks_at_the_last_space_that_fits) {
  EXPECT_EQ(wrapped("one two three", 0, 7), "one two\nthree");
  EXPECT_EQ(wrapped("one two three", 0, 6), "one\ntwo\nthree");
  EXPECT_EQ(wrapped("one two three", 0, 13), "one two three");
}

TEST(Wrapped, begins_each_line_in_the_same_column) {
  EXPECT_EQ(wrapped("one two three", 4, 11), "one two\n    three");
}

TEST(Wrapped, leaves_a_long_word_whole) {
  EXPECT_EQ(wrapped("a https://example.test/ b", 2, 10), "a\n  https://example.test/\n  b");
  EXPECT_EQ(wrapped("", 4, 10), "");
}

TEST(Meaning, names_what_an_option_needs_and_what_it_excludes) {
  CLI::App app;
  CLI::Option* plain = app.add_flag("--plain")->description("Be plain");
  CLI::Option* user = app.add_flag("-u,--user")->description("Be somebody");
  CLI::Option* other = app.add_flag("--other")->excludes(user)->description("Be somebody else");
  CLI::Option* digest =
      app.add_flag("--digest")->needs(user)->excludes(other)->excludes(plain)->description("Prove it");
  EXPECT_EQ(meaning_of(*user), "Be somebody (not with --other)");
  EXPECT_EQ(meaning_of(*digest), "Prove it (needs --user; not with --other, --plain)");
  EXPECT_EQ(meaning_of(*app.add_flag("--free")->description("Be free")), "Be free");
}

std::string help_at(std::size_t width) {
  CLI::App app("A tool whose description is longer than the narrowest terminal that there is", "tool");
  app.formatter(std::make_shared<HelpFormatter>(width));
  std::string text;
  CLI::App* verb = app.add_subcommand("verb", "Do what this verb does, which takes a whole line of words to tell");
  verb->add_option("-o,--option", text, "What it means is told here, in words that have no end until this one")
      ->option_text("VALUE");
  verb->add_option("--an-option-with-a-long-name", text, "Its meaning")->option_text("VALUE");
  verb->add_flag("--flag")->needs("--option")->description("Whether");
  return app.help() + verb->help();
}

TEST(HelpFormatter, keeps_each_line_within_the_width) {
  for (const std::size_t width : {40U, 60U, 80U, 120U}) {
    std::istringstream lines(help_at(width));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), width) << line;
  }
}

TEST(HelpFormatter, breaks_the_meaning_in_its_own_column) {
  EXPECT_THAT(help_at(60), HasSubstr("  -o,--option VALUE     What it means is told here, in words\n"
                                     "                        that have no end until this one\n"));
  EXPECT_THAT(help_at(80), HasSubstr("  -o,--option VALUE             What it means is told here, in words that have\n"
                                     "                                no end until this one\n"));
}

TEST(HelpFormatter, has_names_and_values_alone_to_the_left) {
  EXPECT_THAT(help_at(80), HasSubstr("  --flag                        Whether (needs --option)\n"));
}

TEST(HelpFormatter, gives_a_long_name_a_line_of_its_own) {
  EXPECT_THAT(help_at(80), HasSubstr("  --an-option-with-a-long-name VALUE\n"
                                     "                                Its meaning\n"));
}

TEST(HelpFormatter, breaks_what_verbs_and_the_tool_do) {
  EXPECT_THAT(help_at(60),
              HasSubstr("A tool whose description is longer than the narrowest\nterminal that there is\n"));
  EXPECT_THAT(help_at(60), HasSubstr("  verb                  Do what this verb does, which takes\n"
                                     "                        a whole line of words to tell\n"));
}

}  // namespace
}  // namespace weft::cli
