// The protocol that a server picks, found out by a connection of our own: clients are offered no other one that it
// would not speak.
#pragma once

#include <string>
#include <vector>

#include <cli/inspect/origin.hpp>

namespace weft::cli::inspect {

// Names of ALPN to offer to clients, the one that the server prefers first. Turns the loop until it is known. Throws
// std::runtime_error where the server cannot be reached. Without TLS the server is asked by the preface of HTTP/2.
std::vector<std::string> protocols_of(Origin& origin, io::Loop& loop);

}  // namespace weft::cli::inspect
