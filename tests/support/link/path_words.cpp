#include "path_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>

namespace weft::link {

namespace {

// A number and the unit behind it.
struct Amount {
  double number = 0;
  std::string_view unit;
};

std::optional<Amount> amount_of(std::string_view text) {
  Amount amount;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount.number);
  if (error != std::errc() || !std::isfinite(amount.number) || amount.number < 0) return std::nullopt;
  amount.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return amount;
}

std::optional<std::uint64_t> count_of(std::string_view text) {
  constexpr double most = 1e15;
  const auto amount = amount_of(text);
  if (!amount) return std::nullopt;
  double count = amount->number;
  if (amount->unit == "k") count *= 1e3;
  if (amount->unit == "M") count *= 1e6;
  if (amount->unit == "G") count *= 1e9;
  const bool is_known = amount->unit.empty() || amount->unit == "k" || amount->unit == "M" || amount->unit == "G";
  if (!is_known || count > most) return std::nullopt;
  return static_cast<std::uint64_t>(count);
}

std::optional<Duration> duration_of(std::string_view text) {
  constexpr double longest = 60'000;
  const auto amount = amount_of(text);
  if (!amount || amount->unit != "ms" || amount->number > longest) return std::nullopt;
  return Duration(static_cast<std::int64_t>(amount->number * 1e6));
}

std::optional<double> number_of(std::string_view text, double least, double most) {
  const auto amount = amount_of(text);
  if (!amount || !amount->unit.empty() || amount->number < least || amount->number > most) return std::nullopt;
  return amount->number;
}

// False where `value` does not fit.
template <typename To, typename From>
bool set(To& to, const std::optional<From>& value) {
  if (value) to = static_cast<To>(*value);
  return value.has_value();
}

// Says why the word is wrong, or nothing.
std::string_view read(Path& path, std::string_view name, std::string_view value) {
  constexpr std::string_view count = "a number, with k, M or G behind it for larger ones";
  if (name == "rate") return set(path.rate, count_of(value)) ? "" : count;
  if (name == "queue") return set(path.queue, count_of(value)) ? "" : count;
  if (name == "delay") return set(path.delay, duration_of(value)) ? "" : "milliseconds up to 60000ms, as in 40ms";
  if (name == "loss") return set(path.loss, number_of(value, 0, 0.99)) ? "" : "a share from 0 to 0.99";
  if (name == "burst") return set(path.burst, number_of(value, 1, 1e6)) ? "" : "a number of packets, 1 or more";
  if (name == "seed") return set(path.seed, number_of(value, 0, 4294967295.0)) ? "" : "a number below 2^32";
  return "one of rate, delay, queue, loss, burst, seed";
}

}  // namespace

Result<Path, std::string> path_of(std::string_view words) {
  Path path;
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(','));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    const auto equals = word.find('=');
    const std::string_view value = equals == word.npos ? std::string_view() : word.substr(equals + 1);
    const std::string_view wrong = read(path, word.substr(0, equals), value);
    if (!wrong.empty()) return tl::unexpected(fmt::format("{}: expected {}", word, wrong));
  }
  return path;
}

}  // namespace weft::link
