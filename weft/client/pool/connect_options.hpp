// How the connections of a client are made, whoever is at their end.
#pragma once

#include <chrono>

#include <weft/client/options.hpp>
#include <weft/io/connector.hpp>

namespace weft::client {

inline io::ConnectOptions connect_options(const ClientOptions& options) {
  io::ConnectOptions made;
  made.timeout = options.connect_limit;
  made.resolve_timeout = options.resolve_limit;
  made.channel.handshake_timeout = options.connect_limit;
  made.user_timeout = std::chrono::seconds(30);
  return made;
}

}  // namespace weft::client
