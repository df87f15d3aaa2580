// The findings by clauses: each is kept, broken, not tried, or cannot be seen by such a peer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <cli/check/survey.hpp>
#include <weft/conformance/clause.hpp>

namespace weft::cli::check {

enum class Kept : std::uint8_t { yes, no, not_tried, unseen };

struct ClauseFinding {
  const conformance::Clause* clause = nullptr;
  Kept kept{};
};

struct Tally {
  // One for each clause that binds the side that was checked.
  std::vector<ClauseFinding> clauses;

  std::size_t count(Kept kept) const;
};

// "kept", "broken", "not tried", "not seen"
std::string_view to_string(Kept kept);

Tally tally_of(const Findings& findings, bool strict);

}  // namespace weft::cli::check
