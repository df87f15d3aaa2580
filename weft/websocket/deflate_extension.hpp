// RFC 7692 7.1: how two peers agree on permessage-deflate.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weft/http/fields.hpp>

namespace weft::websocket {

struct DeflateOptions {
  // Off: messages are neither compressed nor may they come so.
  bool on = true;
  // A message may refer to those before it, which compresses small ones far better. Each WebSocket then keeps up to 300
  // KiB for as long as it is open; without, memory is needed only while a message is under way.
  bool takeover = false;
  // The window is two to this power, in octets: 9 to 15.
  std::uint8_t window_bits = 15;
};

// What both peers keep to. "Takeover" and the window are those of the messages that the named role sends.
struct Deflate {
  bool server_takeover = true;
  bool client_takeover = true;
  std::uint8_t server_window_bits = 15;
  std::uint8_t client_window_bits = 15;

  bool operator==(const Deflate&) const = default;
};

// Server: the answer to the first of the client's offers that can be kept; nullopt for none.
std::optional<Deflate> choose_deflate(const http::Fields& request, const DeflateOptions& options);
// The value of `sec-websocket-extensions` in the response.
std::string answer_of(const Deflate& deflate);

// Client: the value of `sec-websocket-extensions` in the request.
std::string offer_of(const DeflateOptions& options);
// What the response has agreed on. Not valid: the server has answered what was not offered.
struct DeflateAnswer {
  bool is_valid = true;
  std::optional<Deflate> deflate = {};
};
DeflateAnswer read_answer(const http::Fields& response, const DeflateOptions& options);

}  // namespace weft::websocket
