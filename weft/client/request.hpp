// A request as the client carries it, through every attempt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <weft/base/time.hpp>
#include <weft/client/content/content.hpp>
#include <weft/client/observer.hpp>
#include <weft/client/planned_pause.hpp>
#include <weft/client/policy/cookie_jar.hpp>
#include <weft/client/policy/digest.hpp>
#include <weft/client/policy/netrc.hpp>
#include <weft/client/progress.hpp>
#include <weft/client/redirect.hpp>
#include <weft/client/resumption.hpp>
#include <weft/client/version.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/head.hpp>
#include <weft/http/url.hpp>
#include <weft/negotiate/negotiate.hpp>

namespace weft::client {

class Recorder;

struct Request {
  // How the caller takes the body of the response.
  enum class Delivery : std::uint8_t { whole, stream };

  http::Method method = http::Method::get;
  std::string method_text = "GET";
  http::Url url;
  // In place of that of the URL: the `host` that the caller has set. RFC 9113 8.3.1: ":authority" tells it.
  std::string authority = {};
  http::Fields fields;
  // Null: none.
  std::unique_ptr<Content> content = {};
  http::Fields trailers;
  // The body waits for the server's word (RFC 9110 10.1.1).
  bool expect_continue = false;
  // RFC 8441: over HTTP/2 the request is a CONNECT with `:protocol` websocket, on a connection whose server takes that.
  bool opens_websocket = false;
  http::Version version = http::Version::http2;
  VersionPolicy policy = VersionPolicy::or_lower;
  Delivery delivery = Delivery::whole;
  // The file that takes the body of a response of 2xx; none if empty.
  std::string to_file = {};
  // That file goes on where an earlier try has ended.
  std::optional<Resumption> resumption = {};
  // Octets of the response's body that are taken a second; 0: as they come.
  std::uint64_t octets_per_second = 0;
  std::optional<PausePlan> pause = {};

  // --- told on the client's thread -----------------------------------------------------------------------------------
  std::function<void(const http::ResponseHead&)> on_interim = {};
  std::function<void(const Progress&)> on_progress = {};
  std::function<void(Redirect)> on_redirect = {};

  // Null: nothing is measured. It outlives the request.
  ClientObserver* observer = nullptr;
  // Null: nothing is recorded. It outlives the request.
  Recorder* recorder = nullptr;

  std::optional<CookieJar> cookies = {};
  // Users and passwords of hosts; null: none.
  const Netrc* netrc = nullptr;
  // For a 401 of the origin that the request was made for.
  std::optional<DigestUser> digest = {};
  // The same, by tickets of the user (RFC 4559); null: not at all. It outlives the request.
  const negotiate::Mechanism* negotiate = nullptr;
  // Content codings are asked for and undone, unless the fields ask for some by themselves or for a part.
  bool decode = true;
  // Redirects that are followed.
  unsigned redirects = 0;

  // --- time limits and sizes -----------------------------------------------------------------------------------------
  // For the server's word that it wants the body.
  Duration continue_limit = std::chrono::seconds(1);
  // Until the request begins on a connection.
  Duration queue_limit = std::chrono::seconds(60);
  // From the last octet of the request that was sent to the head of the response.
  Duration head_limit = std::chrono::seconds(60);
  // Without an octet of the response's body.
  Duration body_limit = std::chrono::seconds(60);
  // For all of it, from the beginning; none if 0.
  Duration total_limit = Duration::zero();
  // Octets of a response's body that are collected.
  std::size_t most_octets = 64 * 1024 * 1024;
};

}  // namespace weft::client
