// An HTTP client: HTTP/2 where the server has it, HTTP/1.1 otherwise.
//
//   weft::Client client;          // a handle: copy it, keep it, use it from any thread
//
//   auto page = client.get("https://example.org/").wait();           // on a thread that may block
//   auto made = co_await client.post(url).body(text, type).send();   // in a coroutine
//   client.get(url).then([](weft::ClientResult result) { … });       // on the client's own thread
//   auto film = co_await client.get(url).open();                     // the body comes as it is read
//
// All requests of a client share its connections: one to an origin, if that speaks HTTP/2. The connections end when the
// last handle has gone, and requests that are under way then end with `client_closed`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/client/claim.hpp>
#include <weft/client/content/multipart.hpp>
#include <weft/client/content/sourced.hpp>
#include <weft/client/error.hpp>
#include <weft/client/fault.hpp>
#include <weft/client/options.hpp>
#include <weft/client/progress.hpp>
#include <weft/client/redirect.hpp>
#include <weft/client/request.hpp>
#include <weft/client/response.hpp>
#include <weft/client/response_stream.hpp>
#include <weft/client/websocket/websocket.hpp>
#include <weft/http/form.hpp>
#include <weft/http/priority.hpp>
#include <weft/io/task.hpp>

namespace weft {

using ClientResult = Result<Response, ClientError>;

namespace client {
class Core;
class Named;
class Shard;
class WebSocketOpening;
}  // namespace client

// A request that is being described. A verb sends it, once: another verb is a std::logic_error.
class ClientRequest {
 public:
  // `named` is null for a client without a name.
  ClientRequest(std::shared_ptr<client::Core> core, std::shared_ptr<const client::Named> named, http::Method method,
                std::string_view url);

  // --- nouns: what is sent ---
  // A name in any case; std::invalid_argument for a name or a value that HTTP does not allow.
  ClientRequest& field(std::string_view name, std::string_view value);
  // RFC 7617 and RFC 6750: for this origin alone, wherever redirects lead. std::invalid_argument for what cannot be
  // sent.
  ClientRequest& basic(std::string_view user, std::string_view password);
  ClientRequest& bearer(std::string_view token);
  // RFC 7616: the request is sent again when the server has asked for a digest, by SHA-256 or MD5.
  ClientRequest& digest(std::string_view user, std::string_view password);
  // RFC 4559: the request is sent again when the server has asked for Negotiate, over HTTP/1.1 and on a connection for
  // such requests alone. The user is the one of the Kerberos tickets that there are (KRB5CCNAME), and is not delegated.
  // std::logic_error where weft was built without GSSAPI.
  ClientRequest& negotiate();
  // Follows so many redirects (RFC 9110 15.4); never from https to http, and secrets stay with their origin.
  ClientRequest& redirects(unsigned most);
  // False: the body stays as it comes. A request that has an accept-encoding or range of its own is not decoded,
  // either.
  ClientRequest& decode(bool whether);
  ClientRequest& version(http::Version version, VersionPolicy policy = VersionPolicy::or_lower);
  // RFC 9218: how urgent the response is beside others. ResponseStream::prioritize() changes it later.
  // std::invalid_argument for an urgency above 7.
  ClientRequest& priority(http::Priority priority);
  // For all of it.
  ClientRequest& timeout(Duration limit);

  // --- nouns: the body ---
  // The last one counts. Texts and files are sent again where a request is; media types are not checked against them.
  ClientRequest& body(std::string content, std::string_view media_type = {});
  // A text that is JSON already.
  ClientRequest& json(std::string text);
  // application/x-www-form-urlencoded.
  ClientRequest& form(const FormFields& fields);
  ClientRequest& multipart(Multipart form);
  // Read while it is sent. The media type is that of the file's name, where it is not given.
  ClientRequest& file(std::string path, std::string_view media_type = {});
  // Made on the client's own thread while it is sent, so that `next` must not block; sent once.
  ClientRequest& stream(PieceSource next, std::optional<std::uint64_t> length = {});
  ClientRequest& stream(PieceTask next, std::optional<std::uint64_t> length = {});
  // Behind the body. Over HTTP/1.1 the body is sent in chunks then.
  ClientRequest& trailer(std::string_view name, std::string_view value);
  // RFC 9110 10.1.1: the body waits for the server to want it, a second at most. A response that comes in its place
  // saves sending it.
  ClientRequest& expect_continue();

