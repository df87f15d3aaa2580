// A real server in a process of its own, serving a folder of its own on loopback, over TLS and over cleartext.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace weft::attacks {

// Throws std::system_error of errno.
[[noreturn]] void fail(const char* what);

enum class Transport : std::uint8_t { cleartext, tls };

// Either says where it listens, as the tool does.
enum class Program : std::uint8_t {
  tool,           // weft serve
  slow_handlers,  // slow_handlers.cpp
};

class ServerProcess {
 public:
  // Started and listening.
  explicit ServerProcess(Program program = Program::tool);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::uint16_t port(Transport transport) const { return ports_.at(transport); }
  // The same process is still there.
  bool alive() const;
  // By stop_and_read_log().
  bool stopped() const { return pid_ < 0; }
  // Octets of memory that it occupies.
  std::size_t resident() const;
  // Sockets that it has open.
  std::size_t sockets() const;
  // Asks it to end when all is said; stop_and_read_log() is due, too.
  void drain() const;
  // Ends the tool, and gives the lines of its access log that tell of requests.
  std::vector<std::string> stop_and_read_log();

 private:
  void make_folder();
  void spawn(Program program);
  void await_endpoints();
  void stop();

  std::filesystem::path folder_;
  std::map<Transport, std::uint16_t> ports_;
  pid_t pid_ = -1;
  int errors_ = -1;
  // Takes what the server says later, so that it never waits for us.
  std::thread drain_;
};

}  // namespace weft::attacks
