// Results on their way from the client's thread to the one that waits for them.
#pragma once

#include <csignal>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include <cli/support/interrupt.hpp>
#include <weft/client/client.hpp>

namespace weft::cli::get {

struct Arrival {
  // The place of its URL on the command line; nothing for a push, which has been told of.
  std::optional<std::size_t> place;
  ClientResult result = {};
};

class Arrivals {
 public:
  // SIGINT and SIGTERM are noted from here on.
  Arrivals();
  ~Arrivals();
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;

  // From any thread.
  void put(Arrival arrival);
  // Waits for the next one; nothing after a signal. Meanwhile `tick` is called ten times a second, if there is one.
  std::optional<Arrival> take(const std::function<void()>& tick = {});

 private:
  std::optional<Arrival> take_now();

  const Interrupt interrupt_;
  // Outside of the wait the signals are blocked, so that none is missed.
  sigset_t mask_before_{};
  int event_;
  std::mutex mutex_;
  std::deque<Arrival> arrived_;
};

}  // namespace weft::cli::get
