#include <tests/attacks/server_process.hpp>

#include <fcntl.h>
#include <sys/prctl.h>
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

namespace weft::attacks {

void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

namespace {

namespace fs = std::filesystem;

std::string tool() {
  const char* given = std::getenv("WEFT_BINARY");
  return given != nullptr ? given : WEFT_BINARY;
}

std::vector<std::string> command_line(Program program, const fs::path& folder) {
  const std::string root = folder / "root";
  if (program == Program::slow_handlers) return {WEFT_SLOW_HANDLERS, root};
  const std::string log = folder / "access.log";
  return {tool(),   "serve",   root,    "--listen", "http://127.0.0.1:0", "--listen", "https://127.0.0.1:0",
          "--sink", "/upload", "--log", log,        "--threads",          "1"};
}

void write(const fs::path& path, std::string_view content) {
  std::ofstream(path) << content;
}

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

// Runs in the child, which ends when this process ends.
[[noreturn]] void become_server(Program program, const fs::path& folder, int errors) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGPIPE, SIG_DFL);
  ::dup2(errors, STDERR_FILENO);
  ::dup2(::open("/dev/null", O_RDWR), STDOUT_FILENO);
  // The development certificate goes there as well.
  ::setenv("XDG_DATA_HOME", folder.c_str(), 1);
  std::vector<std::string> words = command_line(program, folder);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

ServerProcess::ServerProcess(Program program) {
  make_folder();
  spawn(program);
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
  fs::create_directories(root / "many");
  for (std::size_t n = 0; n < 300; ++n) write(root / "many" / std::to_string(n), std::string(n + 1, 'x'));
  write(folder_ / "secret.txt", "SECRET");
  write(root / "index.html", "hello\n");
  write(root / "folder" / "inner.txt", "inner\n");
  write(root / ".hidden", "SECRET");
  fs::create_symlink(folder_ / "secret.txt", root / "link.txt");
  ::mkfifo((root / "pipe").c_str(), 0600);
  write(root / "large.bin", "");
  fs::resize_file(root / "large.bin", 100'000'000);
}

void ServerProcess::spawn(Program program) {
  // Sockets that the server has closed must not end us.
  std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) fail("pipe2");
  errors_ = pipe[0];
  pid_ = ::fork();
  if (pid_ < 0) fail("fork");
  if (pid_ == 0) become_server(program, folder_, pipe[1]);
  ::close(pipe[1]);
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

bool ServerProcess::alive() const {
  return pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == 0;
}

std::size_t ServerProcess::resident() const {
  std::ifstream statm("/proc/" + std::to_string(pid_) + "/statm");
  std::size_t total = 0;
  std::size_t pages = 0;
  statm >> total >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t ServerProcess::sockets() const {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid_) + "/fd")) {
    std::error_code closed_meanwhile;
    count += fs::read_symlink(entry.path(), closed_meanwhile).string().starts_with("socket:");
  }
  return count;
}

void ServerProcess::drain() const {
  ::kill(pid_, SIGTERM);
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
