// The duty of a peer that a case has been performed on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weft/frame/error_code.hpp>
#include <weft/frame/stream_id.hpp>

namespace weft::conformance {

using frame::ErrorCode;
using frame::StreamId;

struct Expected {
  enum class Outcome : std::uint8_t {
    connection_error,  // RFC 9113 5.4.1, with one of `codes`
    stream_error,      // RFC 9113 5.4.2, on `stream`, with one of `codes`
    goes_on,           // no error, and the connection can be used afterwards
  };

  Outcome outcome{};
  StreamId stream = 0;
  std::vector<ErrorCode> codes = {};
  // Codes that another sentence of the RFC has for the same thing.
  std::vector<ErrorCode> also = {};
  // A stream error for a malformed request. RFC 9113 8.1.1: "For malformed requests, a server MAY send an HTTP response
  // prior to closing or resetting the stream."
  bool malformed = false;
  // The fault lies behind the head. RFC 9113 8.1.1: "A server MAY generate a final response before receiving an entire
  // request when the response does not depend on the remainder of the request being correct."
  bool late = false;
  // A connection error serves as well as the stream error: the RFC leaves the choice.
  bool of_any_scope = false;
  // The frame may be ignored as well.
  bool may_be_ignored = false;
  // The stream has to be open for it. Nothing is held against a peer that had answered before the frame came.
  bool while_open = false;
  // A connection error after which the end of the connection itself is in question.
  bool must_close = false;
  // RFC 9113 3.4: "A GOAWAY frame (Section 6.8) MAY be omitted in this case".
  bool may_omit_goaway = false;

  // RST_STREAM comes, or may, and is no error.
  bool may_reset = false;
  // No sentence says that the connection goes on.
  bool may_end = false;
  // The case says goodbye, and the peer may say it as well and go.
  bool may_leave = false;

  // Where the connection goes on: `stream` has a whole answer; exactly so many octets of it have come.
  bool answered = false;
  std::optional<std::size_t> data = {};
  // The stream is the highest that the case opens: `stream` is filled in for each peer.
  bool of_last_stream = false;
  // The last stream that GOAWAY names; 0: any.
  StreamId last_stream = 0;
  // A client's case: `stream` is that of its request, and filled in when it comes.
  bool of_request = false;
  // All of the response comes before the thing that is wrong, and a client may end the connection then.
  bool after_response = false;
  // The request cannot succeed, and need not be made again.
  bool may_fail = false;
  // The request is well-formed.
  bool sound_request = false;
  // The client has named the server in TLS.
  bool server_name = false;
  // The first frame of the peer is SETTINGS.
  bool settings_first = false;
  // Frames that come, as frame::describe() shows them, and parts of those that never do.
  std::vector<std::string> says = {};
  std::vector<std::string> never = {};
  // The octets are no preface, so that a server of both versions may take it for HTTP/1.1 and answer in that.
  bool or_http11 = false;
  // No request can follow: the streams of the peer, or the window of the connection, are used up.
  bool is_full = false;
  // A window, of the connection or of each stream, cannot become larger.
  bool has_largest_window = false;

  // A request is made at the end, which must be answered.
  bool wants_request() const { return outcome != Outcome::connection_error && !is_full; }
};

inline Expected connection_error(std::initializer_list<ErrorCode> codes) {
  return {.outcome = Expected::Outcome::connection_error, .codes = codes};
}
inline Expected connection_error(ErrorCode code) {
  return connection_error({code});
}
inline Expected stream_error(StreamId stream, std::initializer_list<ErrorCode> codes) {
  return {.outcome = Expected::Outcome::stream_error, .stream = stream, .codes = codes};
}
inline Expected stream_error(StreamId stream, ErrorCode code) {
  return stream_error(stream, {code});
}
// On a stream that the peer may have ended meanwhile.
inline Expected open_stream_error(StreamId stream, ErrorCode code) {
  Expected expected = stream_error(stream, code);
  expected.while_open = true;
  return expected;
}
inline Expected any_error(StreamId stream, std::initializer_list<ErrorCode> codes) {
  Expected expected = stream_error(stream, codes);
  expected.of_any_scope = true;
  return expected;
}
inline Expected or_nothing(Expected expected) {
  expected.may_be_ignored = true;
  return expected;
}
// RFC 9113 8.1.1: "Malformed requests or responses that are detected MUST be treated as a stream error (Section 5.4.2)
// of type PROTOCOL_ERROR."
inline Expected malformed(StreamId stream) {
  return {.outcome = Expected::Outcome::stream_error,
          .stream = stream,
          .codes = {ErrorCode::protocol_error},
          .malformed = true};
}
// Malformed by what comes behind its head.
inline Expected malformed_later(StreamId stream) {
  Expected expected = malformed(stream);
  expected.late = true;
  return expected;
}
inline Expected goes_on() {
  return {.outcome = Expected::Outcome::goes_on};
}
// The connection is one of HTTP/1.1.
inline Expected answers_in_http11() {
  return {.outcome = Expected::Outcome::goes_on, .or_http11 = true};
}
inline Expected answers(StreamId stream) {
  return {.outcome = Expected::Outcome::goes_on, .stream = stream, .answered = true};
}
inline Expected sends_data(StreamId stream, std::size_t octets) {
  return {.outcome = Expected::Outcome::goes_on, .stream = stream, .data = octets};
}
inline Expected says(std::initializer_list<std::string> lines) {
  return {.outcome = Expected::Outcome::goes_on, .says = lines};
}
inline Expected never_says(std::initializer_list<std::string> parts) {
  return {.outcome = Expected::Outcome::goes_on, .never = parts};
}

// --- of a client -----------------------------------------------------------------------------------------------------

// The response is taken, whatever comes with it.
inline Expected takes() {
  return {.outcome = Expected::Outcome::goes_on, .answered = true, .of_request = true};
}
inline Expected takes_and_says(std::initializer_list<std::string> lines) {
  Expected expected = takes();
  expected.says = lines;
  return expected;
}
// The response never comes.
inline Expected gives_up() {
  return {.outcome = Expected::Outcome::goes_on, .of_request = true, .may_fail = true};
}
inline Expected gives_up_without(std::string frame) {
  Expected expected = gives_up();
  expected.never = {std::move(frame)};
  return expected;
}
inline Expected uploads(std::size_t octets) {
  Expected expected = gives_up();
  expected.data = octets;
  return expected;
}
inline Expected request_error(ErrorCode code) {
  return {.outcome = Expected::Outcome::stream_error, .codes = {code}, .of_request = true};
}
inline Expected any_request_error(std::initializer_list<ErrorCode> codes) {
  return {.outcome = Expected::Outcome::stream_error, .codes = codes, .of_any_scope = true, .of_request = true};
}
// RFC 9113 8.1.1: "Clients MUST NOT accept a malformed response."
inline Expected refuses_response() {
  Expected expected = request_error(ErrorCode::protocol_error);
  expected.malformed = true;
  return expected;
}
inline Expected behind_the_response(Expected expected) {
  expected.after_response = true;
  return expected;
}

// "GOAWAY PROTOCOL_ERROR, and the end of the connection".
std::string words_of(const Expected& expected);

}  // namespace weft::conformance
