// All that a log can say about a request.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/http/events.hpp>
#include <weft/http/head.hpp>
#include <weft/http/side.hpp>

namespace weft::server {

// Views are read during the call only.
struct AccessRecord {
  std::chrono::system_clock::time_point received;
  std::string_view client;
  // The other end of the connection: the client, or a proxy that was believed.
  std::string_view peer;
  std::uint16_t port = 0;
  std::string_view method;
  std::string_view stem;
  std::string_view query;
  std::string_view version;
  std::string_view host;
  // Whom middleware has found the client to be.
  std::string_view user;
  std::string_view user_agent;
  std::string_view referer;
  // 0: none was sent.
  std::uint16_t status = 0;
  std::uint64_t octets_sent = 0;
  std::uint64_t octets_received = 0;
  Duration taken = Duration::zero();
  std::uint32_t stream_id = 0;
  // The count of the request on its connection; 0: it was not counted.
  std::uint32_t requests = 0;
  std::uint64_t connection_id = 0;
  bool pushed = false;
  // The first rung of what it has pushed; empty where it has pushed nothing.
  std::string_view push_rung;
  std::string_view reason;
  std::string_view fallback;
  // Empty without TLS.
  std::string_view tls_version;
  std::string_view tls_cipher;
  // From the client's certificate; empty where it has shown none.
  std::string_view client_subject;
  std::string_view client_fingerprint;
  // Null: nobody knows it, or it came without compression.
  const http::RequestHead* compressed = nullptr;
  // Null: nobody has measured.
  const http::SidedWaits* waits = nullptr;
  const http::SectionOctets* sections = nullptr;
  // As RFC 9218 writes it; empty where nobody has looked, and over HTTP/1.1.
  std::string_view priority;
};

}  // namespace weft::server
