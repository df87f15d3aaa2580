// The world of a run has two engines, their applications and the wire between them, on one virtual clock.
//
// run.hpp drives the world; actions.cpp has the actions in it, oracles.cpp the rules that must always hold.
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <weft/base/octet_rate.hpp>
#include <weft/h2/connection.hpp>

#include "body.hpp"
#include "choices.hpp"
#include "rules.hpp"

namespace weft::simulation {

using h2::MessageId;
using http::Role;

// The reasons that the applications give when they reset or close.
inline constexpr ReasonToken reset_reason = OwnReason("simulated_reset").token();
inline constexpr ReasonToken close_reason = OwnReason("simulated_close").token();

// A bucket of a rate limit, and the octets that really went through it.
struct Rate {
  Rate(std::uint64_t capacity, std::uint64_t octets_per_second, Time now)
      : bucket(capacity, octets_per_second, now), burst(capacity), per_second(octets_per_second), since(now) {}

  OwnRate bucket;
  std::uint64_t burst;
  std::uint64_t per_second;
  Time since;
  std::uint64_t spent = 0;
};

// The rate limits of a message, or of a connection, in one direction.
struct Limit {
  std::array<Rate*, 2> rates{};
  std::array<OctetRate*, 2> buckets{};
  // The octets that had come and were not taken when the limit was set: they are paid for first.
  std::uint64_t debt = 0;
};

// The bounds of a receiver: when all is quiet, the sender's window and the octets that were not taken lie together
// between the two, save for credit that is not worth a WINDOW_UPDATE.
struct Allowance {
  std::int64_t least = 0;
  std::int64_t most = 0;
  bool chosen = false;
  Limit* limit = nullptr;

  void begin(std::int64_t octets) { least = most = octets; }
  void choose(std::int64_t octets) {
    least = octets;
    most = std::max(most, octets);
    chosen = true;
  }
  // The window may have grown up to this size.
  void grow(std::int64_t octets) {
    if (!chosen) most = std::max(most, octets);
  }
  // Our SETTINGS_INITIAL_WINDOW_SIZE has changed by `delta`.
  void adjust(std::int64_t delta) {
    most = std::max(most + delta, least);
    if (!chosen) least = std::max<std::int64_t>(least + delta, 0);
  }
};

// One direction of an exchange.
struct Half {
  // The body of the sender's application; null where the head is the whole message.
  Body* body = nullptr;
  // The message as the receiver's application has seen it.
  std::uint64_t received = 0;
  std::uint64_t unread = 0;
  bool ended = false;
  // The octets that the sender may still send beyond the initial size, as an observer of the wire counts them.
  std::int64_t credit = 0;
  // The bounds that the receiver's application has set, and the sender's.
  Allowance allowed;
  bool paused_by_user = false;
  bool paused_by_library = false;
  Limit* sending_limit = nullptr;

  bool paused() const { return paused_by_user || paused_by_library; }
};

// The calls that one side's application has made about a message, and the events that it got.
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
  // For a push: the request on which it was promised.
  MessageId parent = 0;
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

// A frame on the wire that moves a window of its reader, with the place where it ends in the sequence of all octets.
struct Credit {
  std::uint64_t at = 0;
  frame::StreamId stream = 0;
  std::int64_t octets = 0;
  // The values of SETTINGS_INITIAL_WINDOW_SIZE, for all streams, and of SETTINGS_ENABLE_PUSH.
  std::optional<std::uint32_t> initial;
  std::optional<std::uint32_t> push;
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
  bool mute = false;            // its transport is lost, and so is all it writes
  bool end_told = false;        // the other side knows that no more will come
  bool preface_read = false;    // by the observer of the wire

  // For the DATA that this side sends: the connection's window, and the initial window of streams, as this side has
  // read it and as the other side has sent it.
  std::int64_t credit = h2::default_window;
  std::uint32_t initial_known = h2::default_window;

  // For the DATA that this side receives: its bounds for the connection, and the windows for streams in its SETTINGS,
  // of which the first is in force and the others are on their way.
  Allowance allowed;
  std::deque<std::uint32_t> initial_said;
  Limit* sending_limit = nullptr;
  // For a server: its client takes pushes. For a client: how many it takes.
  bool push_known = true;
  std::uint32_t pushes_said = 0;

  bool reads_at_once = true;
  bool answers_at_once = true;
  bool releases_at_once = true;

  bool asked_shutdown = false;
  bool asked_close = false;
  // Octets that the other side has made this one write since it wrote last, at most.
  std::size_t answers_unwritten = 0;
  // Messages released since octets arrived last: while these were read, they lived.
  std::size_t released_lately = 0;
  std::uint32_t pings = 0;
  std::uint32_t pongs = 0;
  std::uint32_t oddities = 0;
  // SETTINGS frames: the first one goes by itself.
  std::uint32_t settings = 1;
  std::uint32_t settings_acknowledged = 0;
  std::optional<http::Close> close;
};

// The actions that the run may contain; a calm run must end with every message complete.
struct Climate {
  bool resets = false;
  bool endings = false;
  // Time passes beyond deadlines, and the side that is late is blamed.
  bool slow = false;
  // Windows, rates and pauses change.
  bool flow = false;
  std::uint32_t exchanges = 0;
  std::uint32_t pushes = 0;
  std::uint32_t steps = 0;
};

// The tally counts events over many runs. An action that could do nothing does not count.
struct Tally {
  std::uint64_t runs = 0;
  std::uint64_t steps = 0;
  std::uint64_t octets = 0;
  std::vector<std::uint64_t> actions;  // in the order of their table
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
  // By stream: the client's are 1, 3, 5 …, and pushes 2, 4, 6 …
  Exchange* find(MessageId id);
  Exchange& exchange(MessageId id);

  template <class Function>
  void for_each(Function&& function) {
    for (Exchange& exchange : exchanges) function(exchange);
    for (Exchange& exchange : pushes) function(exchange);
  }
  template <class Function>
  void for_each(Function&& function) const {
    for (const Exchange& exchange : exchanges) function(exchange);
    for (const Exchange& exchange : pushes) function(exchange);
  }

  template <class... Values>
  void tell(fmt::format_string<Values...> form, Values&&... values) {
    ++deeds;
    if (story != nullptr) story->push_back(fmt::format(form, std::forward<Values>(values)...));
  }

  Choices choices;
  Story* story;
  Tally* tally;
  Climate climate;
  // Counts everything that has happened, told or not.
  std::uint64_t deeds = 0;
  Time began{std::chrono::hours(1000)};
  Time now = began;
  std::deque<Body> bodies;
  std::deque<Exchange> exchanges;
  std::deque<Exchange> pushes;
  // Rates of messages, and rates of connections, which count the octets of the messages once more.
  std::deque<Rate> rates;
  std::deque<Rate> connection_rates;
  std::deque<Limit> limits;
  Side client;
  Side server;
};

inline const char* name(const Side& side) {
  return side.role == Role::client ? "client" : "server";
}

}  // namespace weft::simulation
