// A WebSocket keeps these promises whatever a peer sends: the same events under every cut, no message beyond the limit,
// text that is UTF-8, nothing after Closed, and answers that its peer can read.
//
// The first octet chooses: 1 a client, 2 permessage-deflate, 4 without takeover.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include <weft/base/utf8.hpp>
#include <weft/websocket/connection.hpp>

namespace {

using namespace weft;
using namespace weft::websocket;

constexpr Options limits{.message = 5000, .frame = 3000};

void must(bool condition) {
  if (!condition) std::abort();
}

Connection make(unsigned choice, bool as_client) {
  std::optional<Deflate> deflate;
  const bool keeps = (choice & 4) == 0;
  if ((choice & 2) != 0) deflate = Deflate{keeps, keeps, 15, 15};
  return Connection(as_client ? http::Role::client : http::Role::server, limits, deflate,
                    [] { return MaskKey{1, 2, 3, 4}; });
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto size = first_utf8_character(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

void check(const Event& event) {
  const auto* message = std::get_if<Message>(&event);
  if (message == nullptr) return;
  must(message->data.size() <= limits.message);
  must(!message->is_text() || is_utf8(message->data));
}

struct Outcome {
  std::vector<Event> events;
  bool closed = false;

  bool operator==(const Outcome&) const = default;
};

// The peer has to understand our answers.
void hear(Connection& connection, Connection& peer) {
  Buffer out;
  connection.answer(out);
  Octets octets = out.readable();
  while (const auto event = peer.receive(octets)) {
    const auto* closed = std::get_if<Closed>(&*event);
    must(closed == nullptr || !closed->reason);
  }
  must(octets.empty());
}

// Pieces of `size` octets.
Outcome read(Octets octets, std::size_t size, unsigned choice) {
  Connection connection = make(choice, (choice & 1) != 0);
  Connection peer = make(choice, (choice & 1) == 0);
  Outcome outcome;
  while (!octets.empty()) {
    Octets piece = octets.first(std::min(size, octets.size()));
    octets = octets.subspan(piece.size());
    while (auto event = connection.receive(piece)) {
      must(!outcome.closed);
      check(*event);
      outcome.closed = std::holds_alternative<Closed>(*event);
      outcome.events.push_back(std::move(*event));
    }
    must(piece.empty());
    if (connection.wants_to_answer()) hear(connection, peer);
  }
  must(outcome.closed == connection.is_closed());
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Octets input(data + 1, size - 1);
  const Outcome whole = read(input, size, data[0]);
  for (const std::size_t piece : {1U, 3U, 17U}) must(read(input, piece, data[0]) == whole);
  return 0;
}
