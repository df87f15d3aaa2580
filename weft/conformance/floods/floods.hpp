// The lists of floods, one for each kind of thing that comes too often, and the words that they share. Only for the
// sources of this folder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/conformance/abuse.hpp>
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::floods {

using namespace cases;
using testkit::Bytes;

std::vector<Abuse> streams();
std::vector<Abuse> resets();
std::vector<Abuse> windows();
std::vector<Abuse> field_blocks();
std::vector<Abuse> references();
std::vector<Abuse> frames();
std::vector<Abuse> data();
std::vector<Abuse> slowness();

inline StreamId nth(std::uint32_t n) {
  return 2 * n + 1;
}

// So many streams as the peer allows at a time, of at most `most`, with room for the request behind them. A peer may
// announce a limit of 0 and serve requests all the same.
inline std::uint32_t streams_at_a_time(const Script& s, std::uint32_t most) {
  return std::clamp(s.peer().max_concurrent_streams, 2u, most + 1) - 1;
}

inline void append(Bytes& to, const Bytes& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// RFC 7541 6.2: a literal with so many octets of value, which are 127 to 16,510. `name` is all before its length.
inline Bytes long_literal(Bytes name, std::size_t octets) {
  const std::size_t rest = octets - 127;
  append(name, {0x7f, static_cast<std::uint8_t>(0x80 | (rest & 0x7f)), static_cast<std::uint8_t>(rest >> 7)});
  name.resize(name.size() + octets, 'x');
  return name;
}

inline Case flood(std::string_view id, std::string_view sends, void (*write)(Script&), Needs needs = {}) {
  // A flood may cost it streams.
  return {id, sends, {}, {.outcome = Expected::Outcome::goes_on, .may_reset = true}, write, needs};
}

inline Case twin(std::string_view id, std::string_view sends, Expected expected, void (*write)(Script&)) {
  return {id, sends, {}, std::move(expected), write};
}

}  // namespace weft::conformance::floods
