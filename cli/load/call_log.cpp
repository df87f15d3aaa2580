#include <cli/load/call_log.hpp>

#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

namespace weft::cli::load {

namespace {

// Lines that are written at once.
constexpr std::size_t batch = 64 * 1024;

double microseconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1e3;
}

}  // namespace

CallLogFile::CallLogFile(const std::string& path) : path_(path), file_(std::fopen(path.c_str(), "w")) {
  if (!file_) throw std::runtime_error(fmt::format("{}: cannot be written", path));
  write(columns);
}

void CallLogFile::write(std::string_view lines) {
  const std::lock_guard lock(mutex_);
  if (std::fwrite(lines.data(), 1, lines.size(), file_.get()) != lines.size()) failed_ = true;
}

void CallLogFile::close() {
  if (std::fflush(file_.get()) != 0 || failed_) {
    throw std::runtime_error(fmt::format("{}: not all could be written", path_));
  }
}

void CallLog::add(const Call& call, Time from, Time now, std::string_view result) {
  if (call.due < from) return;
  const Request& request = requests_[call.request];
  auto out = std::back_inserter(lines_);
  fmt::format_to(out, "{:.6f}\t{:.1f}\t", microseconds(call.due - from) / 1e6, microseconds(now - call.due));
  if (call.status == 0)
    fmt::format_to(out, "-\t-\t");
  else
    fmt::format_to(out, "{:.1f}\t{}\t", microseconds(call.first - call.due), call.status);
  fmt::format_to(out, "{}\t{}\t{}\t{}\n", call.again ? 1 : 0, request.method, request.path, result);
  if (lines_.size() < batch) return;
  file_.write(lines_);
  lines_.clear();
}

}  // namespace weft::cli::load
