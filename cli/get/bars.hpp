// The picture of what is under way: a line for each request with a bar and what it waits for, and a line for all.
//
//   a.iso                   ━━━━━━━━━━━━━━━━━━───────────────────  42 %   12.4 MiB  path
//   b.iso                   ─────────────────────────────────────   0 %        0 B  the server
//   0 of 2 done   12.4 MiB   3.1 MiB/s   5 s left
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <cli/get/board.hpp>
#include <cli/get/screen.hpp>
#include <weft/base/time.hpp>

namespace weft::cli::get {

struct Bar {
  std::string name;
  std::uint64_t octets = 0;
  // All of them, where that is known.
  std::optional<std::uint64_t> of = {};
  WaitsFor waits_for = WaitsFor::turn;
};

struct Picture {
  std::vector<Bar> bars = {};
  std::size_t done = 0;
  std::size_t all = 0;
  std::uint64_t octets = 0;
  // Octets a second.
  double rate = 0;
};

// At most as many lines as leave the terminal room for something else, none as wide as it.
std::vector<std::string> lines_of(const Picture& picture, Screen::Size size, bool has_colours);

// How fast something grows, over the last seconds.
class Speed {
 public:
  double of(std::uint64_t octets, Time now);

 private:
  std::optional<Time> before_;
  std::uint64_t octets_ = 0;
  double rate_ = 0;
};

}  // namespace weft::cli::get