  // --- nouns: the response ---
  // The body of a response of 2xx goes to this file, which takes its place when it is whole. Until then it is called
  // `path`.part, which goes where the request fails. Other responses have their body in memory as ever.
  ClientRequest& to_file(std::string path);
  // The same, and what has come stays in `path`.part when the request fails: the next one asks for the rest alone
  // (RFC 9110 14.2), of the same version where the server has told it (13.1.5), and nothing is decoded. Where there is
  // no `path`.part, `path` itself is gone on with. `offset` takes the place of the number of octets that are there. A
  // server that does not send the rest ends the request with `rest_not_sent`, and no octet is lost; one that says that
  // there is no rest (416) has completed the file.
  ClientRequest& resume_file(std::string path, std::optional<std::uint64_t> offset = {});
  // Octets of the body that are taken a second: the server is held back by its window. std::invalid_argument for 0.
  ClientRequest& limit_rate(std::uint64_t octets_per_second);
  // After so many octets of the body nothing is taken for so long, or, without `duration`, any more: at most the window
  // arrives, and other requests go on. std::invalid_argument for 0 octets.
  ClientRequest& pause_after(std::uint64_t octets, std::optional<Duration> duration = {});

  // --- nouns: what is told, on the client's own thread ---
  // Each 1xx response; its head is there during the call.
  ClientRequest& on_interim(std::function<void(const http::ResponseHead&)> told);
  // Each redirect that is followed, before the next request.
  ClientRequest& on_redirect(std::function<void(Redirect)> told);
  // Once in a turn of the client's thread at most.
  ClientRequest& on_progress(std::function<void(const Progress&)> told);

  // --- verbs: the whole response ---
  // Blocks. std::logic_error on the client's own thread, which would wait for itself.
  ClientResult wait();
  // Goes on where the coroutine runs, whose loop must be there until then. Cancellation of the coroutine cancels the
  // request.
  io::Task<ClientResult> send();
  void then(std::function<void(ClientResult)> done);

  // --- verbs: the head, and the body as it is read ---
  // std::logic_error behind to_file().
  io::Task<Result<ResponseStream, ClientError>> open();
  Result<ResponseStream, ClientError> open_wait();

 private:
  friend class client::WebSocketOpening;

  void take_url(std::string_view url);
  ClientRequest& authorization(std::string_view credentials);
  // std::logic_error where it has been sent.
  client::Request& request();
  // std::logic_error for what cannot be sent, or not again.
  std::unique_ptr<client::Request> take(client::Request::Delivery delivery);
  void begin(client::Claim::Ticket ticket, std::unique_ptr<client::Request> request,
             std::function<void(ClientResult)> done);
  void check_may_block(std::string_view verb) const;
  ClientRequest& content(std::unique_ptr<client::Content> content, std::string_view media_type);

  std::shared_ptr<client::Core> core_;
  std::shared_ptr<const client::Named> named_;
  // Null once it was sent.
  std::unique_ptr<client::Request> request_;
  // Why the request is none that can be sent.
  std::optional<client::Fault> fault_;
};

class Client {
 public:
  // Throws io::TlsError where certificates or a key cannot be read, or a pinned key is none, and std::invalid_argument
  // for limits that HTTP/2 does not know and for a netrc that cannot be read.
  explicit Client(ClientOptions options = {});

  ClientRequest get(std::string_view url) const { return request(http::Method::get, url); }
  ClientRequest head(std::string_view url) const { return request(http::Method::head, url); }
  ClientRequest post(std::string_view url) const { return request(http::Method::post, url); }
  ClientRequest put(std::string_view url) const { return request(http::Method::put, url); }
  ClientRequest del(std::string_view url) const { return request(http::Method::delete_, url); }
  ClientRequest request(http::Method method, std::string_view url) const;

  // A WebSocket: websocket/websocket.hpp. `url` is one of ws or wss. A client that speaks exactly HTTP/2 has
  // `no_extended_connect` where the server takes WebSockets over HTTP/1.1 alone.
  io::Task<Result<ClientWebSocket, ClientError>> websocket(std::string url, ClientWebSocketOptions options = {}) const;
  Result<ClientWebSocket, ClientError> websocket_wait(std::string_view url, ClientWebSocketOptions options = {}) const;

  // From now on, for all who share the client's connections. std::logic_error for a client without ClientOptions::push.
  void push_limits(const PushLimits& limits) const;

 private:
  friend class ClientFactory;
  friend class client::Shard;

  struct Handle;

  explicit Client(std::shared_ptr<client::Core> core);
  // Shares the thread and the connections of `other`.
  Client(const Client& other, std::shared_ptr<const client::Named> named);

  std::shared_ptr<Handle> handle_;
  // Null without a name.
  std::shared_ptr<const client::Named> named_;
};

}  // namespace weft
