#include <weft/server/log/log_writer.hpp>

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace weft::server {
namespace {

constexpr const char* standard_output = "-";

io::Output open_log(const std::string& path, io::Opening opening) {
  return path == standard_output ? io::Output::standard(STDOUT_FILENO) : io::Output::file(path, opening);
}

// Up to and with the first end of a line.
std::size_t first_line(Octets octets) {
  const auto end = std::find(octets.begin(), octets.end(), std::uint8_t{'\n'});
  return std::min(octets.size(), static_cast<std::size_t>(end - octets.begin()) + 1);
}

}  // namespace

LogWriter::LogWriter(const std::string& path, Buffer header, std::size_t capacity, Duration retry_after,
                     Duration last_patience)
    : path_(path),
      capacity_(capacity),
      retry_after_(retry_after),
      last_patience_(last_patience),
      header_(std::move(header)),
      output_(open_log(path, io::Opening::may_wait)) {
  if (!output_.valid()) {
    throw std::system_error(errno, std::generic_category(), "cannot open the log \"" + path + "\"");
  }
  thread_ = std::thread([this] { run(); });
}

LogWriter::~LogWriter() {
  finish();
}

void LogWriter::finish() {
  if (!thread_.joinable()) return;
  begin_to_finish();
  thread_.join();
}

void LogWriter::begin_to_finish() {
  {
    const std::lock_guard lock(mutex_);
    if (!stopping_) give_up_ = std::chrono::steady_clock::now() + last_patience_;
    stopping_ = true;
  }
  changed_.notify_one();
}

void LogWriter::rotate(const LogRotation& rotation, RotationHooks hooks) {
  const std::lock_guard lock(mutex_);
  rotated_.emplace(path_, rotation);
  hooks_ = std::move(hooks);
}

void LogWriter::hand_over(Buffer& lines, std::size_t count) {
  {
    const std::lock_guard lock(mutex_);
    if (pending_.size() + lines.size() > capacity_) {
      dropped_.fetch_add(count, std::memory_order_relaxed);
    } else {
      pending_.append(lines.readable());
    }
  }
  lines.clear();
  changed_.notify_one();
}

std::error_code LogWriter::reopen(Buffer header) {
  if (path_ == standard_output) return {};
  const std::lock_guard opening(opening_);
  io::Output output = open_log(path_, io::Opening::at_once);
  if (!output.valid()) return {errno, std::generic_category()};
  {
    const std::lock_guard lock(mutex_);
    // The file was not moved away, so that there is nothing to change.
    if (output.is_same_as(next_ ? next_->output : output_)) return {};
    next_ = Next{std::move(output), std::move(header)};
  }
  changed_.notify_one();
  return {};
}

void LogWriter::run() {
  Buffer lines;
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || next_ || !pending_.empty(); });
    const bool last = stopping_;
    lines.append(pending_.readable());
    pending_.clear();
    auto next = std::exchange(next_, std::nullopt);
    lock.unlock();
    if (next) change_file(*std::move(next), lines);
    const Written written = write_lines(lines);
    if (last && written != Written::elsewhere) return count_dropped(lines.readable());
    if (written != Written::refused) continue;
    // New lines do not end the pause; the end of the server and another file do.
    lock.lock();
    changed_.wait_for(lock, retry_after_, [this] { return stopping_ || next_; });
  }
}

// A line ends in the file in which it began, or is lost.
void LogWriter::change_file(Next next, Buffer& lines) {
  if (const std::size_t size = begun_line(lines); size != 0) {
    const Octets rest = lines.readable().first(size);
    if (output_.write(rest) != static_cast<std::ptrdiff_t>(size)) count_dropped(rest);
    lines.consume(size);
  }
  const std::lock_guard lock(mutex_);
  output_ = std::move(next.output);
  header_ = std::move(next.header);
  inside_line_ = false;
  if (rotated_) rotated_->begin();
}

void LogWriter::rotate_if_due(const Buffer& lines) {
  const auto now = std::chrono::system_clock::now();
  if (!rotated_ || inside_line_ || !rotated_->is_due(first_line(lines.readable()), now)) return;
  const std::lock_guard opening(opening_);
  const auto report = [this](std::string_view verb, const std::error_code& error) {
    hooks_.tell(fmt::format("cannot {} the log \"{}\": {}; lines go on to the file that is open", verb, path_,
                            error.message()));
  };
  if (const auto failed = rotated_->move_away(now)) return report("move away", failed);
  io::Output output = open_log(path_, io::Opening::at_once);
  if (!output.valid()) return report("open anew", {errno, std::generic_category()});
  const std::lock_guard lock(mutex_);
  output_ = std::move(output);
  header_ = hooks_.header();
}

std::size_t LogWriter::portion_of(const Buffer& lines) const {
  const auto octets = lines.readable();
  if (!rotated_ || octets.size() <= rotated_->room()) return octets.size();
  const auto fitting = octets.first(static_cast<std::size_t>(rotated_->room()));
  const auto whole = std::find(fitting.rbegin(), fitting.rend(), std::uint8_t{'\n'}).base() - fitting.begin();
  return whole > 0 ? static_cast<std::size_t>(whole) : first_line(octets);
}

LogWriter::Written LogWriter::write_lines(Buffer& lines) {
  Written written = Written::all;
  while (!lines.empty() && written == Written::all) {
    rotate_if_due(lines);
    written = write_all(header_, header_.size());
    if (written == Written::all) written = write_all(lines, portion_of(lines));
  }
  if (written == Written::refused) drop(lines);
  return written;
}

LogWriter::Written LogWriter::write_all(Buffer& octets, std::size_t size) {
  while (size != 0) {
    const auto left = octets.readable().first(size);
    const auto taken = output_.write(left);
    if (taken < 0) return Written::refused;
    if (taken > 0) {
      const auto written = static_cast<std::size_t>(taken);
      inside_line_ = left[written - 1] != '\n';
      octets.consume(written);
      size -= written;
      if (rotated_) rotated_->wrote(written, std::chrono::system_clock::now());
    } else if (const Written room = await_room(); room != Written::all) {
      return room;
    }
  }
  return Written::all;
}

LogWriter::Written LogWriter::await_room() {
  do {
    const std::lock_guard lock(mutex_);
    if (next_) return Written::elsewhere;
    if (stopping_ && std::chrono::steady_clock::now() >= give_up_) return Written::refused;
  } while (!output_.await_room(look));
  return Written::all;
}

void LogWriter::drop(Buffer& lines) {
  const std::size_t kept = begun_line(lines);
  count_dropped(lines.readable().subspan(kept));
  lines.truncate(kept);
}

// If the header was cut, the file takes the rest of the header next, and no line has begun.
std::size_t LogWriter::begun_line(const Buffer& lines) const {
  return inside_line_ && header_.empty() ? first_line(lines.readable()) : 0;
}

void LogWriter::count_dropped(Octets lines) {
  const auto count = std::count(lines.begin(), lines.end(), std::uint8_t{'\n'});
  dropped_.fetch_add(static_cast<std::uint64_t>(count), std::memory_order_relaxed);
}

}  // namespace weft::server
