// The world of a run is a client, as weft::Client has it (pool, transfers, sessions and engines), and the servers at
// the other ends of its connections, on one virtual clock. The servers write their frames by chance, and by rules that
// the climate of the run may break.
//
// run.hpp drives the world; actions.cpp has the actions in it, oracles.cpp the rules that must always hold.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <weft/client/pool/pool.hpp>
#include <weft/io/loop.hpp>

#include "ask.hpp"
#include "choices.hpp"
#include "peer.hpp"
#include "rules.hpp"

namespace weft::client_simulation {

using simulation::Choices;
using simulation::must;

// The actions that the run may contain. Where servers keep their word and nobody is late, each request has its
// response.
struct Climate {
  bool flow = false;      // bodies are paused and read in pieces
  bool limits = false;    // the limit of streams changes
  bool goaways = false;   // servers end connections after some requests
  bool cancels = false;   // the client's user gives up
  bool promises = false;  // servers push before they know that nobody wants that
  bool faults = false;    // servers break off, refuse, and send what is wrong
  bool slow = false;      // time passes beyond limits
  std::uint32_t asks = 0;
  std::uint32_t steps = 0;

  bool calm() const { return !faults && !slow; }
};

// Counts over many runs. An action that could do nothing does not count.
struct Tally {
  std::uint64_t runs = 0;
  std::uint64_t asks = 0;
  std::uint64_t good = 0;
  std::uint64_t repeated = 0;
  std::vector<std::uint64_t> actions;  // in the order of their table
  std::vector<std::pair<std::string, std::uint64_t>> reasons;

  void count(std::string_view reason);
};

using Story = std::vector<std::string>;

struct World {
  // `story`, `tally` and `trace` may be null.
  World(const Choices& choices, Story* story, Tally* tally, session::TraceUser* trace);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  template <class... Values>
  void tell(fmt::format_string<Values...> form, Values&&... values) {
    ++deeds;
    if (story != nullptr) story->push_back(fmt::format(form, std::forward<Values>(values)...));
  }
  // All that is to be done at this time.
  void run();
  // Step by step, so that what is due at different times does not happen at once.
  void pass(Duration time);

  Choices choices;
  Story* story;
  Tally* tally;
  Climate climate;
  std::uint64_t deeds = 0;
  Time now{std::chrono::hours(1000)};
  io::Loop loop{now};
  h2::WindowBudget budget{std::size_t{1} << 30};
  ClientOptions options;
  // Before the pool, whose end closes the channels that these talk to.
  std::deque<std::unique_ptr<Peer>> peers;
  std::optional<client::Pool> pool;
  std::deque<std::unique_ptr<Ask>> asks;
  // Not too many frames: a small window makes small bodies.
  std::uint32_t largest_body = 0;
  // The pool has been told to end, and has.
  bool drained = false;
  // No request may be sent before: a server has asked for calm (RFC 9113 7, ENHANCE_YOUR_CALM).
  Time calm_until{};
};

}  // namespace weft::client_simulation
