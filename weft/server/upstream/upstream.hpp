// A client for handlers: requests run on the worker of the handler, which has connections of its own for them. There is
// no other thread, no lock, and no way between threads.
//
//   weft::Upstream upstream(options);                                   // beside the server
//   server.get("/films/{name}", [upstream](weft::Context& c) -> weft::Task<> {
//     auto film = co_await upstream.in(c).get(url).open();
//     if (!film) co_return c.error(weft::http::Status::bad_gateway);
//     co_await weft::stream_from(c, std::move(*film));
//   });
//
// When the peer of the handler has gone, a request that the handler waits for is cancelled, and so is a response that
// is dropped when the handler ends: RST_STREAM (CANCEL) over HTTP/2.
#pragma once

#include <memory>

#include <weft/client/client.hpp>
#include <weft/client/options.hpp>
#include <weft/client/response_stream.hpp>
#include <weft/io/task.hpp>
#include <weft/server/context.hpp>

namespace weft {

// A handle, which handlers copy.
class Upstream {
 public:
  // The observer of the options, if there is one, is called on each worker's thread. Throws as Client does.
  explicit Upstream(ClientOptions options = {});

  // For this handler, and for nobody when the server has ended. wait() is refused there: std::logic_error.
  Client in(Context& c) const;

 private:
  // Its address is the key of the loops' clients, each of which has it.
  std::shared_ptr<const ClientOptions> options_;
};

// Answers with the response of another server: status, fields but those of its connection, body and trailers. The body
// is asked for as the peer takes it, so that at most a window of the response, a piece of it and 64 KiB wait here,
// whatever its length is. A response that is cut off cuts this one off, for the same reason.
Task<> stream_from(Context& c, ResponseStream response);

}  // namespace weft
