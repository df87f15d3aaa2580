// The only way out: every frame of a connection is written here, in the order in which the frames have to leave.
//
//   writer.write(frame::Ping{…});                                      // about the connection
//   writer.write(frame::RstStream{…}, stream);                         // about a stream: behind its own sections
//   writer.write_section(stream, head, http::End::no);                 // HEADERS, and CONTINUATION where it needs some
//   writer.take_control(out);  writer.take_sections(stream, out);      // frames that the transport may have now
//
// DATA does not wait here: it is written straight into the output.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <weft/frame/frame.hpp>
#include <weft/h2/outbox.hpp>
#include <weft/h2/outgoing_fields.hpp>
#include <weft/h2/stream.hpp>
#include <weft/hpack/encoder.hpp>
#include <weft/http/events.hpp>

namespace weft::h2 {

class FrameWriter {
 public:
  // `max_frame_size` is the largest frame that the peer takes so far.
  explicit FrameWriter(Workspace& workspace, std::uint32_t max_frame_size = frame::default_max_frame_size)
      : outbox_(workspace), max_frame_size_(max_frame_size) {}

  // --- what the peer's SETTINGS say --------------------------------------------------------------------------------
  void set_max_frame_size(std::uint32_t octets) { max_frame_size_ = octets; }
  std::uint32_t max_frame_size() const { return max_frame_size_; }
  void set_max_table_size(std::uint32_t octets) { encoder_.set_max_table_size(octets); }

  // --- frames ------------------------------------------------------------------------------------------------------
  template <class Frame>
  void write(const Frame& frame) {
    frame.encode(outbox_.control());
  }
  // `stream` is null where it was released, or where its request was answered without the application.
  template <class Frame>
  void write(const Frame& frame, const Stream* stream) {
    frame.encode(behind_sections_of(stream));
  }
  // Writes the frame behind all sections that wait.
  template <class Frame>
  void write_last(const Frame& frame) {
    frame.encode(outbox_.sections());
  }
  void write_preface();
  void write_settings(std::span<const frame::Setting> settings) { frame::encode_settings(settings, outbox_.control()); }
  void write_settings_ack();
  void write_origins(std::span<const std::string_view> origins) { frame::encode_origins(origins, outbox_.control()); }

  // --- field sections ----------------------------------------------------------------------------------------------
  // Returns the number of octets on the wire.
  template <class Section>
  std::size_t write_section(frame::StreamId stream, const Section& section, http::End end,
                            const std::optional<frame::Dependency>& priority = {}) {
    const std::size_t start = begin_section();
    if (priority) priority->append_to(outbox_.sections());
    encode_section(section, encoder_, outbox_.sections());
    std::uint8_t flags = end == http::End::yes ? frame::flag::end_stream : std::uint8_t{0};
    if (priority) flags |= frame::flag::priority;
    return finish_section(start, frame::Type::headers, flags, stream);
  }
  template <class Section>
  void write_section(Stream& stream, const Section& section, http::End end,
                     const std::optional<frame::Dependency>& priority = {}) {
    const std::size_t octets = write_section(stream.id, section, end, priority);
    stream.traffic.sent += octets;
    stream.sections.sent += static_cast<std::uint32_t>(payload_of(octets) - (priority ? frame::Dependency::size : 0));
    stream.outgoing.head_end = outbox_.sections_end();
  }
  // Writes PUSH_PROMISE, and CONTINUATION where the fields do not fit.
  void write_promise(Stream& parent, Stream& promised, const http::RequestHead& request);

  // --- what leaves now ---------------------------------------------------------------------------------------------
  void take_control(Buffer& out) { outbox_.take_control(out); }
  void take_sections(const Stream& stream, Buffer& out) { outbox_.take_sections(stream.outgoing.head_end, out); }
  void take_sections(Buffer& out) { outbox_.take_sections(out); }
  // The connection is lost: nobody will read the waiting sections.
  void drop_sections() { outbox_.drop_sections(); }
  // The payload stands in `out` behind the room for the frame's header.
  static void write_data(frame::StreamId stream, std::uint32_t size, http::End end, Buffer& out) {
    const std::uint8_t flags = end == http::End::yes ? frame::flag::end_stream : std::uint8_t{0};
    frame::store_data_header(out.prepare(frame::header_size + size).data(), stream, size, flags);
    out.commit(frame::header_size + size);
  }

  bool empty() const { return outbox_.empty(); }
  // Octets that wait.
  std::size_t size() const { return outbox_.size(); }
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return outbox_.capacity() + encoder_.capacity(); }

  const hpack::Encoder& encoder() const { return encoder_; }

  // Writes the state of the compression: nothing else must survive while no frame waits.
  void park(TightWriter& out) const { encoder_.park(out); }
  void unpark(TightReader& in) { encoder_.unpark(in); }

 private:
  Buffer& behind_sections_of(const Stream* stream);
  std::size_t begin_section();
  // The payload has been written. Returns the number of octets on the wire.
  std::size_t finish_section(std::size_t start, frame::Type type, std::uint8_t flags, frame::StreamId stream) {
    Buffer& out = outbox_.sections();
    const std::size_t payload = out.size() - start - frame::header_size;
    if (payload > max_frame_size_) {
      split_section(start, type, flags, stream);
    } else {
      flags |= frame::flag::end_headers;
      const frame::Header header{static_cast<std::uint32_t>(payload), type, flags, stream};
      header.store(out.mutable_readable().data() + start);
    }
    return out.size() - start;
  }
  void split_section(std::size_t start, frame::Type type, std::uint8_t flags, frame::StreamId stream);
  // The payload of the frames of one section that are so many octets together.
  std::size_t payload_of(std::size_t octets) const {
    const std::size_t largest = frame::header_size + max_frame_size_;
    const std::size_t frames = octets <= largest ? 1 : (octets + largest - 1) / largest;
    return octets - frames * frame::header_size;
  }

  Outbox outbox_;
  std::uint32_t max_frame_size_;
  hpack::Encoder encoder_;
};

}  // namespace weft::h2
