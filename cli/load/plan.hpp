// The plan of a run, as the command line says it: read once, then shared by all threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <cli/load/h2_client.hpp>
#include <cli/load/request.hpp>
#include <cli/load/share.hpp>
#include <cli/load/target.hpp>
#include <weft/base/time.hpp>
#include <weft/io/tls_certificate.hpp>

namespace weft::cli::load {

enum class WantedVersion : std::uint8_t {
  any,    // https: what ALPN decides; http: HTTP/2 with prior knowledge
  http2,  // nothing else
  http11,
};

enum class Certificates : std::uint8_t { verify, trust_any };

struct TlsPlan {
  Certificates certificates = Certificates::verify;
  // A PEM file to trust instead of the system's.
  std::string trusted_file = {};
  // Shown to a server that asks for one.
  std::optional<io::TlsCertificate> certificate = {};
  // The name that TLS asks for and that the certificate must have; empty: the target's host.
  std::string server_name = {};
};

struct Plan {
  Target target;
  Place place;
  Requests requests;
  WantedVersion version = WantedVersion::any;
  TlsPlan tls = {};

  std::size_t threads = 1;
  std::size_t connections = 1;
  H2Options h2 = {};  // streams: over HTTP/1.1, requests in a pipeline

  // One of the two.
  std::optional<std::uint64_t> count = {};
  std::optional<Duration> duration = {};
  Duration warm_up{};
  double rate = 0;  // requests a second over all connections; 0 is a closed loop
  // The age at which a request has failed.
  Duration timeout = std::chrono::seconds(30);
  // Until a connection is open, the handshake of TLS included.
  Duration connect_timeout = std::chrono::seconds(10);
  Unprocessed unprocessed = Unprocessed::send_again;
  // A file with a line for each request, or none.
  std::string log = {};
};

}  // namespace weft::cli::load
