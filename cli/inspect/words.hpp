// A line of the prompt as words, taken one by one. Each fault says where it is and what was expected there.
//
//   Words words(R"(data 1 "two words" end)");
//   words.take_number("a stream", 0, 9);  words.take("a text");  words.take_if("end");  words.expect_end();
//
// Words stand between spaces. Text in double quotes keeps its spaces, and knows \n \r \t \" \\ and \xHH.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weft::cli::inspect {

// Thrown.
struct Wrong {
  // The place of the octet where the fault is, from 1.
  std::size_t column = 1;
  // "expected a stream, not "x"".
  std::string words;
};

struct Word {
  std::string text;
  std::size_t column = 1;
  // It begins with a quote, so it is a text and nothing else.
  bool is_quoted = false;
};

class Words {
 public:
  explicit Words(std::string_view line);

  bool at_end() const { return next_ == words_.size(); }
  // The next word is this one, in any case of its letters, and no text in quotes.
  bool is_next(std::string_view word) const;
  bool take_if(std::string_view word);
  // `expected` is told where there is none.
  const Word& take(std::string_view expected);
  // Decimal, or hexadecimal behind 0x.
  std::uint32_t take_number(std::string_view expected, std::uint32_t least, std::uint32_t most);
  // Not yet taken. There is one.
  const Word& next() const { return words_[next_]; }

  void expect_end(std::string_view or_else = {}) const;
  // The next word is wrong, or its lack.
  [[noreturn]] void fail(std::string_view expected) const;

 private:
  std::vector<Word> words_;
  std::size_t next_ = 0;
  std::size_t end_column_;
};

// A word is wrong, from its octet `offset` on.
[[noreturn]] void fail(const Word& word, std::string_view expected, std::size_t offset = 0);

// The whole text, decimal or hexadecimal behind 0x. False for anything else, and for a number above `most`.
bool parse_number(std::string_view text, std::uint32_t most, std::uint32_t& number);

}  // namespace weft::cli::inspect
