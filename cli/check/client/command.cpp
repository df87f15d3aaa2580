#include <cli/check/client/command.hpp>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace weft::cli::check {

namespace {

constexpr std::string_view place_of_url = "{url}";
constexpr std::string_view place_of_file = "{file}";

bool has(const std::vector<std::string>& words, std::string_view place) {
  return std::ranges::any_of(words, [place](const std::string& word) { return word.find(place) != std::string::npos; });
}

void fill(std::string& word, std::string_view place, const std::string& text) {
  for (auto at = word.find(place); at != std::string::npos; at = word.find(place, at + text.size()))
    word.replace(at, place.size(), text);
}

}  // namespace

Command::Command(std::vector<std::string> words) : words_(std::move(words)) {
  if (!has(words_, place_of_url))
    throw std::runtime_error("the command has no {url}: weft check client -- curl -sk {url}");
}

bool Command::wants_file() const {
  return has(words_, place_of_file);
}

std::vector<std::string> Command::words_for(const std::string& url, const std::string& file) const {
  std::vector<std::string> words = words_;
  for (std::string& word : words) {
    fill(word, place_of_url, url);
    fill(word, place_of_file, file);
  }
  return words;
}

std::string Command::text() const {
  return fmt::format("{}", fmt::join(words_, " "));
}

}  // namespace weft::cli::check
