// A run of a program: started, and ended by its id where it does not end by itself.
//
//   Program program(loop, {"curl", "-sk", url}, [&](Program::End end) { … });
//   program.kill();
//
// It reads nothing, and what it prints is dropped.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <weft/io/errand.hpp>

namespace weft::cli::check {

class Program {
 public:
  struct End {
    int code = 0;
    // The signal that ended it; 0 for none.
    int signal = 0;
  };
  using Done = std::function<void(End end)>;

  // `done` is called once, from the loop; the program may be destroyed from there. Throws std::runtime_error where
  // there is no such program.
  Program(io::Loop& loop, const std::vector<std::string>& words, Done done);
  // Ends it, where it runs.
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // With all that it has started in its group of processes.
  void kill();

 private:
  struct State;

  pid_t id_;
  std::shared_ptr<State> state_;
  std::unique_ptr<io::Errand> wait_;
};

}  // namespace weft::cli::check
