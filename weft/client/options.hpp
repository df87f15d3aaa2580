// How a client behaves. Every default has its reason in docs/guide/client.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/client/observer.hpp>
#include <weft/client/policy/cookie_jar.hpp>
#include <weft/client/policy/proxies.hpp>
#include <weft/client/push/push.hpp>
#include <weft/client/response.hpp>
#include <weft/client/transport/transport.hpp>
#include <weft/client/version.hpp>
#include <weft/session/client/options.hpp>

namespace weft {

struct ClientOptions {
  // For a request that does not say it by itself.
  http::Version version = http::Version::http2;
  VersionPolicy policy = VersionPolicy::or_lower;

  // Without any, and for the hosts of its no_proxy, connections go straight to the origin.
  Proxies proxies = {};

  // The path of a UNIX socket: all connections go there, whatever the host of a URL is, and through no proxy.
  std::string unix_socket = {};

  // The addresses of a name.
  Duration resolve_limit = std::chrono::seconds(5);
  // Name, connection, the way through a proxy and TLS handshake together.
  Duration connect_limit = std::chrono::seconds(10);
  // A request that waits for its turn: for a stream, a connection, or the end of calm.
  Duration queue_limit = std::chrono::seconds(60);
  Duration head_limit = std::chrono::seconds(60);
  Duration body_limit = std::chrono::seconds(60);
  // Connections to an origin: beyond one only where its limit of streams is used up, or over HTTP/1.1.
  std::size_t most_connections = 6;
  // Requests for https may go over an HTTP/2 connection that was made for another origin, where both names have the
  // connection's address, and its certificate is good for both (RFC 9113 9.1.1).
  bool coalesce_origins = false;
  // Nothing is sent to an origin for so long after it has answered ENHANCE_YOUR_CALM; twice as long each time it does
  // so again.
  Duration calm_pause = std::chrono::seconds(1);

  // None: cookies are not kept.
  std::optional<CookieJar> cookies = {};
  // The path of a file with users and passwords of hosts, such as ~/.netrc: requests that say neither by themselves
  // have them, as Basic (RFC 7617). Empty: none.
  std::string netrc = {};
  // Asks for gzip, br and zstd, and undoes them (RFC 9110 8.4).
  bool decode = true;
  // Redirects that a request follows; 0 gives the redirecting response itself.
  unsigned redirects = 0;

  // Decides about each response that a server wants to push (RFC 9113 8.4), on the client's own thread. None: servers
  // are told not to push.
  std::function<PushDecision(const PushedRequest&)> push = {};
  // Told of each pushed response that was accepted, when it has come whole, or with null when it is lost; on the same
  // thread.
  std::function<void(const PushedRequest&, const Response*)> on_pushed = {};
  // Client::push_limits() changes them later.
  PushLimits push_limits = {};

  // By default over the network. `weft::through(server)` leads into a server of this process, and
  // `weft::answer(function)` asks a function.
  ClientTransport transport = {};

  // A PEM file of certificates to trust instead of the system's.
  std::string trusted_file = {};
  // PEM files of the certificate, with its chain, for origins that ask for one, and of its key. Without the second one
  // both are in the first.
  std::string certificate_file = {};
  std::string key_file = {};
  // The public keys that origins may have, whoever vouches for them: "sha256//" and the SHA-256 of the key in Base64,
  // as curl writes it. None: any key.
  std::vector<std::string> pinned_keys = {};
  // Trusts any certificate, a proxy's as well: for a test server's own.
  bool insecure = false;

  // Told what is measured; null: nothing is.
  std::shared_ptr<ClientObserver> observer = {};

  session::client::Options connection{};
};

}  // namespace weft
