// Rows that stay where they are while what they show comes and goes: a newcomer takes the first place that is free, and
// the worst are always seen. The live page has its rows so as well.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace weft::cli::status {

class Places {
 public:
  // `keys`: the worst first. So many places at most; those below are lost where there are fewer than before.
  void update(std::span<const std::string> keys, std::size_t most);

  // Empty: the place is free.
  const std::vector<std::string>& all() const { return places_; }

 private:
  void let_worst_in(std::span<const std::string> keys);

  std::vector<std::string> places_;
};

}  // namespace weft::cli::status
