// A response's body is taken up to a number of octets, then nothing is taken for a time, once: octets that are not
// taken hold the window closed.
//
//   octets = octets.first(pause.most(octets.size()));  …  if (pause.took(n)) call.pause();      // `go_on` comes later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include <weft/base/time.hpp>
#include <weft/io/deadline.hpp>
#include <weft/io/loop.hpp>

namespace weft::client {

// As a caller plans it. Without a duration the pause lasts as long as the request may.
struct PausePlan {
  std::uint64_t octets = 0;
  std::optional<Duration> duration = {};
};

class PlannedPause final : private io::Deadline {
 public:
  PlannedPause(io::Loop& loop, PausePlan plan, std::function<void()> go_on)
      : loop_(loop), plan_(plan), go_on_(std::move(go_on)) {}

  // How many of so many octets may be taken now.
  std::size_t most(std::size_t octets) const;
  // True: the pause has begun.
  bool took(std::size_t octets);
  bool holds() const { return state_ == State::holds; }

 private:
  enum class State : std::uint8_t { before, holds, over };

  void on_deadline(Time now) override;

  io::Loop& loop_;
  const PausePlan plan_;
  const std::function<void()> go_on_;
  std::uint64_t taken_ = 0;
  State state_ = State::before;
};

}  // namespace weft::client
