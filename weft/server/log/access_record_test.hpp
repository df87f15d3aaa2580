// A record whose members all have a value of their own.
#pragma once

#include <chrono>

#include <weft/server/log/access_record.hpp>

namespace weft::server {

inline AccessRecord example() {
  AccessRecord record;
  // 1994-11-06 08:49:37.400
  record.received = std::chrono::system_clock::time_point(std::chrono::milliseconds(784'111'777'400));
  record.client = "192.0.2.1";
  record.peer = "10.0.0.1";
  record.port = 8443;
  record.method = "GET";
  record.stem = "/hello/weft";
  record.query = "a=1&b=2";
  record.version = "HTTP/2";
  record.host = "example.org:8443";
  record.user = "ada";
  record.user_agent = "Mozilla/5.0 (X11; Linux)";
  record.referer = "https://example.org/";
  record.status = 200;
  record.octets_sent = 1234;
  record.octets_received = 56;
  record.taken = std::chrono::milliseconds(1023);
  record.stream_id = 17;
  record.requests = 9;
  static const http::RequestHead head = [] {
    http::RequestHead each{.scheme = "https", .authority = "a", .path = "/"};
    each.fields.add("x-name", "value");
    return each;
  }();
  record.compressed = &head;
  record.reason = "complete";
  record.fallback = "no_alpn";
  record.connection_id = 3;
  record.pushed = true;
  record.push_rung = "early_hints";
  record.tls_version = "TLSv1.3";
  record.tls_cipher = "TLS_AES_128_GCM_SHA256";
  record.client_subject = "CN=ada,O=Example Works";
  record.client_fingerprint = "0123abcd";
  static const http::SidedWaits waits = [] {
    http::SidedWaits each;
    for (std::uint8_t i = 0; i < 7; ++i) each.times[static_cast<http::Wait>(i)] = std::chrono::milliseconds(i + 1);
    return each;
  }();
  record.waits = &waits;
  static constexpr http::SectionOctets sections = {.received = 21, .sent = 12, .sent_plain = 120};
  record.sections = &sections;
  record.priority = "u=2, i";
  return record;
}

}  // namespace weft::server
