#include <weft/io/output.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <ctime>
#include <mutex>
#include <utility>

namespace weft::io {

namespace {

constexpr int open_to_append = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY;

struct stat status_of(int descriptor) {
  struct stat found{};
  ::fstat(descriptor, &found);
  return found;
}

// O_NONBLOCK belongs to the open file description, which a shell shares with us. Opening the file once more makes one
// that is ours alone. Sockets cannot be opened, and a pipe that another user has made may not.
Descriptor open_again(int number) {
  const std::string name = fmt::format("/proc/self/fd/{}", number);
  return Descriptor(::open(name.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
}

// A pipe takes up to PIPE_BUF octets as a whole or not at all.
Octets first_lines(Octets octets) {
  if (octets.size() <= PIPE_BUF) return octets;
  const Octets most = octets.first(PIPE_BUF);
  const auto end = as_text(most).rfind('\n');
  return end == std::string_view::npos ? most : most.first(end + 1);
}

// While an object of this class lives, its thread gets no SIGPIPE.
class BrokenPipesAreErrors {
 public:
  BrokenPipesAreErrors() {
    sigemptyset(&signal_);
    sigaddset(&signal_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signal_, &before_);
  }
  BrokenPipesAreErrors(const BrokenPipesAreErrors&) = delete;
  BrokenPipesAreErrors& operator=(const BrokenPipesAreErrors&) = delete;
  ~BrokenPipesAreErrors() {
    const int reason = errno;
    const timespec at_once{};
    if (reason == EPIPE) sigtimedwait(&signal_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = reason;
  }

 private:
  sigset_t signal_;
  sigset_t before_;
};

ssize_t write_to(int descriptor, Octets octets) {
  const BrokenPipesAreErrors guard;
  errno = 0;
  return ::write(descriptor, octets.data(), octets.size());
}

bool has_room(int descriptor, Duration patience) {
  pollfd waiting{descriptor, POLLOUT, 0};
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(patience).count();
  return ::poll(&waiting, 1, static_cast<int>(milliseconds)) > 0;
}

// For a descriptor whose write would wait. Two threads must not both count on the same room.
ssize_t write_where_room_is(int descriptor, Octets octets) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  if (has_room(descriptor, Duration::zero())) return write_to(descriptor, octets);
  errno = EAGAIN;
  return -1;
}

ssize_t send_to(int descriptor, Octets octets) {
  return ::send(descriptor, octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

}  // namespace

Output::Output(Descriptor descriptor, bool waits) : descriptor_(std::move(descriptor)), waits_(waits) {
  if (!valid()) return;
  const mode_t mode = status_of(descriptor_.number()).st_mode;
  if (S_ISSOCK(mode)) kind_ = Kind::socket;
  if (S_ISFIFO(mode) || S_ISCHR(mode)) kind_ = Kind::stream;
}

Output Output::file(const std::string& path, Opening opening) {
  const int at_once = opening == Opening::at_once ? O_NONBLOCK : 0;
  Descriptor opened(::open(path.c_str(), open_to_append | at_once, 0644));
  if (opened.valid()) ::fcntl(opened.number(), F_SETFL, O_APPEND | O_NONBLOCK);
  return {std::move(opened), false};
}

Output Output::standard(int number) {
  const mode_t mode = status_of(number).st_mode;
  if (S_ISFIFO(mode) || S_ISCHR(mode)) {
    if (Descriptor own = open_again(number); own.valid()) return {std::move(own), false};
  }
  return {Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 0)), true};
}

std::ptrdiff_t Output::write(Octets octets) const {
  if (kind_ != Kind::file) octets = first_lines(octets);
  const bool may_wait = kind_ == Kind::stream && waits_;
  const auto write_how = kind_ == Kind::socket ? send_to : may_wait ? write_where_room_is : write_to;
  const ssize_t taken = write_how(descriptor_.number(), octets);
  if (taken > 0) return taken;
  return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

bool Output::await_room(Duration patience) const {
  return has_room(descriptor_.number(), patience);
}

bool Output::is_same_as(const Output& other) const {
  const auto own = status_of(descriptor_.number());
  const auto its = status_of(other.descriptor_.number());
  return own.st_dev == its.st_dev && own.st_ino == its.st_ino;
}

void tell(std::string_view line) {
  const std::string text = fmt::format("{}\n", line);
  const Output output = Output::standard(STDERR_FILENO);
  for (Octets rest = as_octets(text); !rest.empty();) {
    // When descriptors have run out there is none for a copy, and the line is to tell just that.
    const std::ptrdiff_t taken =
        output.valid() ? output.write(rest) : write_where_room_is(STDERR_FILENO, first_lines(rest));
    if (taken <= 0) return;
    rest = rest.subspan(static_cast<std::size_t>(taken));
  }
}

}  // namespace weft::io
