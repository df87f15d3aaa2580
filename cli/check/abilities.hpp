// The abilities of a server, as it was asked for them before all cases.
#pragma once

#include <string>

#include <weft/conformance/peer.hpp>

namespace weft::cli::check {

// "HTTP/1.1, HTTP/2 over TLS 1.2 and 1.3, extended CONNECT; 100 streams at a time, …"
std::string words_of(const conformance::Peer& server);

}  // namespace weft::cli::check
