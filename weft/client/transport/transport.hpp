// How the requests of a client get to those who answer: a closed set.
//
//   weft::Client client;                                            // over the network
//   weft::Client client({.transport = weft::through(server)});      // into a weft::Server of this process
//   weft::Client client({.transport = weft::answer(function)});     // to a function
#pragma once

#include <memory>
#include <utility>
#include <variant>

#include <weft/client/transport/answer.hpp>
#include <weft/io/entrance.hpp>

namespace weft {

class ClientTransport {
 public:
  ClientTransport() = default;
  // Implicit, so that the options can be written as above.
  ClientTransport(std::shared_ptr<io::Entrance> entrance) : way_(std::move(entrance)) {}
  ClientTransport(client::Answer answer) : way_(std::move(answer)) {}

  bool is_network() const { return std::holds_alternative<Network>(way_); }
  // Null for another transport.
  io::Entrance* entrance() const {
    const auto* entrance = std::get_if<std::shared_ptr<io::Entrance>>(&way_);
    return entrance == nullptr ? nullptr : entrance->get();
  }
  const client::Answer* answer() const { return std::get_if<client::Answer>(&way_); }

 private:
  struct Network {};

  std::variant<Network, std::shared_ptr<io::Entrance>, client::Answer> way_;
};

}  // namespace weft
