// The register of clauses: every sentence with MUST or MUST NOT of RFC 9113, 7541, 9218 and 8441, whom it binds, and
// how a peer can see that it holds. The sentences that explain the key words are not among them.
//
//   for (const Clause& clause : clauses()) …
//   const Clause* clause = find_clause("9113 6.9#2");      // the second clause of RFC 9113 6.9
//   clause->text                                           // "A receiver MUST treat the receipt of …"
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace weft::conformance {

enum class Binds : std::uint8_t { client, server, both, intermediary };

enum class Seen : std::uint8_t {
  wire,    // a peer's answer to octets shows it
  time,    // only the time until something comes shows it
  help,    // the other side, or somebody behind it, has to do something for it
  hidden,  // nothing that a peer can do shows it
};

struct Clause {
  std::string_view document;  // "9113"
  std::string_view section;   // "6.9"
  unsigned number = 0;        // in its section, from 1
  Binds binds{};
  Seen seen{};
  // Why it is not simply seen on the wire; empty where it is.
  std::string_view why;
  // As the RFC has it, on one line.
  std::string_view text;
};

// In the order of the documents.
std::span<const Clause> clauses();

// Null for an id that is no clause's.
const Clause* find_clause(std::string_view id);
// "9113 6.9#2"
std::string id_of(const Clause& clause);

std::string_view to_string(Binds binds);
std::string_view to_string(Seen seen);

}  // namespace weft::conformance
