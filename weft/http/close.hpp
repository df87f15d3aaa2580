// Why a message or a connection ended. Each one ends with a Close, and the same words appear in the access log, the API
// and on the wire.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/reason.hpp>

namespace weft::http {

enum class Scope : std::uint8_t { message, connection };

// The side that is to blame, or `nobody` for an ordinary end.
enum class Blame : std::uint8_t { nobody, user, library, peer };

constexpr std::string_view to_string(Blame blame) {
  switch (blame) {
    case Blame::nobody:
      return "nobody";
    case Blame::user:
      return "user";
    case Blame::library:
      return "library";
    case Blame::peer:
      return "peer";
  }
  return {};
}

struct Close {
  Scope scope = Scope::message;
  Blame blame = Blame::nobody;
  // The error code on the wire of HTTP/2; over HTTP/1.1 the status that an engine has answered by itself; else 0.
  std::uint32_t code = 0;
  // The token is from the reasons.inc of the layer that ended the message, or the application's own. Empty while
  // nothing has ended.
  ReasonToken reason;

  bool clean() const { return blame == Blame::nobody; }
};

}  // namespace weft::http
