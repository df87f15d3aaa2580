#include <cli/explain/find.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>

#include <fmt/format.h>

#include <weft/base/nearest_name.hpp>
#include <weft/frame/error_code.hpp>

namespace weft::cli::explain {

namespace {

constexpr std::string_view beginning_of_waits = "x_wait_";

char folded(char c) {
  if (c == '-') return '_';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string token_of(std::string_view name) {
  std::string token(name);
  std::transform(token.begin(), token.end(), token.begin(), folded);
  if (token.starts_with(beginning_of_waits)) token.erase(0, beginning_of_waits.size());
  return token;
}

// "0x2" or "2".
std::optional<std::uint32_t> number_in(std::string_view text) {
  const bool is_hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (is_hexadecimal) text.remove_prefix(2);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, is_hexadecimal ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<Term> terms_of(std::string_view token, bool is_code) {
  std::vector<Term> found;
  std::copy_if(all_terms().begin(), all_terms().end(), std::back_inserter(found),
               [&](const Term& term) { return term.token == token && (!is_code || term.list == List::error_code); });
  return found;
}

}  // namespace

std::vector<Term> find_terms(std::string_view name) {
  if (const auto number = number_in(name)) {
    return terms_of(token_of(frame::to_string(static_cast<frame::ErrorCode>(*number))), true);
  }
  return terms_of(token_of(name), false);
}

std::string why_unknown(std::string_view name) {
  if (number_in(name)) return fmt::format("{} is no error code of HTTP/2: RFC 9113 7 has 0x0 to 0xd", name);
  std::vector<std::string_view> tokens;
  for (const Term& term : all_terms()) tokens.push_back(term.token);
  return fmt::format("\"{}\" is no word of weft's, did you mean \"{}\"? A program may give reasons of its own", name,
                     nearest_name(token_of(name), tokens));
}

std::string error_code_text(std::string_view token) {
  for (std::uint32_t number = 0;; ++number) {
    const std::string_view name = frame::to_string(static_cast<frame::ErrorCode>(number));
    if (name.empty()) return {};
    if (token_of(name) == token) return fmt::format("{} ({:#x})", name, number);
  }
}

std::vector<std::string_view> reasons_with_code(std::string_view token) {
  std::vector<std::string_view> reasons;
  for (const Term& term : all_terms()) {
    if (term.list == List::h2 && term.code == token) reasons.push_back(term.token);
  }
  return reasons;
}

}  // namespace weft::cli::explain
