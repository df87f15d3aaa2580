// Two engines, their applications and the wire between them, on one virtual clock: all that there is in a run.
//
// run.hpp makes it move; actions.cpp has what may happen in it, oracles.cpp what must always hold.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <weft/h2/connection.hpp>

#include "body.hpp"
#include "choices.hpp"
#include "rules.hpp"

namespace weft::simulation {

using h2::MessageId;
using h2::Role;

// What the applications say when they reset or close.
inline constexpr std::string_view reset_reason = "simulated_reset";
inline constexpr std::string_view close_reason = "simulated_close";

// The reads and writes of one message, and who ended it how. `in one direction` is that of its DATA.
struct Half {
  // What the sender's application gave; null where the head is all.
  Body* body = nullptr;
  // As the receiver's application has seen it.
  std::uint64_t received = 0;
  std::uint64_t unread = 0;
  bool ended = false;
  // As who looks at the wire counts it, beside the initial size: what the sender may still send, and what the receiver
  // has said that it may.
  std::int64_t credit = 0;
  std::int64_t granted = 0;
};

// What one side's application has done with a message, and heard of it.
struct View {
  bool known = false;
  bool answered = false;  // of the server; of the client, that the response has come
  bool gave_up = false;   // reset, or released before its end
  bool released = false;
  std::optional<http::Close> close;
  bool rejected = false;
};

struct Exchange {
  MessageId id = 0;
  http::RequestHead request;
  http::ResponseHead response;
  std::uint32_t interims_sent = 0;
  std::uint32_t interims_received = 0;
  Half up;
  Half down;
  View client;
  View server;

  View& of(Role role) { return role == Role::client ? client : server; }
  const View& of(Role role) const { return role == Role::client ? client : server; }
  Half& from(Role role) { return role == Role::client ? up : down; }
  const Half& from(Role role) const { return role == Role::client ? up : down; }
};

// Something on the wire that moves a window of who reads it, where it ends in the sequence of all octets.
struct Credit {
  std::uint64_t at = 0;
  frame::StreamId stream = 0;
  std::int64_t octets = 0;
  // Of SETTINGS_INITIAL_WINDOW_SIZE, for all streams.
  std::optional<std::uint32_t> initial;
};

// One engine, its application's habits, and the octets it has written that have not arrived.
struct Side {
  Side(Role r, const h2::Options& o, Time now) : role(r), options(o), connection(r, options, workspace, now) {}

  const Role role;
  const h2::Options options;
  h2::Workspace workspace;
  h2::Connection connection;

  Buffer outgoing;
  std::uint64_t written = 0;
  std::uint64_t arrived = 0;
  std::deque<Credit> credits;
  frame::StreamId highest = 0;  // whose HEADERS have been written
  bool mute = false;            // its transport is gone: what it writes is lost
  bool end_told = false;        // the other side knows that no more will come
  bool preface_read = false;    // by who looks at the wire

  // Of the DATA that this side sends, as Half::credit and ::granted; and the initial windows of its streams.
  std::int64_t credit = h2::default_window;
  std::int64_t granted = h2::default_window;
  std::uint32_t initial_known = h2::default_window;
  std::uint32_t initial_said = h2::default_window;

  bool reads_at_once = true;
  bool answers_at_once = true;
  bool releases_at_once = true;

  bool asked_shutdown = false;
  bool asked_close = false;
  bool settings_acknowledged = false;
  // Messages released since octets arrived last: while these were read, they lived.
  std::size_t released_lately = 0;
  std::uint32_t pings = 0;
  std::uint32_t pongs = 0;
  std::uint32_t oddities = 0;
  std::optional<http::Close> close;
};

// What the run may contain; a calm one must end with every message complete.
struct Climate {
  bool resets = false;
  bool endings = false;
  // Time passes beyond deadlines, and who is late is blamed for it.
  bool slow = false;
  std::uint32_t exchanges = 0;
  std::uint32_t steps = 0;
};

// Over many runs: how often what happened.
struct Tally {
  std::uint64_t runs = 0;
  std::uint64_t steps = 0;
  std::uint64_t octets = 0;
  std::array<std::uint64_t, 32> actions{};
  std::vector<std::pair<std::string_view, std::uint64_t>> reasons;

  void count(std::string_view reason);
};

using Story = std::vector<std::string>;

struct World {
  // `story` and `tally` may be null.
  World(Choices choices, Story* story, Tally* tally);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Side& side(Role role) { return role == Role::client ? client : server; }
  Side& other(const Side& than) { return than.role == Role::client ? server : client; }
  Side& any_side() { return choices.once_in(2) ? client : server; }
  // By stream: the client's are 1, 3, 5 …
  Exchange* find(MessageId id);
  Exchange& exchange(MessageId id);

  template <class... Values>
  void tell(fmt::format_string<Values...> form, Values&&... values) {
    if (story != nullptr) story->push_back(fmt::format(form, std::forward<Values>(values)...));
  }

  Choices choices;
  Story* story;
  Tally* tally;
  Climate climate;
  Time began{std::chrono::hours(1000)};
  Time now = began;
  std::deque<Body> bodies;
  std::deque<Exchange> exchanges;
  Side client;
  Side server;
};

inline const char* name(const Side& side) {
  return side.role == Role::client ? "client" : "server";
}

}  // namespace weft::simulation
