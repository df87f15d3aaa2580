// What a WebSocket carries, and what it tells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include <weft/websocket/close_code.hpp>
#include <weft/websocket/reason.hpp>

namespace weft::websocket {

// RFC 6455 5.6: text is UTF-8, binary means nothing here.
enum class Kind : std::uint8_t { text, binary };

struct Message {
  Kind kind = Kind::text;
  std::string data;

  bool is_text() const { return kind == Kind::text; }
  bool operator==(const Message&) const = default;
};

// The answer to a ping.
struct Pong {
  std::string data;

  bool operator==(const Pong&) const = default;
};

// The last event. `code` and `text` are those of the peer's Close frame, or, with a reason, why we have ended it.
struct Closed {
  CloseCode code = CloseCode::normal;
  std::string text;
  std::optional<Reason> reason = {};

  bool operator==(const Closed&) const = default;
};

using Event = std::variant<Message, Pong, Closed>;

}  // namespace weft::websocket
