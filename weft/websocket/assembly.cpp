#include <weft/websocket/assembly.hpp>

#include <utility>

namespace weft::websocket {

// RFC 6455 5.4: "The fragments of one message MUST NOT be interleaved between the fragments of another message unless
// an extension has been negotiated that can interpret the interleaving."
std::optional<Reason> Assembly::begin(const FrameHeader& header) {
  const bool continues = header.opcode == Opcode::continuation;
  if (continues && !begun_) return Reason::continuation_unexpected;
  if (!continues && begun_) return Reason::continuation_missing;
  if (!continues) {
    message_.kind = header.opcode == Opcode::text ? Kind::text : Kind::binary;
    compressed_ = header.compressed;
  }
  begun_ = true;
  last_frame_ = header.fin;
  // Its length is known before its octets come.
  if (!compressed_ && header.size > most_ - message_.data.size()) return Reason::message_too_large;
  return std::nullopt;
}

std::optional<Reason> Assembly::take(Octets octets) {
  if (compressed_) return check_inflated(inflater_->take(octets, message_.data, most_));
  message_.data.append(as_text(octets));
  return check_text();
}

Result<std::optional<Message>, Reason> Assembly::end() {
  if (!last_frame_) return std::nullopt;
  if (compressed_) {
    if (const auto reason = check_inflated(inflater_->end(message_.data, most_))) return fail(*reason);
  }
  if (!text_.is_whole()) return fail(Reason::text_not_utf8);
  text_ = {};
  checked_ = 0;
  begun_ = false;
  return std::exchange(message_, {});
}

// What was inflated comes before the octet that is wrong, so that its text is judged first: the reason is the same
// however the octets are cut.
std::optional<Reason> Assembly::check_inflated(std::optional<Reason> reason) {
  if (message_.data.size() > most_) message_.data.resize(most_);
  if (const auto wrong = check_text()) return wrong;
  return reason;
}

// RFC 6455 8.1: "When an endpoint is to interpret a byte stream as UTF-8 but finds that the byte stream is not, in
// fact, a valid UTF-8 stream, that endpoint MUST _Fail the WebSocket Connection_."
std::optional<Reason> Assembly::check_text() {
  if (!message_.is_text()) return std::nullopt;
  const Octets news = as_octets(message_.data).subspan(checked_);
  checked_ = message_.data.size();
  if (!text_.take(news)) return Reason::text_not_utf8;
  return std::nullopt;
}

}  // namespace weft::websocket
