#include <weft/server/log/access_logs.hpp>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace weft::server {
namespace {

bool is_same_file(const std::string& a, const std::string& b) {
  return std::filesystem::path(a).lexically_normal() == std::filesystem::path(b).lexically_normal();
}

}  // namespace

std::size_t AccessLogs::add(const AccessLogOptions& options, DiagnosticSink tell) {
  const auto known =
      std::ranges::find_if(logs_, [&](const Known& each) { return is_same_file(each.options.path, options.path); });
  const auto number = static_cast<std::size_t>(known - logs_.begin());
  if (known == logs_.end()) {
    logs_.push_back({options, std::make_unique<AccessLog>(options, std::move(tell))});
    return number;
  }
  AccessLogOptions wanted = options;
  wanted.path = known->options.path;
  if (known->options != wanted) {
    throw std::invalid_argument(fmt::format("the log \"{}\" was named before, with another format", options.path));
  }
  return number;
}

bool AccessLogs::reopen(const std::function<void(std::string_view path, const std::error_code& why)>& tell) {
  bool is_whole = true;
  for (const Known& each : logs_) {
    const std::error_code why = each.log->reopen();
    if (!why) continue;
    tell(each.options.path, why);
    is_whole = false;
  }
  return is_whole;
}

std::uint64_t AccessLogs::dropped() const {
  return std::accumulate(logs_.begin(), logs_.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const Known& each) { return sum + each.log->dropped(); });
}

// All at the same time: their patience does not add up.
void AccessLogs::finish() {
  for (const Known& each : logs_) each.log->writer().begin_to_finish();
  for (const Known& each : logs_) each.log->writer().finish();
}

AccessRecorders::AccessRecorders(AccessLogs& logs, io::Loop& loop) {
  for (std::size_t i = 0; i < logs.size(); ++i) {
    recorders_.push_back(std::make_unique<AccessRecorder>(logs.at(i), loop));
  }
}

bool AccessRecorders::show_waits(const AccessLogs::Some& logs) const {
  return std::ranges::any_of(logs, [this](std::size_t log) { return recorders_[log]->shows_waits(); });
}

bool AccessRecorders::show_streams(const AccessLogs::Some& logs) const {
  return std::ranges::any_of(logs, [this](std::size_t log) { return recorders_[log]->shows_streams(); });
}

bool AccessRecorders::show_streams() const {
  return std::ranges::any_of(recorders_, [](const auto& each) { return each->shows_streams(); });
}

void AccessRecorders::record(const AccessLogs::Some& logs, const AccessRecord& record) {
  for (const std::size_t log : logs) recorders_[log]->record(record);
}

void AccessRecorders::flush() {
  for (const auto& each : recorders_) each->flush();
}

}  // namespace weft::server
