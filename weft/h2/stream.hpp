// A stream whose message has not been released, on either side.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <weft/base/intrusive_list.hpp>
#include <weft/base/time.hpp>
#include <weft/h2/flow_window.hpp>
#include <weft/h2/ledger.hpp>
#include <weft/h2/pool.hpp>
#include <weft/h2/priority/scheduler.hpp>
#include <weft/h2/stream_state.hpp>
#include <weft/http/body_source.hpp>
#include <weft/http/content_length.hpp>
#include <weft/http/events.hpp>
#include <weft/http/head.hpp>
#include <weft/http/priority_field.hpp>
#include <weft/http/rate_limits.hpp>

namespace weft::h2 {

using http::RateLimits;

// The octets that have passed since a moment tell a slow stream from one that has stopped.
struct Pace {
  Time since{};
  std::uint64_t octets = 0;
};

// The parties that can pause the incoming body: each is a bit of its own.
enum class PauseBy : std::uint8_t { user = 1, library = 2 };

// The next part of a message, as long as there is one.
enum class Part : std::uint8_t { head, body, ended };

// What comes from the peer.
struct Incoming {
  explicit Incoming(std::uint32_t octets_of_window) : window(octets_of_window, octets_of_window) {}

  // A server's stream begins behind the head; a push begins with `ended`.
  Part next = Part::head;
  // The rate limits have stopped the credit for the peer's DATA.
  bool waits_for_rate = false;
  // Bits of PauseBy.
  std::uint8_t paused_by = 0;
  // How often in a row the window was found used up, and nothing consumed.
  std::uint8_t looks_unconsumed = 0;
  // Octets that were reported and not consumed yet.
  std::uint32_t held = 0;
  // The cost of small DATA frames among the held octets: see Limits::data_overhead.
  std::uint32_t overhead = 0;

  ReceiveWindow window;
  RateLimits limits;
  http::BodyLength expected;
  // Octets of the body that have come in.
  std::uint64_t octets = 0;
  // The octets that had been consumed at the latest estimate of the path.
  std::uint64_t consumed_before = 0;
  // pace.since is `never` from the end of a pause until the first look after it.
  Pace pace;

  bool is_paused() const { return paused_by != 0; }
  bool is_paused_by(PauseBy by) const { return (paused_by & static_cast<std::uint8_t>(by)) != 0; }
  // Each returns whether the body stops, or goes on, by this.
  bool pause(PauseBy by) {
    const bool was_paused = is_paused();
    paused_by = static_cast<std::uint8_t>(paused_by | static_cast<std::uint8_t>(by));
    return !was_paused;
  }
  bool resume(PauseBy by) {
    const bool was_paused = is_paused();
    paused_by = static_cast<std::uint8_t>(paused_by & ~static_cast<std::uint8_t>(by));
    return was_paused && !is_paused();
  }

  std::uint64_t consumed() const { return octets - held; }
  // Takes the share of the overhead that belongs to so many of the held octets.
  std::uint32_t take_overhead(std::uint32_t of_held) {
    if (overhead == 0 || of_held == 0) return 0;
    const auto share = static_cast<std::uint32_t>(std::uint64_t{overhead} * of_held / held);
    overhead -= share;
    return share;
  }
};

// What goes to the peer.
struct Outgoing {
  explicit Outgoing(std::uint32_t octets_of_window) : window(octets_of_window) {}

  // A client's stream of a promised request begins with `ended`.
  Part next = Part::head;
  // The body source has not said that it is blocked.
  bool is_ready = false;
  // The rate limits have stopped DATA.
  bool waits_for_rate = false;
  FlowWindow window;
  RateLimits limits;
  // The application's, until it has said its end.
  http::BodySource* body = nullptr;
  // The octets that the body still lacks to match its content-length; `any_length` where there is no content-length.
  static constexpr std::uint64_t any_length = OctetRate::endless;
  std::uint64_t unsent = any_length;
  // Our last field section ends here in the order of all that were encoded: see Outbox.
  std::uint64_t head_end = 0;
  // Octets of the body that have gone out.
  std::uint64_t octets = 0;
  Pace pace;

  http::Pulled pull(MutableOctets room);
  // Counts octets of the body against the content-length that went before them.
  bool keeps_promise(std::size_t size, bool ended) {
    if (unsent == any_length) return true;
    if (size > unsent) return false;
    unsent -= size;
    return !ended || unsent == 0;
  }
};

// RFC 9113 6.1: END_STREAM belongs on the last frame that has octets, so a body that has given all octets of its
// content-length is asked whether it has ended.
inline http::Pulled Outgoing::pull(MutableOctets room) {
  const http::Pulled pulled = body->pull(room);
  if (pulled.state != http::Pulled::State::more || pulled.size != unsent) return pulled;
  std::array<std::uint8_t, 1> nothing;
  const http::Pulled rest = body->pull(nothing);
  return {pulled.size + rest.size, rest.state};
}

// Heads and fields that events show the application. They go back to the workspace with the stream.
struct Leases {
  Pool<http::RequestHead>::Lease request;
  Pool<http::ResponseHead>::Lease response;
  std::vector<Pool<http::ResponseHead>::Lease> interim;
  Pool<http::Fields>::Lease trailers;
};

struct Stream : ScheduleEntry {
  Stream(frame::StreamId stream, std::uint32_t send_window, std::uint32_t receive_window)
      : ScheduleEntry(stream), incoming(receive_window), outgoing(send_window) {}

  // The application of a server has said where it stands, whatever the client says.
  bool is_placed_by_server() const { return server_priority.urgency.has_value() || dependency_is_ours; }

  StreamState state = StreamState::idle;
  // The application has been told Closed.
  bool reported = false;
  // The stream ended by END_STREAM both ways, whatever came later.
  bool complete = false;
  // RFC 9113 8.5: octets of a tunnel; neither content-length nor trailers mean anything.
  bool tunnel = false;
  // RFC 9110 9.3.2: the response has no content.
  bool is_head_request = false;
  // RFC 9110 6.4.1: the incoming message has no content, whatever its content-length says.
  bool no_content = false;
  // The application of a server has set the dependency: PRIORITY frames of the client do not move the stream any more.
  bool dependency_is_ours = false;
  // RFC 9218: the client's priority, and the server's, which overrides it.
  Priority client_priority;
  http::PriorityField server_priority;

  Incoming incoming;
  Outgoing outgoing;
  Leases leases;
  // Memory of the stream's decoded field sections: see Limits::held_field_octets.
  std::uint32_t field_octets = 0;

  http::SectionOctets sections;
  http::Traffic traffic;
  Ledger ledger;
  ListHook live_hook;

  // Server: its request has not come as a whole, and its response has not begun.
  bool is_coming() const { return may_receive(state) && incoming.next != Part::ended && outgoing.next == Part::head; }
};

}  // namespace weft::h2
