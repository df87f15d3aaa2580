// A trace as lines for a person:
//
//      0.1 ms  →  HEADERS       1     end of request   61 B → 21 B
//                  GET https://localhost:8443/
//      1.2 ms  ←  HEADERS       1     200   188 B → 74 B
//
// The octets are those of all names and values, and what was left of them on the wire. Text of the peer is made
// printable.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <weft/http/role.hpp>
#include <weft/trace/event.hpp>

namespace weft::trace {

struct FormatOptions {
  // All fields, each setting in words, padding.
  bool detail = false;
  // The values of authorization, proxy-authorization, cookie and set-cookie. Without it their lengths are shown.
  bool secrets = false;
  // Before the number of each stream, where there is more than one connection: "2:".
  std::string connection = {};
};

class Format {
 public:
  // `role` is that of the side that holds the tap; times count from `began`.
  Format(http::Role role, Time began, FormatOptions options)
      : role_(role), began_(began), options_(std::move(options)) {}

  // A line for the event, and one for each thing in it that is shown; each with its end.
  std::string lines(const Event& event) const;

 private:
  struct Text;
  struct Visit;

  std::string message_of(Direction direction) const;
  std::string fields(std::span<const Field> fields) const;

  http::Role role_;
  Time began_;
  FormatOptions options_;
};

// A line that is no frame, so long after the beginning: "     1.2 ms  ·  connected".
std::string note_line(Duration since, std::string_view words);

// "name: value", printable; "name: (24 B, not shown)" for a field whose value is a secret.
std::string shown(const Field& field, bool secrets);

}  // namespace weft::trace
