#include <weft/io/successor.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include <weft/io/inherited_sockets.hpp>

namespace weft::io {
namespace {

// SD_LISTEN_FDS_START
constexpr int first_descriptor = 3;
constexpr const char* ready_variable = "WEFT_READY_FD";
constexpr int cannot_execute = 127;

// The variables that are said anew, or are for this process alone.
bool is_of_this_process(std::string_view variable) {
  const std::string_view name = variable.substr(0, variable.find('='));
  return name == "LISTEN_FDS" || name == "LISTEN_PID" || name == "LISTEN_FDNAMES" || name == "WATCHDOG_PID" ||
         name == ready_variable;
}

std::string socket_names(const std::vector<Listening>& sockets) {
  std::string names;
  for (const Listening& each : sockets) {
    if (!names.empty()) names += ':';
    names += each.file ? InheritedSockets::with_file : "weft";
  }
  return names;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// All that the new process needs, made before it is: between fork() and execve() it may not even allocate.
class Start {
 public:
  Start(const Program& program, const std::vector<Listening>& sockets, int ready)
      : path_(program.path), arguments_(program.arguments) {
    for (const Listening& each : sockets) descriptors_.push_back(each.descriptor.number());
    descriptors_.push_back(ready);
    for (char** each = environ; *each != nullptr; ++each) {
      if (!is_of_this_process(*each)) environment_.emplace_back(*each);
    }
    environment_.push_back(fmt::format("LISTEN_FDS={}", sockets.size()));
    environment_.push_back("LISTEN_FDNAMES=" + socket_names(sockets));
    environment_.push_back(fmt::format("{}={}", ready_variable, first_descriptor + sockets.size()));
    environment_.push_back(std::string(listen_pid) + std::string(20, '\0'));
    argument_pointers_ = pointers_to(arguments_);
    environment_pointers_ = pointers_to(environment_);
  }

  // In the new process.
  [[noreturn]] void run() {
    if (place_descriptors()) {
      char* const pid = environment_.back().data() + listen_pid.size();
      std::to_chars(pid, pid + 19, ::getpid());
      ::execve(path_.c_str(), argument_pointers_.data(), environment_pointers_.data());
    }
    ::_exit(cannot_execute);
  }

 private:
  static constexpr std::string_view listen_pid = "LISTEN_PID=";

  // First out of the way of each other. execve() does not close what dup2() has made.
  bool place_descriptors() {
    const int end = first_descriptor + static_cast<int>(descriptors_.size());
    for (int& each : descriptors_) {
      each = ::fcntl(each, F_DUPFD_CLOEXEC, end);
      if (each < 0) return false;
    }
    for (int i = first_descriptor; i < end; ++i) {
      if (::dup2(descriptors_[static_cast<std::size_t>(i - first_descriptor)], i) < 0) return false;
    }
    ::syscall(SYS_close_range, end, ~0U, 0);
    return true;
  }

  std::string path_;
  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
  std::vector<int> descriptors_;
  std::vector<char*> argument_pointers_;
  std::vector<char*> environment_pointers_;
};

std::string in_words(int status) {
  if (WIFSIGNALED(status)) return fmt::format("it was ended by signal {}", WTERMSIG(status));
  const int code = WEXITSTATUS(status);
  return code == cannot_execute ? "it could not be executed" : fmt::format("it ended with {}", code);
}

}  // namespace

// proc(5): /proc/self/exe is a link to the file that was executed, and says " (deleted)" once that was replaced.
Program Program::this_one() {
  Program program{std::filesystem::read_symlink("/proc/self/exe").string(), {}};
  std::ifstream words("/proc/self/cmdline");
  for (std::string word; std::getline(words, word, '\0');) program.arguments.push_back(word);
  return program;
}

Successor Successor::start(const Program& program, const std::vector<Listening>& sockets) {
  if (::access(program.path.c_str(), X_OK) != 0) {
    throw std::runtime_error(fmt::format("{} cannot be executed: {}", program.path, std::strerror(errno)));
  }
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error(fmt::format("no pipe: {}", std::strerror(errno)));
  Descriptor ready(ends[0]);
  const Descriptor told(ends[1]);
  Start start(program, sockets, told.number());
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error(fmt::format("no process: {}", std::strerror(errno)));
  if (process == 0) start.run();
  return {process, std::move(ready)};
}

Successor::Successor(Successor&& other) noexcept
    : process_(std::exchange(other.process_, -1)), ready_(std::move(other.ready_)), state_(other.state_) {}

Successor::~Successor() {
  if (state_ != State::ready) end();
}

Successor::State Successor::wait(Duration most) {
  pollfd readable{ready_.number(), POLLIN, 0};
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(most).count();
  if (state_ != State::starting || ::poll(&readable, 1, static_cast<int>(milliseconds)) <= 0) return state_;
  char octet = 0;
  // The end of the pipe is that of the process.
  state_ = ::read(ready_.number(), &octet, 1) == 1 ? State::ready : State::failed;
  return state_;
}

// One whose pipe has ended is about to end by itself, and has something to say: it gets a second.
std::string Successor::end() {
  if (process_ < 0) return {};
  const pid_t process = std::exchange(process_, -1);
  int status = 0;
  for (int i = 0; state_ == State::failed && i < 100; ++i) {
    if (::waitpid(process, &status, WNOHANG) == process) return in_words(status);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ::kill(process, SIGKILL);
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return in_words(status);
}

Predecessor Predecessor::from_environment() {
  Predecessor predecessor;
  const char* const text = std::getenv(ready_variable);
  if (text == nullptr) return predecessor;
  int number = -1;
  std::from_chars(text, text + std::strlen(text), number);
  ::unsetenv(ready_variable);
  if (number < first_descriptor || ::fcntl(number, F_SETFD, FD_CLOEXEC) != 0) return predecessor;
  predecessor.ready_ = Descriptor(number);
  return predecessor;
}

void Predecessor::tell_ready() {
  if (!ready_.valid()) return;
  [[maybe_unused]] const auto written = ::write(ready_.number(), "1", 1);
  ready_.close();
}

}  // namespace weft::io
