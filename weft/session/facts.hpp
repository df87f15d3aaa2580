// All that is known about a connection, whatever it speaks.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/http/head.hpp>
#include <weft/io/channel.hpp>

namespace weft::session {

// Why a connection does not speak HTTP/2.
enum class Fallback : std::uint8_t {
  none,               // it does
  no_alpn,            // TLS without the ALPN extension
  peer_chose_http11,  // ALPN was there, and http/1.1 came out of it
  cleartext,          // no TLS, and no HTTP/2 preface
  http11_required,    // a route needs HTTP/1.1: of a request, not of its connection
  not_enabled,        // this endpoint does not offer HTTP/2
};

// "" for none, else the enumerator's name.
std::string_view to_string(Fallback fallback);

// A number that no connection of the process has had.
std::uint64_t next_connection_id();

struct Facts {
  std::uint64_t id = 0;  // unique in the process
  http::Version version = http::Version::http11;
  Fallback fallback = Fallback::none;
  // The version is known: the connection has not ended before that.
  bool has_spoken = false;
  // server::Options::endpoint
  std::uint8_t endpoint = 0;
  // Once it has closed: the requests that it has carried, by the numbers of its messages.
  std::uint32_t requests = 0;
  const io::Address* peer = nullptr;
  const io::Address* local = nullptr;
  const io::TlsFacts* tls = nullptr;  // null on cleartext

  bool secure() const { return tls != nullptr; }
};

// Connections that were opened together must not all be closed together: a time between `least` and `most`, spread by
// the golden ratio.
Duration spread(Duration least, Duration most, std::uint64_t connection);

}  // namespace weft::session
