// Another process that takes the place of this one: it inherits the sockets that listen, and says when it is ready.
//
//   const auto program = io::Program::this_one();                 // at start-up: its file may be replaced later
//   auto successor = io::Successor::start(program, sockets);      // the old one
//   successor.wait(time) == io::Successor::State::ready
//
//   auto predecessor = io::Predecessor::from_environment();       // the new one
//   predecessor.tell_ready();
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/io/descriptor.hpp>
#include <weft/io/listen.hpp>

namespace weft::io {

struct Program {
  // The file that is there when the program is started.
  std::string path;
  std::vector<std::string> arguments;

  // The path of this process's file and its arguments.
  static Program this_one();
};

class Successor {
 public:
  enum class State : std::uint8_t { starting, ready, failed };

  // The process finds the sockets as LISTEN_FDS tells it: inherited_sockets.hpp. Standard input, output and error are
  // those of this one, all else is closed. Throws std::runtime_error.
  static Successor start(const Program& program, const std::vector<Listening>& sockets);
  // Ends it, unless it was ready.
  ~Successor();
  Successor(Successor&& other) noexcept;
  Successor& operator=(Successor&&) = delete;

  pid_t process() const { return process_; }
  // Waits for so long until it is ready, or has failed.
  State wait(Duration most);
  // Says in words how it ended; ends it where it has not.
  std::string end();

 private:
  Successor(pid_t process, Descriptor ready) : process_(process), ready_(std::move(ready)) {}

  pid_t process_;
  Descriptor ready_;
  State state_ = State::starting;
};

class Predecessor {
 public:
  // Removes the variable that tells of it. Nobody hears, where nobody's place is taken.
  static Predecessor from_environment();

  void tell_ready();

 private:
  Descriptor ready_;
};

}  // namespace weft::io
