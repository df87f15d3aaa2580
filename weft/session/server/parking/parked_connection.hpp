// A server's connection over HTTP/2 that was parked leaves this, with what remains of its engine and of its channel.
// When octets come, or its time has come, it unparks: there is a connection again.
#pragma once

#include <cstdint>
#include <utility>

#include <weft/base/intrusive_list.hpp>
#include <weft/h2/parked.hpp>
#include <weft/io/parked_channel.hpp>
#include <weft/io/parking_watch.hpp>
#include <weft/session/server/connection_details.hpp>

namespace weft::session::server {

class Connections;

struct ParkedState {
  std::uint64_t id;  // Facts::id
  Time age;          // when it is too old
  h2::Parked engine;
  io::ParkedChannel channel;
};

class ParkedConnection final : public io::ParkingWatchUser {
 public:
  // `idle_since`: before it was parked.
  ParkedConnection(Connections& connections, ParkedState its_state, Time idle_since)
      : state(std::move(its_state)), since(idle_since), connections_(connections) {}

  void on_unpark() override;
  void on_deadline(Time now) override;
  ConnectionView view() const;
  ConnectionDetails details(std::size_t most_frames) const;

  ListHook hook;
  ParkedState state;
  const Time since;

 private:
  Connections& connections_;
};

}  // namespace weft::session::server
