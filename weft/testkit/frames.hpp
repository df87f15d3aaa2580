// Frames that a peer sends, written down one by one: right, wrong or hostile.
//
//   frames().preface().settings().headers(1, request("GET"), end_stream).octets()
//
// Wrong frames of every kind go through raw() and block(); the other verbs write valid frames. Field
// sections are compressed by a real encoder, so frames of one connection belong into one Frames.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include <weft/base/buffer.hpp>
#include <weft/frame/frame.hpp>
#include <weft/hpack/encoder.hpp>
#include <weft/http/events.hpp>
#include <weft/testkit/field_list.hpp>
#include <weft/testkit/octets.hpp>

namespace weft::testkit {

using frame::ErrorCode;
using frame::SettingId;
using frame::StreamId;
using frame::Type;
using http::End;

inline constexpr End end_stream = End::yes;

class Frames {
 public:
  // RFC 9113 3.4: the 24 octets of a client.
  Frames& preface();

  Frames& headers(StreamId stream, const FieldList& fields, End end = End::no);
  Frames& headers(StreamId stream, const FieldList& fields, End end, const frame::Dependency& priority);
  // HEADERS and as many CONTINUATION frames as make `parts` whose sizes differ by an octet at most: none is empty where
  // the block has an octet for each.
  Frames& headers_in(std::size_t parts, StreamId stream, const FieldList& fields, End end = End::no);
  Frames& data(StreamId stream, std::string_view octets, End end = End::no);
  Frames& priority(StreamId stream, const frame::Dependency& dependency);
  Frames& rst_stream(StreamId stream, ErrorCode code = ErrorCode::cancel);
  Frames& settings(std::initializer_list<frame::Setting> settings = {});
  Frames& settings_ack();
  Frames& push_promise(StreamId stream, StreamId promised, const FieldList& fields);
  Frames& ping(std::uint64_t opaque = 0);
  Frames& ping_ack(std::uint64_t opaque = 0);
  Frames& goaway(StreamId last, ErrorCode code = ErrorCode::no_error, std::string_view debug = {});
  Frames& window_update(StreamId stream, std::uint32_t increment);
  Frames& priority_update(StreamId stream, std::string_view value);

  // HEADERS or CONTINUATION with these octets as (a part of) the block; `flags` as they are.
  Frames& headers_block(StreamId stream, Octets block, std::uint8_t flags);
  Frames& continuation(StreamId stream, Octets block, std::uint8_t flags = frame::flag::end_headers);
  // Any frame value; any frame at all; any octets.
  Frames& add(const frame::Frame& frame);
  Frames& raw(Type type, std::uint8_t flags, StreamId stream, Octets payload = {});
  Frames& raw(Octets octets);

  // The frames so far have been read and answered before the rest arrives.
  Frames& then();

  // The peer's SETTINGS_HEADER_TABLE_SIZE is in force.
  Frames& table_size(std::size_t octets);

  // Compressed with the state of this connection; it must be sent next.
  Bytes block(const FieldList& fields);

  Octets octets() const { return out_.readable(); }
  // Around the last then(); without one, all of it is after.
  Octets before_then() const { return octets().first(then_); }
  Octets after_then() const { return octets().subspan(then_); }

 private:
  Frames& headers(StreamId stream, const FieldList& fields, End end, std::optional<frame::Dependency> priority);

  Buffer out_;
  hpack::Encoder encoder_;
  std::size_t then_ = 0;
};

inline Frames frames() {
  return {};
}

}  // namespace weft::testkit
