// When the file of a log has been long enough in use, and what becomes of it: it is moved away under a name with the
// time, "access.log.20261129T131413.250Z", and the oldest of those are removed.
//
//   RotatedFile file("access.log", {.size = 100 << 20, .age = std::chrono::hours(24), .keep = 10});
//   if (file.is_due(next_line, now)) file.move_away(now);         // without an error the path is opened once more
//   file.wrote(octets, now);
//
// Only a regular file is ever moved: neither a device nor a pipe.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include <weft/base/time.hpp>

namespace weft::server {

struct LogRotation {
  // Octets that a file may have; 0: any number. A line is never cut: a longer one has a file of its own.
  std::uint64_t size = 0;
  // A file has lines of one such period, counted from 1970 in UTC: 24 hours end at midnight. It is moved away when the
  // first line of another period comes. Shorter than a millisecond is one.
  std::optional<Duration> age = {};
  // How many files that were moved away stay; 0: all.
  unsigned keep = 10;

  bool is_wanted() const { return size != 0 || age; }
  friend bool operator==(const LogRotation&, const LogRotation&) = default;
};

class RotatedFile {
 public:
  using WallTime = std::chrono::system_clock::time_point;

  RotatedFile(std::string path, const LogRotation& rotation);

  // The path has been opened: again, or for the first time.
  void begin();
  // Whether the file must go before the next octets, a whole line, are written.
  bool is_due(std::size_t next, WallTime now) const;
  // How many octets it takes before it is due by its size.
  std::uint64_t room() const;
  void wrote(std::size_t octets, WallTime now);
  // With an error the file stays, and is due again when it has grown as much once more, or in the next period.
  std::error_code move_away(WallTime now);

 private:
  std::int64_t period_of(WallTime time) const;
  void remove_oldest() const;

  const std::string path_;
  const LogRotation rotation_;
  std::uint64_t size_ = 0;
  // That of its last line.
  std::int64_t period_ = 0;
};

}  // namespace weft::server
