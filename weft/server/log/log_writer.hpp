// One thread that writes lines to a file, so that nobody else waits for a disk.
//
//   LogWriter writer("access.log", header, capacity);
//   writer.rotate({.size = 100 << 20}, hooks);        // where it is to move the file away by itself
//   writer.hand_over(lines, count);                   // from any thread; `lines` is emptied
//   writer.reopen(header);                            // after others have moved the file away
//   writer.finish();                                  // then dropped() is final
//
// The header goes before the first line that the file takes.
// The queue of lines is bounded. When it is full, or when the file refuses (no space, I/O error, closed pipe), whole
// lines are dropped and counted; the file is tried again after `retry_after`. A line is never left half written between
// others. A pipe that is full only delays: until there is room, another file, or the end.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include <weft/base/buffer.hpp>
#include <weft/base/time.hpp>
#include <weft/io/output.hpp>
#include <weft/server/log/log_rotation.hpp>

namespace weft::server {

class LogWriter {
 public:
  // "-": standard output. Throws std::system_error when the file cannot be opened.
  LogWriter(const std::string& path, Buffer header, std::size_t capacity,
            Duration retry_after = std::chrono::seconds(1), Duration last_patience = std::chrono::seconds(2));
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  // What the writing thread asks for while it rotates.
  struct RotationHooks {
    // What a new file begins with.
    std::function<Buffer()> header;
    // Takes a sentence: why lines go on to the file that is open.
    std::function<void(std::string_view)> tell;
  };
  // Once, before the first hand_over().
  void rotate(const LogRotation& rotation, RotationHooks hooks);
  // `count` whole lines.
  void hand_over(Buffer& lines, std::size_t count);
  // Opens the path once more, from any thread: lines not yet written go there. If it cannot be opened, the error is
  // told and lines go on to the file that is open. Standard output stays what it is.
  std::error_code reopen(Buffer header);
  // Writes what waits, unless the file refuses or takes longer than `last_patience`, and nothing afterwards.
  void finish();
  // The same, without a wait for the end: finish() is still due.
  void begin_to_finish();

  const std::string& path() const { return path_; }
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  struct Next {
    io::Output output;
    Buffer header;
  };
  enum class Written : std::uint8_t { all, refused, elsewhere };

  void run();
  void change_file(Next next, Buffer& lines);
  // `elsewhere`: another file is waiting, which takes what is left of the lines.
  Written write_lines(Buffer& lines);
  // The first `size` octets.
  Written write_all(Buffer& octets, std::size_t size);
  // `all` when there is room.
  Written await_room();
  void rotate_if_due(const Buffer& lines);
  // How many octets of the lines go to the file that is open: whole lines, and one at least.
  std::size_t portion_of(const Buffer& lines) const;
  // Drops all but the rest of a line whose beginning is in the file.
  void drop(Buffer& lines);
  std::size_t begun_line(const Buffer& lines) const;
  void count_dropped(Octets lines);

  // How often somebody who waits for room looks for another file and for the end.
  static constexpr Duration look = std::chrono::milliseconds(50);

  const std::string path_;
  const std::size_t capacity_;
  const Duration retry_after_;
  const Duration last_patience_;
  Buffer header_;
  bool inside_line_ = false;
  std::optional<RotatedFile> rotated_;
  RotationHooks hooks_;
  std::atomic<std::uint64_t> dropped_ = 0;

  // Held while the path is opened, so that a file that is being moved away is not opened anew. Taken before `mutex_`.
  std::mutex opening_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Buffer pending_;
  // Changed under the mutex, and by the writing thread alone.
  io::Output output_;
  std::optional<Next> next_;
  bool stopping_ = false;
  Time give_up_ = never;

  std::thread thread_;
};

}  // namespace weft::server
