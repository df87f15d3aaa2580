// The octets of a recording as packets that Wireshark and tshark read: Ethernet, IP and TCP are made up around them,
// with the addresses of the connection where it has any. The octets are those inside TLS.
#pragma once

#include <string>

#include <weft/base/result.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::trace {

// The octets of a file in pcapng (draft-ietf-opsawg-pcapng), or why there can be none.
Result<std::string, std::string> pcapng_of(const Recording& recording);
// The port of the server in these packets: a dissector has to be told that it is HTTP/2.
std::uint16_t server_port_of(const Recording& recording);

}  // namespace weft::trace
