// RFC 7838 and RFC 8336: frames in which a server speaks about origins.
#include <algorithm>

#include <weft/h2/connection.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/octet_set.hpp>

namespace weft::h2 {

namespace {

constexpr std::size_t longest_origin = 0xffff;

// RFC 6454 6.2: an ASCII serialization has neither spaces nor controls.
bool is_sendable_origin(std::string_view origin) {
  constexpr http::OctetSet visible = http::OctetSet().with(0x21, 0x7e);
  return !origin.empty() && origin.size() <= longest_origin && visible.contains_all(origin);
}

}  // namespace

Result<void, Misuse> Connection::send_altsvc(MessageId message_or_0, std::string_view origin, std::string_view value) {
  if (!is_server()) return weft::fail(Misuse::wrong_role);
  if (closed()) return weft::fail(Misuse::connection_closing);
  const bool of_connection = message_or_0 == frame::connection_stream;
  const Stream* stream = streams_.find(message_or_0);
  if (!of_connection && (stream == nullptr || is_closed(stream->state))) return weft::fail(Misuse::unknown_message);
  // RFC 7838 4: "An ALTSVC frame on stream 0 with empty (length 0) "Origin" information is invalid and MUST be ignored.
  // An ALTSVC frame on a stream other than stream 0 containing non-empty "Origin" information is invalid and MUST be
  // ignored."
  const bool names_right = of_connection ? is_sendable_origin(origin) : origin.empty();
  const bool fits = frame::Altsvc::fixed_size + origin.size() + value.size() <= writer_.max_frame_size();
  if (!names_right || !fits || value.empty() || !http::is_field_value(value)) {
    return weft::fail(Misuse::value_not_valid);
  }
  writer_.write(frame::Altsvc{message_or_0, origin, value}, stream);
  return {};
}

Result<void, Misuse> Connection::send_origins(std::span<const std::string_view> origins) {
  if (!is_server()) return weft::fail(Misuse::wrong_role);
  if (closed()) return weft::fail(Misuse::connection_closing);
  std::size_t length = 0;
  for (const std::string_view origin : origins) length += sizeof(std::uint16_t) + origin.size();
  if (length > writer_.max_frame_size() || !std::all_of(origins.begin(), origins.end(), is_sendable_origin)) {
    return weft::fail(Misuse::value_not_valid);
  }
  writer_.write_origins(origins);
  return {};
}

void Connection::on(const frame::Altsvc& frame) {
  // RFC 7838 4: "A device acting as a server MUST ignore it."
  if (!charge_glitch() || is_server()) return;
  // The value follows the origin.
  const std::string_view both =
      as_text(intake_.lend(as_octets({frame.origin.data(), frame.origin.size() + frame.value.size()})));
  events_.add(AltsvcReceived{frame.stream, both.substr(0, frame.origin.size()), both.substr(frame.origin.size())});
}

void Connection::on(const frame::Origin& frame) {
  if (charge_glitch() && !is_server()) events_.add(OriginReceived{intake_.lend(frame.origins.octets())});
}

}  // namespace weft::h2
