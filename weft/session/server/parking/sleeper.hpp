// A server's connection over HTTP/2 on which nothing happens: all that is left of it, its engine and its channel. When
// something stirs, or its time has come, there is a connection again.
#pragma once

#include <cstdint>
#include <utility>

#include <weft/base/intrusive_list.hpp>
#include <weft/h2/parked.hpp>
#include <weft/io/rest_watch.hpp>
#include <weft/io/resting.hpp>

namespace weft::session::server {

class Connections;

struct Rested {
  std::uint64_t id;  // Facts::id
  Time age;          // when it is too old
  h2::Parked engine;
  io::Resting channel;
};

class Sleeper final : public io::RestWatchUser {
 public:
  // `quiet_since`: before it came to rest.
  Sleeper(Connections& connections, Rested its_rest, Time quiet_since)
      : rested(std::move(its_rest)), since(quiet_since), connections_(connections) {}

  void on_stir() override;
  void on_deadline(Time now) override;

  ListHook hook;
  Rested rested;
  const Time since;

 private:
  Connections& connections_;
};

}  // namespace weft::session::server
