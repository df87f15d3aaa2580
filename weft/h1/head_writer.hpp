// RFC 9112 2.1: heads as octets. A head that cannot be written as it is, such as one with a line end in a value, is not
// written at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <weft/base/buffer.hpp>
#include <weft/h1/error.hpp>
#include <weft/http/date.hpp>
#include <weft/http/head.hpp>

namespace weft::h1 {

// The parts that the connection adds to the fields of a head.
struct Envelope {
  enum class Persistence : std::uint8_t { silent, close, keep_alive };

  Persistence persistence = Persistence::silent;
  bool chunked = false;
  // Takes the place of a content-length among the fields.
  std::optional<std::uint64_t> content_length;
};

// On head_not_valid nothing is appended. The path of a request may be a whole URL, for a proxy (RFC 9112 3.2.2).
Result<void, Misuse> append_request_head(Buffer& out, const http::RequestHead& head, const Envelope& envelope);
Result<void, Misuse> append_response_head(Buffer& out, const http::ResponseHead& head, const Envelope& envelope);

// The lines of a trailer section with the empty line at its end. Forbidden fields are left out; false if one cannot be
// written.
bool append_trailers(Buffer& out, const http::Fields& fields);

// The engine's own answer to a request that broke a rule. RFC 9112 4: the reason phrase is a "textual description", so
// it names the rule.
void append_answer(Buffer& out, Reason reason, std::optional<http::Date> date = {}, std::string_view sentence = {});

// The length that a head declares; head_not_valid where its two places disagree.
Result<std::optional<std::uint64_t>, Misuse> declared_length(const http::Fields& fields,
                                                             std::optional<std::uint64_t> content_length);

}  // namespace weft::h1
