// A peer whose conformance is in question: where it is asked, and what it has said that it can do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include <weft/frame/settings.hpp>

namespace weft::conformance {

struct Peer {
  static constexpr std::uint32_t no_limit = std::numeric_limits<std::uint32_t>::max();

  // The resource that every case asks for. A GET of it is answered.
  std::string scheme = "https";
  std::string authority = "example.org";
  std::string path = "/";

  // Its settings: RFC 9113 6.5.2 and RFC 8441 3.
  std::uint32_t header_table_size = 4'096;
  std::uint32_t max_concurrent_streams = no_limit;
  std::uint32_t max_frame_size = 16'384;
  bool extended_connect = false;
  // A client says so: RFC 9113 6.5.2.
  bool push = true;
  // The octets of the answer to a GET, or of a client's request.
  std::size_t body = 0;

  // The server is addressed by a name, which is no address.
  bool named = false;
  // A server: it speaks HTTP/2 over TLS 1.2, with an RSA certificate, over TLS 1.3; and HTTP/1.1.
  bool tls12 = false;
  bool rsa = false;
  bool tls13 = false;
  bool http11 = false;
};

// Notes the settings that the peer has announced.
void learn(Peer& peer, const frame::Settings& settings);

}  // namespace weft::conformance
