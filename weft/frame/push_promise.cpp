#include <weft/frame/push_promise.hpp>

namespace weft::frame {

Result<PushPromise, Fault> PushPromise::decode(const Header& header, Octets payload) {
  // RFC 9113 6.6: "If the Stream Identifier field specifies the value 0x00, a recipient MUST respond with a connection
  // error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (header.stream == connection_stream) return fail(Fault::push_promise_on_connection);
  const auto unpadded = unpad(header, payload, fixed_size);
  if (!unpadded) return fail(unpadded.error());
  if (unpadded->content.size() < fixed_size) return fail(Fault::push_promise_too_short);
  const StreamId promised = load_be32(unpadded->content.data()) & max_stream_id;
  // RFC 9113 6.6: "A receiver MUST treat the receipt of a PUSH_PROMISE that promises an illegal stream identifier
  // (Section 5.1.1) as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
  if (!is_server_initiated(promised)) return fail(Fault::promised_stream_illegal);
  return PushPromise{header.stream, promised, unpadded->content.subspan(fixed_size), header.has(flag::end_headers),
                     unpadded->padding};
}

void PushPromise::encode(Buffer& out) const {
  const auto length = static_cast<std::uint32_t>(fixed_size + block.size()) + padding_size(padding);
  const auto flags = static_cast<std::uint8_t>((end_headers ? flag::end_headers : 0) | padded_flag(padding));
  append_header({length, type, flags, stream}, out);
  begin_padded(padding, out);
  store_be32(out.prepare(fixed_size).data(), promised);
  out.commit(fixed_size);
  out.append(block);
  end_padded(padding, out);
}

}  // namespace weft::frame
