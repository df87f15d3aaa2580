// Recordings of simulated connections: of the client among servers of chance, and of a client's and a server's session
// that talk to each other over HTTP/2 or HTTP/1.1. Each is played to another engine.
//
// WEFT_RECORDINGS_TO=DIR writes them as files as well, with values and without, for tests/interop/recordings_test.py.
// The text that is planted here is searched for there.
#include <cstdlib>
#include <fstream>
#include <memory>

#include <weft/session/client/rig_test.hpp>
#include <weft/session/memory_recordings_test.hpp>
#include <weft/session/trace_fork.hpp>

#include "run.hpp"
#include "seeds.hpp"

namespace weft::client_simulation {
namespace recordings_test {
namespace {

using http::Pulled;
using session::server::Exchange;
using session::server::head_of;

// The same connections twice: with values, and without.
struct Both {
  explicit Both(http::Role role) : valued(role, true), hidden(role, false) {}

  session::MemoryRecordings valued;
  session::MemoryRecordings hidden;
  session::TraceFork fork{valued, hidden};
};

void write(const std::deque<std::string>& texts, const std::string& name) {
  const char* folder = std::getenv("WEFT_RECORDINGS_TO");
  if (folder == nullptr) return;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto [stem, kind] = std::pair(name.substr(0, name.find('.')), name.substr(name.find('.')));
    std::ofstream file(fmt::format("{}/{}-{}{}", folder, stem, i, kind), std::ios::binary);
    file << texts[i];
    ASSERT_TRUE(file.flush());
  }
}

// Replays those with values. How many have sent anything.
std::size_t check(const Both& both, const std::string& name) {
  write(both.valued.texts, name + ".values.sqlog");
  write(both.hidden.texts, name + ".hidden.sqlog");
  std::size_t spoken = 0;
  for (const std::string& text : both.valued.texts) {
    SCOPED_TRACE(name);
    spoken += session::expect_same(text).octets_sent > 0 ? 1u : 0u;
  }
  EXPECT_EQ(both.valued.texts.size(), both.hidden.texts.size());
  return spoken;
}

// --- a client's session and a server's -------------------------------------------------------------------------------

class SecretBody final : public session::Body {
 public:
  SecretBody(std::string_view secret, std::size_t octets, Pulled::State end) : end_(end) {
    while (text_.size() < octets) text_ += secret;
    trailers_.add("x-sum", "trailer-71aa0c5d");
  }

  Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), text_.size() - taken_);
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(taken_), size, room.begin());
    taken_ += size;
    return {size, taken_ == text_.size() ? end_ : Pulled::State::more};
  }
  const http::Fields& trailers() const override { return trailers_; }

 private:
  const Pulled::State end_;
  std::string text_;
  std::size_t taken_ = 0;
  http::Fields trailers_;
};

