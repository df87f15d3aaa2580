// The resources that an HTTP/2 connection may use, and for how long. Every default is safe on the open internet;
// docs/limits.md has the reason for each number.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <weft/base/time.hpp>
#include <weft/frame/header.hpp>
#include <weft/h2/window_budget.hpp>
#include <weft/hpack/decode_limits.hpp>
#include <weft/http/wall_time.hpp>

namespace weft::h2 {

// Limits on what the peer may do to us. Honest traffic reaches none of them.
struct Limits {
  // Advertised as SETTINGS_MAX_CONCURRENT_STREAMS, and also the number of messages whose work has not been released:
  // a peer that resets its streams gains nothing (Rapid Reset, MadeYouReset).
  std::uint32_t streams = 100;
  // Server: pushes that have not been released. Client: promises that no response has followed yet.
  std::uint32_t promises = 100;
  // Refused streams: burst, refill a second. Then ENHANCE_YOUR_CALM.
  std::uint32_t refusals = 100;
  std::uint32_t refusals_per_second = 10;
  // Streams reset before their response was complete, by the peer or through its fault.
  std::uint32_t resets = 200;
  std::uint32_t resets_per_second = 20;
  // Glitches: anything odd that the RFC tells us to ignore.
  std::uint32_t glitches = 1000;
  std::uint32_t glitches_per_second = 100;

  hpack::DecodeLimits field_section{};
  std::size_t name_octets = 1024;
  std::size_t value_octets = 32 * 1024;
  std::size_t path_octets = 16 * 1024;
  // Memory of the decoded fields that all live streams of a connection hold together.
  std::size_t held_field_octets = 512 * 1024;
  std::uint32_t continuations = 8;
  std::uint32_t empty_continuations = 1;

  std::uint32_t pings = 100;
  std::uint32_t pings_per_second = 10;
  std::uint32_t unsent_acks = 256;
  std::uint32_t unsent_resets = 256;
  std::uint32_t settings_entries = 32;
  std::uint32_t settings_frames = 20;
  std::uint32_t settings_frames_per_second = 1;
  // WINDOW_UPDATE frames beyond 2 a stream and 10 a DATA frame sent.
  std::uint32_t window_updates = 100;
  // PRIORITY and PRIORITY_UPDATE frames beyond 2 a stream, each a glitch from then on.
  std::uint32_t priorities = 100;
  // The sum that small DATA frames may cost: each costs 256 less its length.
  std::uint32_t data_overhead = 25'600;

  // Octets that may wait for a peer that does not read. Beyond this number the peer gets no more credit; and where
  // answers to faulty requests alone are so many octets, no more of these.
  std::size_t buffered_output = 48 * 1024;
};

struct Timeouts {
  Duration preface = std::chrono::seconds(10);
  Duration settings_ack = std::chrono::seconds(10);
  Duration header_block = std::chrono::seconds(10);
  // How long a connection may be without a live stream.
  Duration idle = std::chrono::seconds(75);
  // At this age the connection drains. The caller adds jitter.
  Duration age = std::chrono::hours(1);
  Duration drain = std::chrono::seconds(30);
  // A request body, also when its response has ended, must keep this rate after a grace period, …
  std::uint32_t octets_per_second = 240;
  Duration request_grace = std::chrono::seconds(5);
  // … and a response that has octets to send must keep this one; WINDOW_UPDATE alone is no progress.
  std::uint32_t response_octets_per_second = 240;
  Duration response_grace = std::chrono::seconds(10);
  // A stream with octets to send that makes no progress for this long is cancelled.
  Duration stall = std::chrono::seconds(60);
  // Server: how long a response that waits for nothing but the application is still due to a peer that has closed its
  // side of the connection. Such a peer can open no window and acknowledge nothing: it has left, or will leave at once.
  Duration half_closed = std::chrono::milliseconds(100);
};

struct Options {
  Limits limits{};
  Timeouts timeouts{};
  // RFC 9110 6.6.1: gives `date` in answers that a server's engine makes by itself. The owner keeps the time right;
  // null: no date.
  const http::WallTime* wall_time = nullptr;
  // Advertised as SETTINGS_INITIAL_WINDOW_SIZE, and the connection's window.
  std::uint32_t stream_window = 64 * 1024;
  std::uint32_t connection_window = 1024 * 1024;
  // The size up to which windows may grow where the path to the peer is long: see Connection::on_path_estimate().
  std::uint32_t max_stream_window = 512 * 1024;
  std::uint32_t max_connection_window = 1024 * 1024;
  // The growth of connections' windows, and what they do not count of paused messages, come out of this, which must
  // outlive the connections. Null: nothing but the sizes here bounds them.
  WindowBudget* window_budget = nullptr;
  // Unread octets of paused messages that the connection's window does not count, so that other messages go on. An
  // application that pauses many messages should allow as much as their number times the window of a stream.
  std::uint32_t paused_window = 64 * 1024;
  std::uint32_t max_frame_size = frame::default_max_frame_size;
  std::uint32_t header_table_size = 4096;
  // Client: how many pushed responses may be under way at a time; 0 disables push. See Connection::update_settings().
  std::uint32_t pushes = 0;
  // Client: the window of a response to a request, where stream_window is smaller. SETTINGS cannot tell requests from
  // pushes, so that each request costs a WINDOW_UPDATE then.
  std::uint32_t request_window = 0;
  // RFC 8441: server only, and only with a handler for extended CONNECT, because browsers use it at once.
  bool extended_connect = false;
  // Client: RFC 7540 5.3 dependencies may be sent, to servers that do not refuse them. If false,
  // SETTINGS_NO_RFC7540_PRIORITIES tells the server that none will be sent.
  bool dependencies = false;
  // Connection::section_octets() tells what was sent as it was before compression, too.
  bool count_sections = false;
};

}  // namespace weft::h2
