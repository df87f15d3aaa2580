#include <weft/server/log/log_writer.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace weft::server {
namespace {

int open_file(const std::string& path) {
  if (path == "-") return ::dup(STDOUT_FILENO);
  return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
}

// A pipe that nobody reads any more must be an error of write(), not the end of the process.
void block_broken_pipe_signal() {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}

std::size_t count_lines(Octets octets) {
  return static_cast<std::size_t>(std::count(octets.begin(), octets.end(), std::uint8_t{'\n'}));
}

// Up to and with the first end of a line.
std::size_t first_line(Octets octets) {
  return static_cast<std::size_t>(std::find(octets.begin(), octets.end(), std::uint8_t{'\n'}) - octets.begin()) + 1;
}

}  // namespace

LogWriter::LogWriter(const std::string& path, Buffer header, std::size_t capacity, Duration retry_after)
    : capacity_(capacity), retry_after_(retry_after), file_(open_file(path)), header_(std::move(header)) {
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), "cannot open the log \"" + path + "\"");
  thread_ = std::thread([this] { run(); });
}

LogWriter::~LogWriter() {
  finish();
  ::close(file_);
}

void LogWriter::finish() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
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

void LogWriter::run() {
  block_broken_pipe_signal();
  Buffer lines;
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
    const bool last = stopping_;
    lines.append(pending_.readable());
    pending_.clear();
    lock.unlock();
    const bool written = write_lines(lines);
    if (last) return;
    if (written) continue;
    // New lines do not end the pause; the end of the server does.
    lock.lock();
    changed_.wait_for(lock, retry_after_, [this] { return stopping_; });
  }
}

bool LogWriter::write_lines(Buffer& lines) {
  if (lines.empty()) return true;
  if (write_all(header_) && write_all(lines)) return true;
  drop(lines);
  return false;
}

bool LogWriter::write_all(Buffer& octets) {
  while (!octets.empty()) {
    const auto left = octets.readable();
    const auto written = ::write(file_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    const auto size = static_cast<std::size_t>(written);
    inside_line_ = left[size - 1] != '\n';
    octets.consume(size);
  }
  return true;
}

void LogWriter::drop(Buffer& lines) {
  // Where the header was cut, its own rest is what comes next.
  const std::size_t kept = inside_line_ && header_.empty() ? first_line(lines.readable()) : 0;
  dropped_.fetch_add(count_lines(lines.readable().subspan(kept)), std::memory_order_relaxed);
  lines.truncate(kept);
}

}  // namespace weft::server
