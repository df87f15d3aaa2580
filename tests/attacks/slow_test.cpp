// Peers that hold something and let it drip. Real time passes here, once for all of them.
#include <array>
#include <functional>
#include <string>
#include <vector>

#include <tests/attacks/attack.hpp>

namespace weft::attacks {
namespace {

using Clock = std::chrono::steady_clock;
using frame::SettingId;
using testkit::End;

class Slow : public Attack {};

// A kind of slowloris: what it says at first, what it drips afterwards, and how its connection should end.
struct Kind {
  std::string name;
  std::function<std::unique_ptr<Peer>()> begin;
  std::function<void(Peer&)> drip;
  std::function<bool(const Peer&)> over;
  seconds earliest;
};

struct Attacker {
  explicit Attacker(const Kind& its_kind) : kind(&its_kind), begun(Clock::now()), peer(its_kind.begin()) {}

  const Kind* kind;
  // Before it connects: a crowd of TLS handshakes takes its time.
  Clock::time_point begun;
  std::unique_ptr<Peer> peer;
  bool over = false;
};

// Everybody drips once a second until all are over, or 15 seconds have passed.
void run_to_the_end(std::vector<Attacker>& attackers) {
  const auto start = Clock::now();
  for (std::size_t left = attackers.size(); left > 0 && Clock::now() - start < seconds(15);) {
    const auto next = Clock::now() + seconds(1);
    for (Attacker& attacker : attackers) {
      if (attacker.over) continue;
      attacker.peer->wait([](const Peer&) { return false; }, milliseconds(1));
      attacker.over = attacker.kind->over(*attacker.peer);
      if (!attacker.over) {
        attacker.kind->drip(*attacker.peer);
        continue;
      }
      --left;
      EXPECT_GE(Clock::now() - attacker.begun, attacker.kind->earliest) << attacker.kind->name;
    }
    std::this_thread::sleep_until(next);
  }
  for (const Attacker& attacker : attackers) EXPECT_TRUE(attacker.over) << attacker.kind->name;
}

TEST_P(Slow, beginnings_are_ended_in_time) {
  const auto bare = [this] {
    return std::make_unique<Peer>(server, GetParam(), PeerOptions{.handshake = Handshake::none});
  };
  const auto opened = [this] { return std::make_unique<Peer>(server, GetParam()); };
  const auto silent = [](Peer&) {};
  const auto closed = [](const Peer& peer) { return peer.closed(); };

  std::vector<Kind> kinds{
      {"only connected", bare, silent, closed, seconds(9)},
      {"half a preface",
       [&] {
         auto peer = opened();
         peer->send(as_octets("PRI * HTTP/2"));
         return peer;
       },
       silent, closed, seconds(9)},
      {"a preface without SETTINGS",
       [&] {
         auto peer = opened();
         peer->frames.preface();
         peer->send();
         return peer;
       },
       silent, closed, seconds(9)},
      {"a field section an octet a second",
       [this] {
         auto peer = this->peer();
         peer->frames.headers_block(1, testkit::hex("82 84 87"), frame::flag::end_stream);
         peer->send();
         return peer;
       },
       [](Peer& peer) {
         peer.frames.raw(testkit::hex("00"));
         peer.send();
       },
       closed, seconds(9)},
      {"SETTINGS that are never acknowledged",
       [&] {
         auto peer = opened();
         peer->frames.preface().settings();
         peer->send();
         return peer;
       },
       silent, [](const Peer& peer) { return peer.goaway() == ErrorCode::settings_timeout; }, seconds(9)},
      {"a request's content an octet in ten seconds",
       [this] {
         auto peer = this->peer();
         peer->frames.headers(1, request("POST", "/upload")).data(1, "x");
         peer->send();
         return peer;
       },
       silent, [](const Peer& peer) { return peer.reset_code(1) == ErrorCode::cancel; }, seconds(4)},
  };
  if (GetParam() == Transport::tls) {
    kinds.push_back({"half a ClientHello",
                     [&] {
                       auto peer = bare();
                       peer->send(testkit::hex("16 0301 0200 01 0001fc 0303 00112233445566778899"));
                       return peer;
                     },
                     silent, closed, seconds(9)});
  }
  std::vector<Attacker> attackers;
  for (const Kind& kind : kinds) {
    for (int i = 0; i < 20; ++i) attackers.emplace_back(kind);
  }
  run_to_the_end(attackers);
}

bool all_reset(const Peer& peer) {
  for (StreamId stream = 1; stream < 200; stream += 2) {
    if (peer.reset_code(stream) != ErrorCode::cancel) return false;
  }
  return true;
}

void ask_for_large_files(Peer& peer) {
  for (StreamId stream = 1; stream < 200; stream += 2) {
    peer.frames.headers(stream, request("GET", "/large.bin"), end_stream);
  }
}

TEST_P(Slow, readers_are_cut_off_however_they_drip) {
  const std::size_t sockets = server.sockets();
  // The window never opens; or an octet a second.
  const auto closed_window = peer({{SettingId::initial_window_size, 0}});
  const auto dripping_window = peer({{SettingId::initial_window_size, 0}});
  // The windows are wide open, and nobody reads the socket.
  PeerOptions small;
  small.receive_buffer = 4'096;
  auto deaf = std::make_unique<Peer>(server, GetParam(), small);
  deaf->greet({{SettingId::initial_window_size, 0x7fff'ffff}});
  deaf->frames.window_update(0, 0x7fff'0000);

  for (Peer* attacker : {closed_window.get(), dripping_window.get(), deaf.get()}) ask_for_large_files(*attacker);
  closed_window->send();
  dripping_window->send();
  deaf->pour();
  const std::size_t resident = server.resident();
  bool deaf_gone = false;
  for (int second = 0; second < 75; ++second) {
    const auto next = Clock::now() + seconds(1);
    if (second < 20) {
      for (StreamId stream = 1; stream < 200; stream += 2) dripping_window->frames.window_update(stream, 1);
    }
    dripping_window->send();
    closed_window->wait(all_reset, milliseconds(1));
    dripping_window->wait(all_reset, milliseconds(1));
    deaf_gone = deaf_gone || server.sockets() < sockets + 3;
    if (second == 35) {
      EXPECT_TRUE(deaf_gone) << "who does not read is still connected";
    }
    if (deaf_gone && all_reset(*closed_window) && all_reset(*dripping_window)) break;
    std::this_thread::sleep_until(next);
  }
  EXPECT_TRUE(all_reset(*closed_window));
  EXPECT_TRUE(all_reset(*dripping_window));
  EXPECT_EQ(closed_window->status(1), 200);
  if (memory_counts) {
    EXPECT_LE(server.resident(), resident + 3 * 2 * 1024 * 1024);
  }
}

// Each is parked: only a little of it remains, and nothing is forgotten.
TEST_P(Slow, crowd_that_falls_silent_continues_hangs_up_or_is_told_of_the_end) {
  constexpr std::size_t size = 150;
  constexpr milliseconds until_parked(600);
  const std::size_t sockets = server.sockets();
  std::vector<std::unique_ptr<Peer>> crowd;
  for (std::size_t i = 0; i < size; ++i) {
    crowd.push_back(peer());
    expect_served(*crowd.back(), 1);
  }
  std::this_thread::sleep_for(until_parked);
  for (std::size_t i = 0; i < size; i += 3) expect_served(*crowd[i], 3);
  for (std::size_t i = 1; i < size; i += 3) crowd[i].reset();
  const auto patience = Clock::now() + seconds(5);
  while (server.sockets() > sockets + size * 2 / 3 && Clock::now() < patience) std::this_thread::yield();
  EXPECT_EQ(server.sockets(), sockets + size * 2 / 3);
  std::this_thread::sleep_for(until_parked);
  server.drain();
  for (const auto& one : crowd) {
    if (one == nullptr) continue;
    EXPECT_TRUE(one->wait_closed());
    EXPECT_EQ(one->goaway(), ErrorCode::no_error);
  }
  server.stop_and_read_log();
}

INSTANTIATE_TEST_SUITE_P(Over, Slow, transports(), transport_name);

}  // namespace
}  // namespace weft::attacks
