// A response whose body comes as it is read.
//
//   auto film = co_await client.get(url).open();                       // the head has come
//   if (!film) … film.error().text();
//   for (;;) {
//     auto piece = co_await film->read();                              // Result<std::string, ClientError>
//     if (!piece || piece->empty()) break;                             // an error, or the end
//     use(*piece);
//   }
//
// Nothing is taken from the server before it is asked for: while nobody reads, at most the window of the stream
// arrives, and the other requests of the connection go on. A stream that is dropped before its end is cancelled:
// RST_STREAM (CANCEL) over HTTP/2; HTTP/1.1 can only close the connection.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <weft/base/result.hpp>
#include <weft/client/claim.hpp>
#include <weft/client/error.hpp>
#include <weft/client/piece.hpp>
#include <weft/client/response.hpp>
#include <weft/http/priority.hpp>
#include <weft/io/task.hpp>

namespace weft {

class ResponseStream {
 public:
  using Chunk = Result<std::string, ClientError>;

  ResponseStream(client::Claim claim, Response head) : claim_(std::move(claim)), response_(std::move(head)) {}

  http::Status status() const { return response_.status; }
  bool ok() const { return response_.ok(); }
  http::Version version() const { return response_.version; }
  VersionReason why() const { return response_.why; }
  bool pushed() const { return response_.pushed; }
  const http::Fields& fields() const { return response_.fields; }

  // The next octets, some at least; empty at the end. The stream stays where it is meanwhile. One reader at a time: a
  // second one is a std::logic_error. Cancellation of the coroutine cancels the response.
  io::Task<Chunk> read();
  // Blocks. std::logic_error on the client's own thread, which would wait for itself.
  Chunk read_wait();

  // RFC 9218 7: over HTTP/2, how urgent the rest of the body is beside other responses. std::invalid_argument for an
  // urgency above 7.
  void prioritize(http::Priority priority) const;

  // Behind the end.
  const http::Fields& trailers() const { return response_.trailers; }

 private:
  void begin_reading();
  void ask(std::function<void(client::PieceResult)> done) const;
  Chunk take(client::PieceResult result);

  client::Claim claim_;
  Response response_;
  bool reading_ = false;
  bool ended_ = false;
};

}  // namespace weft
