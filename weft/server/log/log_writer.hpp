// One thread that writes lines to a file, so that nobody else waits for a disk.
//
//   LogWriter writer("access.log", header, capacity);
//   writer.hand_over(lines, count);                   // from any thread; `lines` is emptied
//   writer.finish();                                  // then dropped() is final
//
// The header goes before the first line that the file takes.
// What waits is bounded. When it is full, or when the file refuses (no space, I/O error, closed pipe), whole lines are
// dropped and counted; the file is tried again after `retry_after`. A line is never left half written between others.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include <weft/base/buffer.hpp>
#include <weft/base/time.hpp>

namespace weft::server {

class LogWriter {
 public:
  // "-": standard output. Throws std::system_error when the file cannot be opened.
  LogWriter(const std::string& path, Buffer header, std::size_t capacity,
            Duration retry_after = std::chrono::seconds(1));
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  // `count` whole lines.
  void hand_over(Buffer& lines, std::size_t count);
  // Writes what waits, unless the file refuses, and nothing afterwards.
  void finish();

  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  void run();
  // Both are false when the file refuses.
  bool write_lines(Buffer& lines);
  bool write_all(Buffer& octets);
  // All but the rest of a line whose beginning is in the file.
  void drop(Buffer& lines);

  const std::size_t capacity_;
  const Duration retry_after_;
  const int file_;
  Buffer header_;
  bool inside_line_ = false;
  std::atomic<std::uint64_t> dropped_ = 0;

  std::mutex mutex_;
  std::condition_variable changed_;
  Buffer pending_;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace weft::server
