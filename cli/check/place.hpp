// Where a server is, and how it is spoken to.
//
//   const Place place = place_of("https://localhost:8443/index.html", {.insecure = true});
#pragma once

#include <memory>
#include <string>

#include <weft/base/time.hpp>
#include <weft/http/url.hpp>
#include <weft/io/tls_context.hpp>

namespace weft::cli::check {

struct Trust {
  bool insecure = false;
  // PEM; empty: the system's certificates.
  std::string file = {};
};

struct Place {
  http::Url url = {};
  // Null for http, which is HTTP/2 with prior knowledge.
  std::shared_ptr<const io::TlsContext> tls = {};
  // All exchanges are recorded.
  bool recorded = false;
};

// Throws std::runtime_error, which says what was expected, and io::TlsError.
Place place_of(const std::string& url, const Trust& trust);

}  // namespace weft::cli::check
