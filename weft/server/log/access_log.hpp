// The access log: one line per request, in the format of choice.
//
//   AccessLog log({.path = "access.log", .fields = "date time c-ip cs-method cs-uri-stem sc-status cs-version"});
//   AccessRecorder recorder(log, loop);               // one per loop
//   recorder.record(record);                          // composes a line in memory: no allocation, no lock, no wait
//
// Lines are handed to one writer thread, whole, at the latest 100 ms later. A request never waits for the disk: when
// the disk fails or cannot keep up, lines are dropped and counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <system_error>

#include <weft/base/buffer.hpp>
#include <weft/io/deadline.hpp>
#include <weft/io/loop.hpp>
#include <weft/server/log/access_log_options.hpp>
#include <weft/server/log/diagnostics.hpp>
#include <weft/server/log/log_format.hpp>
#include <weft/server/log/log_writer.hpp>

namespace weft::server {

class AccessLog {
 public:
  // Throws std::invalid_argument for a field that is not known or that the format does not take, and for a rotation of
  // standard output, std::system_error for a file that cannot be opened.
  // `tell` takes a line where the file cannot be rotated; on another thread.
  explicit AccessLog(const AccessLogOptions& options, DiagnosticSink tell = print_diagnostic);

  const LineFormat& format() const { return format_; }
  LogWriter& writer() { return writer_; }
  // After the file has been moved away; from any thread. LogWriter::reopen() tells more.
  std::error_code reopen();
  std::uint64_t dropped() const { return writer_.dropped(); }

 private:
  LineFormat format_;
  LogWriter writer_;
};

// One loop's side of the log.
class AccessRecorder final : private io::Deadline {
 public:
  AccessRecorder(AccessLog& log, io::Loop& loop) : log_(log), loop_(loop) {}
  // Hands over what is left.
  ~AccessRecorder();

  // Whether a record needs AccessRecord::waits.
  bool shows_waits() const { return log_.format().shows_waits(); }
  // Whether it needs AccessRecord::sections or priority.
  bool shows_streams() const { return log_.format().shows_streams(); }
  void record(const AccessRecord& record);
  void flush();

 private:
  void on_deadline(Time now) override;

  // Handing over takes a lock and wakes a thread: a batch shares that.
  static constexpr std::size_t batch = 32 * 1024;
  static constexpr Duration delay = std::chrono::milliseconds(50);

  AccessLog& log_;
  io::Loop& loop_;
  Buffer lines_;
  std::size_t count_ = 0;
};

}  // namespace weft::server
