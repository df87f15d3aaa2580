#include <cli/check/client/program.hpp>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace weft::cli::check {

namespace {

// Descriptors 0 to 2 of the program.
class Outside {
 public:
  Outside() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    for (const int number : {STDOUT_FILENO, STDERR_FILENO})
      ::posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", O_WRONLY, 0);
  }
  ~Outside() { ::posix_spawn_file_actions_destroy(&actions_); }
  Outside(const Outside&) = delete;
  Outside& operator=(const Outside&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

// A group of its own, and no signal that the tool ignores.
class Manner {
 public:
  Manner() {
    sigset_t usual;
    ::sigemptyset(&usual);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM}) ::sigaddset(&usual, signal);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setsigdefault(&attributes_, &usual);
  }
  ~Manner() { ::posix_spawnattr_destroy(&attributes_); }
  Manner(const Manner&) = delete;
  Manner& operator=(const Manner&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

pid_t started(const std::vector<std::string>& words) {
  std::vector<std::string> copies = words;
  std::vector<char*> arguments;
  for (std::string& word : copies) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t id = 0;
  const int error = ::posix_spawnp(&id, arguments.front(), Outside().get(), Manner().get(), arguments.data(), environ);
  if (error == 0) return id;
  throw std::runtime_error(
      fmt::format("{}: {}", words.front(), std::error_code(error, std::generic_category()).message()));
}

Program::End end_of(int status) {
  if (WIFSIGNALED(status)) return {.signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status)};
}

}  // namespace

struct Program::State {
  // Its id is free for others once it has been waited for: nobody may send it a signal meanwhile.
  std::mutex mutex;
  bool ended = false;
  int status = 0;
};

Program::Program(io::Loop& loop, const std::vector<std::string>& words, Done done)
    : id_(started(words)), state_(std::make_shared<State>()) {
  const auto wait = [id = id_, state = state_] {
    siginfo_t ended{};
    while (::waitid(P_PID, static_cast<id_t>(id), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
    }
    const std::lock_guard lock(state->mutex);
    ::waitpid(id, &state->status, 0);
    state->ended = true;
  };
  wait_ = std::make_unique<io::Errand>(loop, wait,
                                       [state = state_, done = std::move(done)] { done(end_of(state->status)); });
}

Program::~Program() {
  kill();
}

void Program::kill() {
  const std::lock_guard lock(state_->mutex);
  if (!state_->ended) ::kill(-id_, SIGKILL);
}

}  // namespace weft::cli::check
