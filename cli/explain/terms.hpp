// The words by which weft says why, each with its meaning and what to do about it: reasons, error codes of HTTP/2, what
// messages wait for, versions, pushes and misuse. The texts are in advice/, and tools/reasons.py makes docs/reasons.md
// of the same files.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace weft::cli::explain {

// Reasons come first, in the order of docs/reasons.md.
enum class List : std::uint8_t {
  io,
  session,
  h2,
  h1,
  websocket,
  client,
  server,
  load,
  error_code,
  wait,
  fallback,
  version,
  push_outcome,
  push_rung,
  misuse,
};

// "a reason of HTTP/2"
std::string_view title_of(List list);

struct Term {
  List list;
  std::string_view token;
  // These three are empty where the word is no reason.
  std::string_view scope;  // "message" or "connection"
  std::string_view code;   // "0", a status, or the token of an error code of HTTP/2
  std::string_view blame;  // "peer", "user", "library" or "nobody"
  std::string_view meaning;
  std::string_view advice;
};

// List by list. Texts live for ever.
std::span<const Term> all_terms();

}  // namespace weft::cli::explain
