// One direction of a link: its rate, its queue and its delay, and what it loses. It decides by a seed and by the time
// it is told, so that a test needs neither a clock nor packets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>

#include <weft/base/time.hpp>

namespace weft::link {

struct Path {
  // Bits a second; 0: no limit, and so no queue.
  std::uint64_t rate = 0;
  // From one end to the other, behind the queue.
  Duration delay{};
  // Octets that may wait for the rate; a packet that finds no room is dropped.
  std::uint64_t queue = 1'000'000;
  // The share of packets that is lost by chance, …
  double loss = 0;
  // … and how many in a row, on average. 1: each packet by itself (Bernoulli); more: the model of Gilbert and Elliott,
  // with a bad state in which all is lost.
  double burst = 1;
  std::uint32_t seed = 1;
};

struct Counts {
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  std::uint64_t dropped = 0;  // by the queue
  std::uint64_t lost = 0;     // by chance
};

class Direction {
 public:
  explicit Direction(const Path& path) : path_(path), chance_(path.seed) {}

  // When a packet that enters now comes out; none: it does not. Packets come out in their order.
  std::optional<Time> pass(std::size_t octets, Time now);
  // The octets that have entered so far, and those that have not come out.
  const Counts& counts() const { return counts_; }

 private:
  bool is_lost();
  // A number from 0 up to 1, the same on each machine: the standard leaves open how its distributions make one.
  double draw() { return static_cast<double>(chance_()) / 4294967296.0; }

  Path path_;
  std::mt19937 chance_;
  bool is_bad_ = false;
  // When the last octet that waits will have left the queue.
  Time free_at_{};
  Counts counts_;
};

}  // namespace weft::link
