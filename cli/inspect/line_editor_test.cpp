#include <cli/inspect/line_editor.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace {

using testing::ElementsAre;
using Outcome = LineEditor::Outcome;

std::vector<std::string> no_words(std::string_view) {
  return {};
}

// The line after these keys, with | for the cursor.
std::string after(LineEditor& editor, std::string_view keys) {
  EXPECT_EQ(editor.feed(keys), Outcome::more);
  auto [text, cursor] = editor.view(80);
  // The octets that go on with a character have no column.
  std::size_t at = 0;
  while (cursor > 0 || (at < text.size() && (text[at] & 0xc0) == 0x80)) cursor -= (text[at++] & 0xc0) == 0x80 ? 0U : 1U;
  return text.insert(at, "|");
}

std::string after(std::string_view keys) {
  LineEditor editor(no_words);
  return after(editor, keys);
}

std::string enter(LineEditor& editor, std::string_view text) {
  EXPECT_EQ(after(editor, text).size(), text.size() + 1);
  std::string_view key = "\r";
  EXPECT_EQ(editor.feed(key), Outcome::line);
  return editor.take_line();
}

TEST(LineEditor, takes_text_at_the_cursor) {
  EXPECT_EQ(after("ping"), "ping|");
  EXPECT_EQ(after("pig\x1b[Dn"), "pin|g");
  EXPECT_EQ(after("ing\x01p"), "p|ing");
  EXPECT_EQ(after("ping\x1b[H\x1b[C\x05!"), "ping!|");
  EXPECT_EQ(after("a\x1bOHb"), "b|a");
}

TEST(LineEditor, erases) {
  EXPECT_EQ(after("ping\x7f\x08"), "pi|");
  EXPECT_EQ(after("ping\x1b[H\x1b[3~"), "|ing");
  EXPECT_EQ(after("rst 1 CANCEL\x17"), "rst 1 |");
  EXPECT_EQ(after("ab\x02\x0b"), "a|");
  EXPECT_EQ(after("ab\x02\x15"), "|b");
  EXPECT_EQ(after("\x7f\x17\x1b[3~\x1b[D"), "|");
}

TEST(LineEditor, takes_characters_of_many_octets_as_one) {
  EXPECT_EQ(after("aé€\x7f"), "aé|");
  EXPECT_EQ(after("é\x02x"), "x|é");
}

TEST(LineEditor, leaves_sequences_that_it_does_not_know_alone) {
  EXPECT_EQ(after("a\x1b[1;5Cb"), "ab|");
  EXPECT_EQ(after("a\x1b[15~b"), "ab|");
  EXPECT_EQ(after("a\x1bxb"), "ab|");
}

TEST(LineEditor, gives_lines_and_what_is_behind_them) {
  LineEditor editor(no_words);
  std::string_view keys = "ping\rquit\n";
  EXPECT_EQ(editor.feed(keys), Outcome::line);
  EXPECT_EQ(editor.take_line(), "ping");
  EXPECT_EQ(editor.feed(keys), Outcome::line);
  EXPECT_EQ(editor.take_line(), "quit");
  EXPECT_TRUE(keys.empty());
}

TEST(LineEditor, keeps_a_history) {
  LineEditor editor(no_words);
  enter(editor, "one");
  enter(editor, "two");
  enter(editor, "two");
  EXPECT_EQ(after(editor, "thr\x1b[A"), "two|");
  EXPECT_EQ(after(editor, "\x1b[A\x1b[A"), "one|");
  EXPECT_EQ(after(editor, "\x1b[B\x1b[B\x1b[B"), "thr|");
}

TEST(LineEditor, tells_of_the_end_and_of_giving_up) {
  LineEditor editor(no_words);
  std::string_view keys = "a\x03";
  EXPECT_EQ(editor.feed(keys), Outcome::cancel);
  editor.take_line();
  keys = "\x04";
  EXPECT_EQ(editor.feed(keys), Outcome::end);
}

TEST(LineEditor, completes_the_last_word) {
  LineEditor editor([](std::string_view line) {
    return line.ends_with("CAN") ? std::vector<std::string>{"CANCEL"}
                                 : std::vector<std::string>{"priority", "priority_update"};
  });
  EXPECT_EQ(after(editor, "rst 1 CAN\t"), "rst 1 CANCEL |");
  editor.take_line();
  std::string_view keys = "p\t";
  EXPECT_EQ(editor.feed(keys), Outcome::choices);
  EXPECT_THAT(editor.choices(), ElementsAre("priority", "priority_update"));
  EXPECT_EQ(after(editor, ""), "priority|");
}

TEST(LineEditor, shows_what_is_around_the_cursor) {
  LineEditor editor(no_words);
  after(editor, "0123456789");
  EXPECT_EQ(editor.view(4).text, "789");
  EXPECT_EQ(editor.view(4).cursor, 3U);
  after(editor, "\x1b[H");
  EXPECT_EQ(editor.view(4).text, "0123");
  EXPECT_EQ(editor.view(4).cursor, 0U);
}

}  // namespace
}  // namespace weft::cli::inspect
