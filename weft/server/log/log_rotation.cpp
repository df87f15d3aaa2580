#include <weft/server/log/log_rotation.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace weft::server {
namespace {

namespace fs = std::filesystem;

// Names in the order of time are in the order of letters.
std::string name_at(const std::string& path, RotatedFile::WallTime time) {
  const auto moment = std::chrono::floor<std::chrono::milliseconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(moment - day);
  return fmt::format("{}.{:04}{:02}{:02}T{:02}{:02}{:02}.{:03}Z", path, static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

// 'd' stands for a digit.
bool is_moved_away(std::string_view name, std::string_view file) {
  constexpr std::string_view pattern = ".ddddddddTdddddd.dddZ";
  if (!name.starts_with(file)) return false;
  name.remove_prefix(file.size());
  return std::ranges::equal(name, pattern, [](char each, char expected) {
    return expected == 'd' ? each >= '0' && each <= '9' : each == expected;
  });
}

}  // namespace

RotatedFile::RotatedFile(std::string path, const LogRotation& rotation) : path_(std::move(path)), rotation_(rotation) {
  begin();
}

void RotatedFile::begin() {
  struct stat file{};
  if (::stat(path_.c_str(), &file) != 0) file = {};
  size_ = static_cast<std::uint64_t>(file.st_size);
  period_ = period_of(std::chrono::system_clock::from_time_t(file.st_mtime));
}

bool RotatedFile::is_due(std::size_t next, WallTime now) const {
  return size_ != 0 && (next > room() || period_of(now) != period_);
}

std::uint64_t RotatedFile::room() const {
  if (rotation_.size == 0) return std::numeric_limits<std::uint64_t>::max();
  return rotation_.size - std::min(rotation_.size, size_);
}

void RotatedFile::wrote(std::size_t octets, WallTime now) {
  size_ += octets;
  period_ = period_of(now);
}

std::error_code RotatedFile::move_away(WallTime now) {
  size_ = 0;
  period_ = period_of(now);
  std::error_code failed;
  const bool is_file = fs::is_regular_file(path_, failed);
  if (failed) return failed;
  if (!is_file) return std::make_error_code(std::errc::not_supported);
  std::string old = name_at(path_, now);
  while (fs::exists(old, failed)) old = name_at(path_, now += std::chrono::milliseconds(1));
  fs::rename(path_, old, failed);
  if (!failed) remove_oldest();
  return failed;
}

std::int64_t RotatedFile::period_of(WallTime time) const {
  if (!rotation_.age) return 0;
  constexpr std::chrono::milliseconds shortest(1);
  const auto length = std::max(shortest, std::chrono::ceil<std::chrono::milliseconds>(*rotation_.age));
  return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()) / length;
}

// A file that cannot be removed, or a folder that cannot be read, is left alone.
void RotatedFile::remove_oldest() const {
  if (rotation_.keep == 0) return;
  const fs::path path = path_;
  std::error_code failed;
  std::vector<fs::path> old;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (fs::directory_iterator each(folder, failed), end; !failed && each != end; each.increment(failed)) {
    if (is_moved_away(each->path().filename().native(), path.filename().native())) old.push_back(each->path());
  }
  std::ranges::sort(old);
  for (std::size_t i = 0; i + rotation_.keep < old.size(); ++i) fs::remove(old[i], failed);
}

}  // namespace weft::server
