#include <cli/explain/page.hpp>

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <cli/explain/find.hpp>
#include <cli/support/help.hpp>

namespace weft::cli::explain {

namespace {

constexpr std::size_t label_column = 10;

std::string line(std::string_view label, std::string_view text, std::size_t width) {
  if (text.empty()) return {};
  return fmt::format("  {:<{}}{}\n", label, label_column - 2, wrapped(text, label_column, width));
}

std::string_view blame_text(std::string_view blame) {
  if (blame == "peer") return "the peer";
  if (blame == "user") return "the program that uses weft, or who calls it";
  if (blame == "library") return "weft itself";
  return blame;
}

// "PROTOCOL_ERROR (0x1)", "400"; empty where nothing is sent.
std::string code_text(std::string_view code) {
  if (code == "0") return {};
  const std::string name = error_code_text(code);
  return name.empty() ? std::string(code) : name;
}

// Error codes have the names of RFC 9113.
std::string name_of(const Term& term) {
  if (term.list != List::error_code) return std::string(term.token);
  const std::string text = error_code_text(term.token);
  return text.substr(0, text.find(' '));
}

std::string_view first_sentence(std::string_view text) {
  const std::size_t end = text.find(". ");
  return end == text.npos ? text : text.substr(0, end + 1);
}

std::string entry(const Term& term, std::size_t width) {
  constexpr std::size_t widest_column = 34;
  const std::size_t column = std::min(widest_column, width * 2 / 5);
  std::string out = "  " + name_of(term);
  // Names that reach into the right column, or touch it, have a line of their own.
  if (out.size() + 2 > column)
    out += "\n" + std::string(column, ' ');
  else
    out.resize(column, ' ');
  return out + wrapped(first_sentence(term.meaning), column, width) + "\n";
}

nlohmann::ordered_json value_or_null(std::string_view text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

}  // namespace

std::string page_of(const Term& term, std::size_t width) {
  const bool is_code = term.list == List::error_code;
  const std::string name = is_code ? error_code_text(term.token) : name_of(term);
  std::string out = wrapped(fmt::format("{}: {}", name, title_of(term.list)), 0, width) + "\n";
  out += line("ends", term.scope.empty() ? "" : fmt::format("the {}", term.scope), width);
  out += line("code", code_text(term.code), width);
  out += line("blame", blame_text(term.blame), width);
  out += line("meaning", term.meaning, width);
  out += line("advice", term.advice, width);
  if (is_code) out += line("reasons", fmt::format("{}", fmt::join(reasons_with_code(term.token), ", ")), width);
  return out;
}

std::string list_of(std::span<const Term> terms, std::size_t width) {
  std::string out;
  std::optional<List> last;
  for (const Term& term : terms) {
    if (last != term.list) out += fmt::format("{}{}:\n", last ? "\n" : "", title_of(term.list));
    last = term.list;
    out += entry(term, width);
  }
  return out;
}

std::string json_of(std::span<const Term> terms) {
  auto all = nlohmann::ordered_json::array();
  for (const Term& term : terms) {
    all.push_back({{"list", title_of(term.list)},
                   {"token", name_of(term)},
                   {"scope", value_or_null(term.scope)},
                   {"code", value_or_null(code_text(term.code))},
                   {"blame", value_or_null(term.blame)},
                   {"meaning", term.meaning},
                   {"advice", term.advice}});
  }
  return all.dump(2) + "\n";
}

}  // namespace weft::cli::explain