class Pair {
 public:
  explicit Pair(std::uint64_t seed) : choices_(seed), ours(http::Role::client), theirs(http::Role::server) {
    rig_.client_options.trace = &ours.fork;
    rig_.options.trace = &theirs.fork;
    constexpr std::array<std::uint32_t, 3> windows{1'000, 16'384, 200'000};
    rig_.options.h2.stream_window = choices_.one_of(windows);
    rig_.client_options.h2.stream_window = choices_.one_of(windows);
    rig_.client_options.h2.pushes = choices_.once_in(2) ? 5 : 0;
    rig_.service.handler = [this](Exchange& exchange) { answer(exchange); };
  }

  void run() {
    const bool is_http2 = !choices_.once_in(3);
    session::client::Connection& connection = rig_.dial(is_http2 ? session::client::http2 : session::client::http1);
    bool is_open = false;
    rig_.when_open = [&](session::client::Connection&) { is_open = true; };
    rig_.run_until([&] { return is_open || is_over(); });
    const std::uint32_t requests = choices_.size(12);
    for (std::uint32_t i = 0; i < requests && !is_over(); ++i) {
      rig_.run_until([&] { return is_over() || connection.draining() || (all_done() || is_http2); });
      if (is_over() || connection.draining() || connection.room() == 0) break;
      ask(connection);
    }
    rig_.run_until([&] { return all_done(); });
    if (!is_over()) connection.shutdown();
    rig_.run_until([&] { return is_over() && rig_.connections->size() == 0; });
  }

 private:
  bool is_over() const { return rig_.clients->size() == 0; }
  bool all_done() const {
    return std::all_of(calls_.begin(), calls_.end(),
                       [](const auto& call) { return call.ended() && call.has_body_end(); });
  }

  void ask(session::client::Connection& connection) {
    const bool has_body = choices_.once_in(2);
    http::RequestHead head = session::client::request_of(has_body ? http::Method::post : http::Method::get,
                                                         "/path-9d41b7c0?q=query-6610aad1");
    head.fields.add("authorization", "Bearer token-83bd10c2ef", http::Sensitive::yes);
    head.fields.add("cookie", "id=cookie-5e1f0c7a9b");
    head.fields.add("x-key", "key-0b7713fe");
    auto body = has_body ? secret_body("body-c4f81e22") : nullptr;
    calls_.emplace_back().begin(connection, head, std::move(body));
  }

  std::unique_ptr<SecretBody> secret_body(std::string_view secret) {
    const auto end = choices_.once_in(3) ? Pulled::State::end_with_trailers : Pulled::State::end;
    return std::make_unique<SecretBody>(secret, choices_.size(60'000), end);
  }

  // The server answers at once, whether the request's body has come or not.
  void answer(Exchange& exchange) {
    if (choices_.once_in(4)) {
      http::ResponseHead hints = head_of(http::Status::early_hints);
      hints.fields.add("link", "</key-0b7713fe.css>; rel=preload");
      exchange.respond_interim(hints);
    }
    if (choices_.once_in(6)) exchange.push(http::Method::get, "/path-9d41b7c0", {});
    http::ResponseHead head = head_of(choices_.once_in(4) ? http::Status::not_found : http::Status::ok);
    head.fields.add("set-cookie", "sid=answer-3c95d7a1");
    if (choices_.once_in(10)) {
      exchange.abort(OwnReason("simulated_abort"));
    } else if (choices_.once_in(4)) {
      exchange.respond(head);
    } else {
      exchange.respond(head, secret_body("page-2f6e88b4"));
    }
    exchange.finish();
  }

  simulation::Choices choices_;

 public:
  Both ours;
  Both theirs;

 private:
  std::deque<session::client::TestCall> calls_;
  // Talks to all that stands before it.
  session::client::ClientRig rig_;
};

TEST(SimulatedRecordings, of_a_client_among_servers_are_replayed_octet_for_octet) {
  const auto [first, count] = simulation::seeds_from_environment({1, 15});
  std::size_t spoken = 0;
  for (std::uint64_t seed = first; seed - first < count; ++seed) {
    Both both(http::Role::client);
    run(Choices(seed), nullptr, nullptr, &both.fork);
    spoken += check(both, fmt::format("client-{}", seed));
  }
  // One client may have nothing to ask for.
  EXPECT_GE(spoken, count >= 15 ? count : 0);
}

TEST(SimulatedRecordings, of_two_sessions_are_replayed_octet_for_octet) {
  const auto [first, count] = simulation::seeds_from_environment({1, 10});
  for (std::uint64_t seed = first; seed - first < count; ++seed) {
    Pair pair(seed);
    pair.run();
    EXPECT_EQ(check(pair.ours, fmt::format("ours-{}", seed)), 1u);
    // A server that breaks its first response off may say nothing over HTTP/1.1.
    EXPECT_LE(check(pair.theirs, fmt::format("theirs-{}", seed)), 1u);
    EXPECT_EQ(pair.theirs.valued.texts.size(), 1u);
  }
}

}  // namespace
}  // namespace recordings_test
}  // namespace weft::client_simulation
