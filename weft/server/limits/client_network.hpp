// A client as limits see it: by its address.
#pragma once

#include <string>

namespace weft::server {

// The octets of an address of IPv4, also where it came as one of IPv6, or the first 64 bits of one of IPv6: networks
// give each of their users so many addresses. Empty for all else.
std::string client_network(const std::string& host);

}  // namespace weft::server
