// How the requests of a client get to those who answer: a closed set.
//
//   weft::Client client;                                            // over the network
//   weft::Client client({.transport = weft::through(server)});      // into a weft::Server of this process
//   weft::Client client({.transport = weft::answer(function)});     // to a function
//   weft::Client client({.transport = weft::record("a.json")});     // over the network, and into a file
//   weft::Client client({.transport = weft::replay("a.json")});     // to that file
#pragma once

#include <memory>
#include <utility>
#include <variant>

#include <weft/client/transport/answer.hpp>
#include <weft/client/transport/record.hpp>
#include <weft/io/entrance.hpp>

namespace weft {

class ClientTransport {
 public:
  ClientTransport() = default;
  // Implicit, so that the options can be written as above.
  ClientTransport(std::shared_ptr<io::Entrance> entrance) : way_(std::move(entrance)) {}
  ClientTransport(std::shared_ptr<client::Recorder> recorder) : way_(std::move(recorder)) {}
  ClientTransport(client::Answer answer) : way_(std::move(answer)) {}

  bool is_network() const { return std::holds_alternative<Network>(way_) || recorder() != nullptr; }
  // Null for another transport.
  io::Entrance* entrance() const {
    const auto* entrance = std::get_if<std::shared_ptr<io::Entrance>>(&way_);
    return entrance == nullptr ? nullptr : entrance->get();
  }
  client::Recorder* recorder() const {
    const auto* recorder = std::get_if<std::shared_ptr<client::Recorder>>(&way_);
    return recorder == nullptr ? nullptr : recorder->get();
  }
  const client::Answer* answer() const { return std::get_if<client::Answer>(&way_); }

 private:
  struct Network {};

  std::variant<Network, std::shared_ptr<io::Entrance>, std::shared_ptr<client::Recorder>, client::Answer> way_;
};

}  // namespace weft
