// The octets that a recorded connection has sent, and how many of them an engine has sent again. Where the recording
// does not tell the end of the connection, nobody knows what came behind them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <weft/session/replay/replay.hpp>

namespace weft::session {

class SentOctets {
 public:
  // `recording` must outlive this.
  explicit SentOctets(const trace::Recording& recording);

  // False at the first difference.
  bool compare(Octets octets, Time now);
  // Nothing more comes: false where something is missing.
  bool is_whole(Time now);

  // So many were the same.
  std::uint64_t octets() const { return at_; }
  const std::optional<Difference>& difference() const { return difference_; }
  bool is_cut() const { return is_cut_; }

 private:
  struct Finder;

  void tell(Time now, std::optional<std::uint8_t> replayed);
  std::string event_at(std::size_t offset) const;

  const trace::Recording& recording_;
  std::string expected_;
  bool is_cut_ = true;
  std::size_t at_ = 0;
  std::optional<Difference> difference_;
};

}  // namespace weft::session
