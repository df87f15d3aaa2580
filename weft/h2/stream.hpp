// A stream whose message has not been released, on either side.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <weft/base/intrusive_list.hpp>
#include <weft/base/time.hpp>
#include <weft/h2/flow_window.hpp>
#include <weft/h2/ledger.hpp>
#include <weft/h2/priority/scheduler.hpp>
#include <weft/h2/rate_limits.hpp>
#include <weft/h2/stream_state.hpp>
#include <weft/http/body_source.hpp>
#include <weft/http/content_length.hpp>
#include <weft/http/events.hpp>
#include <weft/http/head.hpp>
#include <weft/http/priority_field.hpp>

namespace weft::h2 {

// The octets that have passed since a moment tell a slow stream from one that has stopped.
struct Pace {
  Time since{};
  std::uint64_t octets = 0;
};

// The parties that can pause the incoming body: each is a bit of its own.
enum class PauseBy : std::uint8_t { user = 1, library = 2 };

// The next part of the incoming message. A server's stream begins behind the head; a push begins with `ended`.
enum class Incoming : std::uint8_t { head, body, ended };
// The next part of the outgoing message. A client's stream of a promised request begins with `ended`.
enum class Outgoing : std::uint8_t { head, body, ended };

struct Stream : ScheduleEntry {
  Stream(frame::StreamId stream, std::uint32_t send, std::uint32_t receive)
      : ScheduleEntry(stream), send_window(send), receive_window(receive, receive) {}

  StreamState state = StreamState::idle;
  Incoming incoming = Incoming::head;
  Outgoing outgoing = Outgoing::head;
  // The application has been told Closed.
  bool reported = false;
  // The stream ended by END_STREAM both ways, whatever came later.
  bool complete = false;
  // The body source has not said that it is blocked.
  bool body_ready = false;
  // RFC 9113 8.5: octets of a tunnel; neither content-length nor trailers mean anything.
  bool tunnel = false;
  // RFC 9110 9.3.2: the response has no content.
  bool is_head_request = false;
  // RFC 9110 6.4.1: the incoming message has no content, whatever its content-length says.
  bool no_content = false;

  // The stream's rate limits have stopped its DATA, or the credit for the peer's.
  bool sending_waits = false;
  bool credit_waits = false;
  // Bits of PauseBy.
  std::uint8_t paused_by = 0;
  // How often in a row the stream's window was found used up, and nothing consumed.
  std::uint8_t looks_unconsumed = 0;

  FlowWindow send_window;
  ReceiveWindow receive_window;
  RateLimits send_limits;
  RateLimits receive_limits;
  // Octets that were reported and not consumed yet.
  std::uint32_t held = 0;
  // The cost of small DATA frames among the held octets: see Limits::data_overhead.
  std::uint32_t overhead = 0;
  // Memory of the stream's decoded field sections: see Limits::held_field_octets.
  std::size_t field_octets = 0;

  http::BodySource* body = nullptr;
  http::BodyLength expected;
  // The octets that the outgoing body still lacks to match its content-length; nullopt where there is no
  // content-length.
  std::optional<std::uint64_t> unsent;
  // Our last field section ends here in the order of all that were encoded: see Outbox.
  std::uint64_t head_end = 0;
  // Octets of the bodies that have gone out and come in.
  std::uint64_t data_sent = 0;
  std::uint64_t data_received = 0;
  // The octets that had been consumed at the latest estimate of the path.
  std::uint64_t consumed_before = 0;

  // RFC 9218: the client's priority, and the server's, which overrides it.
  Priority client_priority;
  http::PriorityField server_priority;
  // The application of a server has set the dependency: PRIORITY frames of the client do not move the stream any more.
  bool dependency_is_ours = false;

  // Owned by the workspace's pools.
  http::RequestHead* request = nullptr;
  http::ResponseHead* response = nullptr;
  std::vector<http::ResponseHead*> interim;
  http::Fields* trailers = nullptr;

  http::Traffic traffic;
  Ledger ledger;
  // receive_pace.since is `never` from the end of a pause until the first look after it.
  Pace receive_pace;
  Pace send_pace;

  ListHook live_hook;

  bool paused() const { return paused_by != 0; }
  std::uint64_t consumed() const { return data_received - held; }
  // Takes the share of the overhead that belongs to `octets` of the held octets.
  std::uint32_t take_overhead(std::uint32_t octets) {
    if (overhead == 0 || octets == 0) return 0;
    const auto share = static_cast<std::uint32_t>(std::uint64_t{overhead} * octets / held);
    overhead -= share;
    return share;
  }
};

}  // namespace weft::h2
