// A server's connection over HTTP/2 on which nothing happens: all that is left of a driver, its engine and its channel.
// When something stirs, or its time has come, there is a driver again.
#pragma once

#include <cstdint>
#include <utility>

#include <weft/base/intrusive_list.hpp>
#include <weft/h2/parked.hpp>
#include <weft/io/rest_watch.hpp>
#include <weft/io/resting.hpp>

namespace weft::session {

class Drivers;

struct Rested {
  std::uint64_t link;  // Link::id
  Time age;            // when it is too old
  h2::Parked engine;
  io::Resting channel;
};

class Sleeper final : public io::RestWatchUser {
 public:
  // `quiet_since`: before it came to rest.
  Sleeper(Drivers& drivers, Rested its_rest, Time quiet_since)
      : rested(std::move(its_rest)), since(quiet_since), drivers_(drivers) {}

  void on_stir() override;
  void on_deadline(Time now) override;

  ListHook hook;
  Rested rested;
  const Time since;

 private:
  Drivers& drivers_;
};

}  // namespace weft::session
