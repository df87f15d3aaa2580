#include <cli/load/report.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <cli/support/interrupt.hpp>
#include <weft/base/grouped.hpp>

namespace weft::cli::load {

namespace {

std::string three_digits(double value, std::string_view unit) {
  const int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
  return fmt::format("{:.{}f} {}", value, decimals, unit);
}

std::string octets(std::uint64_t count) {
  constexpr std::array units = {std::pair{1e9, "GB"}, std::pair{1e6, "MB"}, std::pair{1e3, "kB"}};
  const double value = static_cast<double>(count);
  for (const auto& [size, unit] : units) {
    if (value >= size) return three_digits(value / size, unit);
  }
  return fmt::format("{} octets", count);
}

std::string saving(std::uint64_t fields, std::uint64_t wire) {
  if (fields == 0) return "none";
  return fmt::format("{:.1f} %", 100 - 100 * static_cast<double>(wire) / static_cast<double>(fields));
}

std::string line(std::string_view name, const std::string& text) {
  return fmt::format("{:<11}{}\n", name, text);
}

std::string statuses(const Tally& tally) {
  std::string text;
  for (std::size_t status = 0; status < tally.statuses.size(); ++status) {
    if (tally.statuses[status] == 0) continue;
    text += fmt::format("{}{} x {}", text.empty() ? "" : ", ", grouped(tally.statuses[status]), status);
  }
  return text.empty() ? "none" : text;
}

std::string latency(const Histogram& histogram) {
  constexpr std::array shares = {std::pair{"p50", 0.5}, std::pair{"p90", 0.9}, std::pair{"p99", 0.99},
                                 std::pair{"p99.9", 0.999}, std::pair{"p99.99", 0.9999}};
  std::string text = line("latency", fmt::format("min {}, mean {}, deviation {}", in_words(histogram.smallest()),
                                                 in_words(histogram.mean()), in_words(histogram.deviation())));
  std::string tail;
  for (const auto& [name, share] : shares) tail += fmt::format("{} {}, ", name, in_words(histogram.at(share)));
  return text + line("", fmt::format("{}max {}", tail, in_words(histogram.largest())));
}

std::string cpu(const Plan& plan, const Figures& figures) {
  const double busy = figures.elapsed <= Duration() ? 0
                                                    : 100 * static_cast<double>(figures.own_cpu.count()) /
                                                          static_cast<double>(figures.elapsed.count());
  std::string text = fmt::format("{:.2f} µs a request here ({:.0f} % of {} thread{})", figures.own_microseconds(), busy,
                                 plan.threads, plan.threads == 1 ? "" : "s");
  if (const auto server = figures.server_microseconds()) text += fmt::format(", {:.2f} µs in the server", *server);
  return text;
}

std::string requests(const Figures& figures) {
  return fmt::format("{} answered, {} failed, in {}: {} a second", grouped(figures.tally.latency.count()),
                     grouped(figures.tally.failures), in_words(figures.elapsed),
                     in_digits(figures.requests_per_second()));
}

// Remarks on requests that are neither answered nor failed, and on those that took more than one try.
std::string remarks(const Figures& figures) {
  const Tally& tally = figures.tally;
  std::string text;
  if (figures.interrupted != 0) {
    text += line("", fmt::format("interrupted by {} with {} under way", name_of_signal(figures.interrupted),
                                 grouped(tally.unfinished)));
  }
  if (tally.unsent > 0) text += line("", fmt::format("{} were due and never sent", grouped(tally.unsent)));
  if (tally.resent > 0) {
    text +=
        line("", fmt::format("{} times one was sent again that the server had not processed", grouped(tally.resent)));
  }
  return text;
}

}  // namespace

std::string in_digits(double number) {
  if (number >= 99.95) return grouped(static_cast<std::uint64_t>(std::llround(number)));
  return fmt::format("{:.3g}", number);
}

std::string in_words(Duration duration) {
  const double ns = static_cast<double>(duration.count());
  if (ns < 1e3) return fmt::format("{} ns", duration.count());
  if (ns < 1e6) return three_digits(ns / 1e3, "µs");
  if (ns < 1e9) return three_digits(ns / 1e6, "ms");
  return three_digits(ns / 1e9, "s");
}

std::string to_text(const Plan& plan, const Figures& figures) {
  const Tally& tally = figures.tally;
  const TransferCounts& transfers = tally.transfers;
  std::string text = line("target", fmt::format("{}, {}, {} connections x {} streams", plan.target.origin(),
                                                figures.spoken.empty() ? "not connected" : figures.spoken,
                                                figures.connected, plan.h2.streams));
  text += line("requests", requests(figures));
  text += remarks(figures);
  text += line("status", statuses(tally));
  for (const auto& [reason, count] : tally.errors)
    text += line("error", fmt::format("{} x {}", grouped(count), reason));
  if (tally.reconnects > 0) text += line("", fmt::format("{} connections were made anew", grouped(tally.reconnects)));
  text += latency(tally.latency);
  text += line("", fmt::format("first octet {} (p50), {} (p99); to connect {} (p50), {} (p99)",
                               in_words(tally.first_octet.at(0.5)), in_words(tally.first_octet.at(0.99)),
                               in_words(tally.connect.at(0.5)), in_words(tally.connect.at(0.99))));
  text += line("octets", fmt::format("{} sent, {} of them bodies; {} received, {} of them bodies",
                                     octets(transfers.sent), octets(transfers.request_bodies),
                                     octets(transfers.received), octets(transfers.response_bodies)));
  text += line("fields", fmt::format("saved by compression: {} of requests, {} of responses",
                                     saving(transfers.request_fields, transfers.request_blocks),
                                     saving(transfers.response_fields, transfers.response_blocks)));
  text += line("reads",
               fmt::format("{}: {:.1f} requests per read", grouped(transfers.reads), transfers.requests_per_read()));
  return text + line("CPU", cpu(plan, figures));
}

std::string to_text(const Side& a, const Side& b) {
  if (a.runs.empty()) return "no pair of runs is complete: nothing to compare\n";
  std::string text = fmt::format("{:<32}{:>14}{:>14}   {}\n", "", "A", "B", "A / B");
  double confidence = 0;
  for (const Measure& measure : measures(a, b)) {
    const Ratio ratio = compare(measure, a, b);
    confidence = ratio.confidence;
    text +=
        fmt::format("{:<32}{:>14}{:>14}   {:.3f} ({:.3f} to {:.3f})\n", measure.title, in_digits(median(measure, a)),
                    in_digits(median(measure, b)), ratio.median, ratio.low, ratio.high);
  }
  return text + fmt::format(
                    "Medians of {} runs each; each ratio is the median of {} pairs, and the true one is within the "
                    "brackets with {:.1f} % confidence.\n",
                    a.runs.size(), a.runs.size(), 100 * confidence);
}

std::string to_text(const Progress& progress) {
  if (progress.elapsed < Duration()) return fmt::format("warming up for {} more", in_words(-progress.elapsed));
  const double seconds = std::max(1e-9, static_cast<double>(progress.elapsed.count()) / 1e9);
  return fmt::format("{:.1f} s  {} answered  {}/s  {} failed", seconds, grouped(progress.answered),
                     in_digits(static_cast<double>(progress.answered) / seconds), grouped(progress.failed));
}

}  // namespace weft::cli::load
