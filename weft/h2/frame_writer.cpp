#include <weft/h2/frame_writer.hpp>

#include <algorithm>

#include <weft/http/preface.hpp>

namespace weft::h2 {

// RFC 9113 3.4: "The client sends the client connection preface as the first application data octets of a connection."
void FrameWriter::write_preface() {
  outbox_.control().append(as_octets(http::client_preface));
}

// RFC 9113 4.3.1: "Any change to the maximum value set using SETTINGS_HEADER_TABLE_SIZE takes effect when the endpoint
// acknowledges settings". So sections that were compressed before leave before the acknowledgment.
void FrameWriter::write_settings_ack() {
  outbox_.take_sections(outbox_.control());
  write(frame::Settings{.ack = true, .settings = {}});
}

// The place behind the stream's own HEADERS or PUSH_PROMISE where these still wait. For a stream that was released, or
// whose request the engine has answered by itself, nothing tells where its sections end: any waiting section may be its
// own.
Buffer& FrameWriter::behind_sections_of(const Stream* stream) {
  const std::uint64_t head_end = stream != nullptr ? stream->outgoing.head_end : outbox_.sections_end();
  return outbox_.is_taken(head_end) ? outbox_.control() : outbox_.sections();
}

void FrameWriter::write_promise(Stream& parent, Stream& promised, const http::RequestHead& request) {
  Buffer& out = outbox_.sections();
  const std::size_t start = begin_section();
  store_be32(out.prepare(frame::PushPromise::fixed_size).data(), promised.id);
  out.commit(frame::PushPromise::fixed_size);
  encode_section(request, encoder_, out);
  promised.traffic.sent = finish_section(start, frame::Type::push_promise, 0, parent.id);
  // RFC 9113 8.4.1: "The server SHOULD send PUSH_PROMISE (Section 6.6) frames prior to sending any frames that
  // reference the promised responses."
  promised.outgoing.head_end = parent.outgoing.head_end = outbox_.sections_end();
}

// Makes room for the frame's header. Returns the place of the frame.
std::size_t FrameWriter::begin_section() {
  Buffer& out = outbox_.sections();
  const std::size_t start = out.size();
  out.prepare(frame::header_size);
  out.commit(frame::header_size);
  return start;
}

// RFC 9113 6.2: "A field block that does not fit within a HEADERS frame is continued in a CONTINUATION frame".
void FrameWriter::split_section(std::size_t start, frame::Type type, std::uint8_t flags, frame::StreamId stream) {
  Buffer& out = outbox_.sections();
  Buffer whole;
  whole.append(out.readable().subspan(start + frame::header_size));
  out.truncate(start);
  while (!whole.empty()) {
    const std::size_t size = std::min<std::size_t>(whole.size(), max_frame_size_);
    if (size == whole.size()) flags |= frame::flag::end_headers;
    const frame::Header header{static_cast<std::uint32_t>(size), type, flags, stream};
    header.store(out.prepare(frame::header_size).data());
    out.commit(frame::header_size);
    out.append(whole.readable().first(size));
    whole.consume(size);
    type = frame::Type::continuation;
    flags = 0;
  }
}

}  // namespace weft::h2
