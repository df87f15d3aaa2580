#include <cli/inspect/words.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include <weft/base/printable.hpp>
#include <weft/http/text.hpp>

namespace weft::cli::inspect {

namespace {

constexpr std::string_view spaces = " \t\r\n";

std::optional<std::uint8_t> hex_octet(std::string_view digits) {
  std::uint8_t octet = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), octet, 16);
  const bool is_whole = digits.size() == 2 && error == std::errc() && end == digits.data() + digits.size();
  return is_whole ? std::optional(octet) : std::nullopt;
}

// Cuts one word off a line.
class Cutter {
 public:
  explicit Cutter(std::string_view line) : line_(line) {}

  bool skip_spaces() {
    at_ = std::min(line_.find_first_not_of(spaces, at_), line_.size());
    return at_ < line_.size();
  }
  Word cut() {
    Word word{{}, at_ + 1, line_[at_] == '"'};
    while (at_ < line_.size() && spaces.find(line_[at_]) == spaces.npos) {
      if (line_[at_] == '"') {
        add_quoted(word.text);
      } else {
        word.text += line_[at_++];
      }
    }
    return word;
  }

 private:
  void add_quoted(std::string& text) {
    const std::size_t begin = at_++;
    while (at_ < line_.size() && line_[at_] != '"') {
      if (line_[at_] == '\\') {
        add_escaped(text);
      } else {
        text += line_[at_++];
      }
    }
    if (at_ == line_.size()) throw Wrong{begin + 1, "expected a second \" that ends this text"};
    ++at_;
  }

  void add_escaped(std::string& text) {
    constexpr std::string_view marks = "nrt\"\\";
    constexpr std::string_view meant = "\n\r\t\"\\";
    const std::string_view rest = line_.substr(at_ + 1);
    const std::size_t mark = rest.empty() ? marks.npos : marks.find(rest[0]);
    const auto octet = rest.starts_with('x') ? hex_octet(rest.substr(1, 2)) : std::nullopt;
    if (mark == marks.npos && !octet)
      throw Wrong{at_ + 1, R"(expected \n, \r, \t, \", \\ or \x with two hexadecimal digits)"};
    text += octet ? static_cast<char>(*octet) : meant[mark];
    at_ += octet ? 4U : 2U;
  }

  std::string_view line_;
  std::size_t at_ = 0;
};

std::string sentence(std::string_view expected, std::string_view found) {
  return fmt::format("expected {}, not {}", expected, found);
}

}  // namespace

Words::Words(std::string_view line) : end_column_(line.find_last_not_of(spaces) + 2) {
  Cutter cutter(line);
  while (cutter.skip_spaces()) words_.push_back(cutter.cut());
}

bool Words::is_next(std::string_view word) const {
  return !at_end() && !next().is_quoted && http::equals_ignoring_case(next().text, word);
}

bool Words::take_if(std::string_view word) {
  const bool is_it = is_next(word);
  if (is_it) ++next_;
  return is_it;
}

const Word& Words::take(std::string_view expected) {
  if (at_end()) fail(expected);
  return words_[next_++];
}

std::uint32_t Words::take_number(std::string_view expected, std::uint32_t least, std::uint32_t most) {
  std::uint32_t number = 0;
  if (at_end() || !parse_number(next().text, most, number) || number < least) {
    fail(fmt::format("{} from {} to {}", expected, least, most));
  }
  ++next_;
  return number;
}

void Words::expect_end(std::string_view or_else) const {
  if (at_end()) return;
  fail(or_else.empty() ? "the end of the line" : fmt::format("{} or the end of the line", or_else));
}

void Words::fail(std::string_view expected) const {
  if (!at_end()) inspect::fail(next(), expected);
  throw Wrong{end_column_, sentence(expected, "the end of the line")};
}

void fail(const Word& word, std::string_view expected, std::size_t offset) {
  throw Wrong{word.column + offset, sentence(expected, fmt::format("\"{}\"", printable(word.text.substr(offset))))};
}

bool parse_number(std::string_view text, std::uint32_t most, std::uint32_t& number) {
  const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
  const std::string_view digits = text.substr(is_hex ? 2 : 0);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, is_hex ? 16 : 10);
  return error == std::errc() && end == digits.data() + digits.size() && number <= most;
}

}  // namespace weft::cli::inspect
