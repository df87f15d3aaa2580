// All that an engine knows of its connection at one moment, whatever the version. A view is a copy: it is made where
// somebody asks, and nothing is kept for it. Texts of it are literals.
//
//   const http::EngineView view = connection.view(now);
//   view.streams[0].wait                                   // http::Wait::stream_window
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/http/events.hpp>
#include <weft/http/priority.hpp>
#include <weft/http/waits.hpp>

namespace weft::http {

// A message that has not been released. Over HTTP/1.1 there is one at most.
struct StreamView {
  // RFC 7540 5.3: the stream that it depends on, and its weight from 1 to 256.
  struct Place {
    MessageId parent = 0;
    std::uint32_t weight = 0;

    friend bool operator==(const Place&, const Place&) = default;
  };

  // Our own doing that keeps octets of the peer's message from coming, or from its reader.
  enum class Held : std::uint8_t {
    no,
    by_rate,    // a rate that we have set
    by_pause,   // the application has paused it
    by_memory,  // there is too little memory for more
    by_window,  // a window is used up: that of all by octets of others, or one that the application has chosen
  };

  MessageId id = 0;
  // RFC 9113 5.1: "half-closed (remote)". HTTP/1.1 has the same words.
  std::string_view state = {};
  // More of the message that the peer sends is to come.
  bool is_receiving = false;
  // A reader that does not consume what has come is not such a thing: see `unread`.
  Held held = Held::no;
  // The application has given the head of the message that is sent.
  bool has_begun = false;

  // --- order ---------------------------------------------------------------------------------------------------------
  Priority priority = {};
  // Where the tree is in force.
  std::optional<Place> place = {};
  // The application has said where it stands, whatever the client says.
  bool is_placed_by_server = false;
  // It has octets, and goes when its turn comes.
  bool is_scheduled = false;

  // --- waits of what is sent -----------------------------------------------------------------------------------------
  // At this moment, and how long already; nullopt: for nothing, or nothing is due yet.
  std::optional<Wait> wait = {};
  Duration waiting = {};
  // All so far. HTTP/1.1 counts none: it has the wait of this moment.
  Waits waits = {};

  // --- octets --------------------------------------------------------------------------------------------------------
  // RFC 9113 6.9: what the peer lets us send, and we let the peer. Either may be below 0.
  std::optional<std::int32_t> send_window = {};
  std::optional<std::int32_t> receive_window = {};
  // Received, and not consumed.
  std::uint64_t unread = 0;
  // Octets of the bodies; over HTTP/1.1 all of the message.
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  // The octets left to send, where a content-length tells.
  std::optional<std::uint64_t> unsent = {};
};

struct EngineView {
  struct Windows {
    // RFC 9113 6.9: of all streams together, both ways, and what the peer may send when all has been consumed.
    std::int32_t send = 0;
    std::int32_t receive = 0;
    std::uint32_t receive_target = 0;
    // The window that the peer gives each stream of ours at its beginning.
    std::uint32_t stream_send = 0;
  };
  // RFC 9218, or RFC 7540 5.3.
  enum class Scheme : std::uint8_t { urgency, tree };
  // Names and values that one direction need not repeat: RFC 7541.
  struct FieldTable {
    std::size_t size = 0;
    std::size_t max_size = 0;
    std::size_t entries = 0;
    // Octets of all fields so far, and those of them that did not go out; nullopt where nobody counts them.
    std::optional<std::uint64_t> octets = {};
    std::optional<std::uint64_t> saved = {};
  };
  // By the name that docs/limits.md has.
  struct Limit {
    std::string_view name;
    std::uint64_t used = 0;
    std::uint64_t most = 0;
  };

  // No new messages, or no messages at all.
  bool is_draining = false;
  bool is_over = false;
  // Composed, and not produced yet.
  std::uint64_t unproduced = 0;
  // Octets of all bodies that were received, and not consumed.
  std::uint64_t unread = 0;
  // The rest is only of HTTP/2.
  std::optional<Windows> windows = {};
  std::optional<Scheme> scheme = {};
  // The streams whose octets go next, in this order. Of a tree only the first is known.
  std::vector<MessageId> next = {};
  std::optional<FieldTable> table_out = {};
  std::optional<FieldTable> table_in = {};
  std::vector<Limit> limits = {};

  std::vector<StreamView> streams = {};
};

constexpr std::string_view to_string(EngineView::Scheme scheme) {
  return scheme == EngineView::Scheme::tree ? "tree" : "urgency";
}

}  // namespace weft::http
