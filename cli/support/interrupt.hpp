// SIGINT and SIGTERM while a load runs: the first is noted, so that what was measured can still be told; a second one
// ends the process at once.
//
//   const Interrupt interrupt;
//   … Interrupt::caught()             // the signal, or 0
#pragma once

#include <csignal>

namespace weft::cli {

class Interrupt {
 public:
  // A signal that is ignored stays ignored, as a shell wants for programs that it starts in the background.
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  static int caught();

 private:
  struct sigaction before_int_{};
  struct sigaction before_term_{};
};

// "SIGINT" or "SIGTERM".
const char* name_of_signal(int signal);

}  // namespace weft::cli
