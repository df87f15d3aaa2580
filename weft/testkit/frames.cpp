#include <weft/testkit/frames.hpp>

#include <weft/http/preface.hpp>

namespace weft::testkit {

namespace {

frame::Ping ping_of(std::uint64_t opaque, bool ack) {
  frame::Ping ping{.ack = ack};
  store_be32(ping.opaque.data(), static_cast<std::uint32_t>(opaque >> 32));
  store_be32(ping.opaque.data() + 4, static_cast<std::uint32_t>(opaque));
  return ping;
}

}  // namespace

Frames& Frames::preface() {
  return raw(as_octets(http::client_preface));
}

Frames& Frames::headers(StreamId stream, const FieldList& fields, End end) {
  return headers(stream, fields, end, std::optional<frame::Dependency>());
}

Frames& Frames::headers(StreamId stream, const FieldList& fields, End end, const frame::Dependency& priority) {
  return headers(stream, fields, end, std::optional(priority));
}

Frames& Frames::headers(StreamId stream, const FieldList& fields, End end, std::optional<frame::Dependency> priority) {
  const Bytes compressed = block(fields);
  return add(frame::Headers{
      .stream = stream, .block = compressed, .end_stream = end == End::yes, .end_headers = true, .priority = priority});
}

Frames& Frames::headers_in(std::size_t parts, StreamId stream, const FieldList& fields, End end) {
  const Bytes compressed = block(fields);
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t begin = compressed.size() * part / parts;
    const Octets fragment = Octets(compressed).subspan(begin, compressed.size() * (part + 1) / parts - begin);
    const bool last = part + 1 == parts;
    if (part == 0) {
      add(frame::Headers{.stream = stream, .block = fragment, .end_stream = end == End::yes, .end_headers = last});
    } else {
      add(frame::Continuation{stream, fragment, last});
    }
  }
  return *this;
}

Frames& Frames::data(StreamId stream, std::string_view octets, End end) {
  return add(frame::Data{.stream = stream, .octets = as_octets(octets), .end_stream = end == End::yes});
}

Frames& Frames::priority(StreamId stream, const frame::Dependency& dependency) {
  return add(frame::Priority{stream, dependency});
}

Frames& Frames::rst_stream(StreamId stream, ErrorCode code) {
  return add(frame::RstStream{stream, code});
}

Frames& Frames::settings(std::initializer_list<frame::Setting> settings) {
  frame::encode_settings({settings.begin(), settings.size()}, out_);
  return *this;
}

Frames& Frames::settings_ack() {
  return add(frame::Settings{.ack = true});
}

Frames& Frames::push_promise(StreamId stream, StreamId promised, const FieldList& fields) {
  const Bytes compressed = block(fields);
  return add(frame::PushPromise{.stream = stream, .promised = promised, .block = compressed});
}

Frames& Frames::ping(std::uint64_t opaque) {
  return add(ping_of(opaque, false));
}

Frames& Frames::ping_ack(std::uint64_t opaque) {
  return add(ping_of(opaque, true));
}

Frames& Frames::goaway(StreamId last, ErrorCode code, std::string_view debug) {
  return add(frame::Goaway{last, code, as_octets(debug)});
}

Frames& Frames::window_update(StreamId stream, std::uint32_t increment) {
  return add(frame::WindowUpdate{stream, increment});
}

Frames& Frames::priority_update(StreamId stream, std::string_view value) {
  return add(frame::PriorityUpdate{stream, value});
}

Frames& Frames::headers_block(StreamId stream, Octets block, std::uint8_t flags) {
  return raw(Type::headers, flags, stream, block);
}

Frames& Frames::continuation(StreamId stream, Octets block, std::uint8_t flags) {
  return raw(Type::continuation, flags, stream, block);
}

Frames& Frames::add(const frame::Frame& frame) {
  frame::encode(frame, out_);
  return *this;
}

Frames& Frames::raw(Type type, std::uint8_t flags, StreamId stream, Octets payload) {
  return add(frame::Unknown{{0, type, flags, stream}, payload});
}

Frames& Frames::raw(Octets octets) {
  out_.append(octets);
  return *this;
}

Frames& Frames::then() {
  then_ = out_.size();
  return *this;
}

Frames& Frames::table_size(std::size_t octets) {
  encoder_.set_max_table_size(octets);
  return *this;
}

Bytes Frames::block(const FieldList& fields) {
  Buffer out;
  encoder_.encode(fields.views(), out);
  return bytes(out.readable());
}

}  // namespace weft::testkit
