// One request on its way: what its connection has to know of it, and what has come of it so far.
#pragma once

#include <cstdint>

#include <weft/base/time.hpp>

namespace weft::cli::load {

struct Call {
  Time due{};                 // latency counts from here
  Time begun{};               // when it was sent, the first time: its age counts from here
  Time first{};               // when the first octets of its response came
  std::uint32_t request = 0;  // which one
  std::uint16_t status = 0;   // 0: no response yet
  // How often a server refused the request before it did anything, and whether the request has been sent before.
  std::uint8_t refused = 0;
  bool again = false;
};

}  // namespace weft::cli::load
