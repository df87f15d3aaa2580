// Stops a loop at SIGINT or SIGTERM, within a tenth of a second.
#pragma once

#include <chrono>

#include <cli/support/interrupt.hpp>
#include <weft/io/loop.hpp>

namespace weft::cli {

class UntilInterrupt final : private io::Deadline {
 public:
  explicit UntilInterrupt(io::Loop& loop) : loop_(loop) { on_deadline(loop.now()); }
  ~UntilInterrupt() override { loop_.deadlines().disarm(*this); }

 private:
  void on_deadline(Time now) override {
    if (Interrupt::caught() != 0) return loop_.stop();
    loop_.deadlines().arm(*this, now + std::chrono::milliseconds(50));
  }

  const Interrupt interrupt_;
  io::Loop& loop_;
};

}  // namespace weft::cli
