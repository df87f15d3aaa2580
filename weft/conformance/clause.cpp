#include <weft/conformance/clause.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace weft::conformance {

namespace {

constexpr auto register_of_clauses = std::to_array<Clause>({
#define WEFT_CLAUSE(section, number, binds, seen, why, text) \
  {"9113", section, number, Binds::binds, Seen::seen, why, text},
#include <weft/conformance/clauses/rfc9113_3_to_6.inc>
#include <weft/conformance/clauses/rfc9113_7_to_10.inc>
#undef WEFT_CLAUSE
#define WEFT_CLAUSE(section, number, binds, seen, why, text) \
  {"7541", section, number, Binds::binds, Seen::seen, why, text},
#include <weft/conformance/clauses/rfc7541.inc>
#undef WEFT_CLAUSE
#define WEFT_CLAUSE(section, number, binds, seen, why, text) \
  {"9218", section, number, Binds::binds, Seen::seen, why, text},
#include <weft/conformance/clauses/rfc9218.inc>
#undef WEFT_CLAUSE
#define WEFT_CLAUSE(section, number, binds, seen, why, text) \
  {"8441", section, number, Binds::binds, Seen::seen, why, text},
#include <weft/conformance/clauses/rfc8441.inc>
#undef WEFT_CLAUSE
});

}  // namespace

std::span<const Clause> clauses() {
  return register_of_clauses;
}

const Clause* find_clause(std::string_view id) {
  const auto found =
      std::ranges::find_if(register_of_clauses, [id](const Clause& clause) { return id_of(clause) == id; });
  return found == register_of_clauses.end() ? nullptr : &*found;
}

std::string id_of(const Clause& clause) {
  return fmt::format("{} {}#{}", clause.document, clause.section, clause.number);
}

std::string_view to_string(Binds binds) {
  switch (binds) {
    case Binds::client:
      return "client";
    case Binds::server:
      return "server";
    case Binds::both:
      return "both";
    case Binds::intermediary:
      break;
  }
  return "intermediary";
}

std::string_view to_string(Seen seen) {
  switch (seen) {
    case Seen::wire:
      return "on the wire";
    case Seen::time:
      return "by time";
    case Seen::help:
      return "with help";
    case Seen::hidden:
      break;
  }
  return "not at all";
}

}  // namespace weft::conformance
