// One exchange while it is recorded.
//
//   Recorded recorded(recorder, request, head);
//   body = recorded.listen_to(std::move(body));           // of the request
//   recorded.head(response.status, response.fields);
//   recorded.body(octets);
//   recorded.end(response.trailers);                      // the exchange is in the file
#pragma once

#include <memory>

#include <weft/base/bytes.hpp>
#include <weft/client/request.hpp>
#include <weft/client/transport/recorder.hpp>
#include <weft/client/transport/recording.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/head.hpp>
#include <weft/io/hash.hpp>
#include <weft/session/body.hpp>

namespace weft::client {

// The octets of a request's body, of which only the hash is kept.
struct SentBody {
  io::RunningHash hash{io::Hash::sha256};
  bool is_empty = true;
};

class Recorded {
 public:
  Recorded(Recorder& recorder, const Request& request, const http::RequestHead& head);

  // `body` may be null.
  std::unique_ptr<session::Body> listen_to(std::unique_ptr<session::Body> body);
  void head(http::Status status, const http::Fields& fields);
  void body(Octets octets) { exchange_.body += as_text(octets); }
  // False: the file cannot be written.
  bool end(const http::Fields& trailers);

 private:
  FieldTexts texts_of(const http::Fields& fields) const;

  Recorder& recorder_;
  RecordedExchange exchange_;
  // Null without a body. The call that sends it may live longer than this.
  std::shared_ptr<SentBody> sent_;
};

}  // namespace weft::client
