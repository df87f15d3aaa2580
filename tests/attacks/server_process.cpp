#include "server_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>

extern char** environ;

namespace weft::attacks {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::string binary() {
  const char* given = std::getenv("WEFT_BINARY");
  return given != nullptr ? given : WEFT_BINARY;
}

void write(const fs::path& path, std::string_view content) { std::ofstream(path) << content; }

// "listening on https://127.0.0.1:43211 (h2, http/1.1)"
bool read_endpoint(std::string_view line, std::map<Transport, std::uint16_t>& ports) {
  constexpr std::string_view announcement = "listening on ";
  if (!line.starts_with(announcement)) return false;
  line.remove_prefix(announcement.size());
  const auto transport = line.starts_with("https:") ? Transport::tls : Transport::cleartext;
  const auto digits = line.find("127.0.0.1:") + std::string_view("127.0.0.1:").size();
  ports[transport] = static_cast<std::uint16_t>(std::stoul(std::string(line.substr(digits))));
  return true;
}

}  // namespace

ServerProcess::ServerProcess() {
  make_folder();
  spawn();
  await_endpoints();
}

ServerProcess::~ServerProcess() {
  stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void ServerProcess::make_folder() {
  std::string pattern = (fs::temp_directory_path() / "weft-attacks-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) fail("mkdtemp");
  folder_ = pattern;
  const fs::path root = folder_ / "root";
  fs::create_directories(root / "folder");
  write(folder_ / "secret.txt", "SECRET");
  write(root / "index.html", "hello\n");
  write(root / "folder" / "inner.txt", "inner\n");
  write(root / ".hidden", "SECRET");
  fs::create_symlink(folder_ / "secret.txt", root / "link.txt");
  ::mkfifo((root / "pipe").c_str(), 0600);
  write(root / "large.bin", "");
  fs::resize_file(root / "large.bin", 100'000'000);
}

void ServerProcess::spawn() {
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) fail("pipe2");
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);

  const std::string root = (folder_ / "root").string();
  const std::string log = (folder_ / "access.log").string();
  // The development certificate goes there as well.
  ::setenv("XDG_DATA_HOME", folder_.c_str(), 1);
  std::vector<std::string> words{binary(), "serve",  root,      "--listen", "http://127.0.0.1:0",
                                 "--listen", "https://127.0.0.1:0", "--sink", "/upload", "--log", log, "--threads", "1"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int error = ::posix_spawn(&pid_, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(pipe[1]);
  errors_ = pipe[0];
  if (error != 0) throw std::system_error(error, std::generic_category(), words[0]);
}

void ServerProcess::await_endpoints() {
  std::string line;
  char octet = 0;
  while (ports_.size() < 2) {
    if (::read(errors_, &octet, 1) != 1) throw std::runtime_error("the server did not start: " + line);
    if (octet != '\n') {
      line += octet;
      continue;
    }
    read_endpoint(line, ports_);
    line.clear();
  }
  drain_ = std::thread([descriptor = errors_] {
    std::array<char, 4096> dropped{};
    while (::read(descriptor, dropped.data(), dropped.size()) > 0) continue;
  });
}

bool ServerProcess::alive() const { return pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == 0; }

std::size_t ServerProcess::resident() const {
  std::ifstream statm("/proc/" + std::to_string(pid_) + "/statm");
  std::size_t total = 0;
  std::size_t pages = 0;
  statm >> total >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::vector<std::string> ServerProcess::stop_and_read_log() {
  stop();
  std::ifstream log(folder_ / "access.log");
  std::vector<std::string> lines;
  for (std::string line; std::getline(log, line);) {
    if (!line.starts_with('#')) lines.push_back(line);
  }
  return lines;
}

void ServerProcess::stop() {
  if (pid_ > 0) {
    ::kill(pid_, SIGTERM);
    // A second one does not wait for those who are still connected.
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  if (drain_.joinable()) drain_.join();
  if (errors_ >= 0) ::close(errors_);
  errors_ = -1;
}

}  // namespace weft::attacks
