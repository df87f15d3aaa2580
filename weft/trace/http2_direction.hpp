// One direction of a connection of HTTP/2: octets become frames and fields. It keeps the compression context of that
// direction, at most one frame as large as the other side allows, and at most 256 KiB of a field block.
#pragma once

#include <cstddef>
#include <vector>

#include <weft/frame/reader.hpp>
#include <weft/hpack/decoder.hpp>
#include <weft/http/role.hpp>
#include <weft/trace/telling.hpp>
#include <weft/trace/terms.hpp>

namespace weft::trace {

class Http2Direction {
 public:
  explicit Http2Direction(http::Role writer);

  // `asks` are the terms of the side that writes here, `obeys` those of the other one.
  void read(Octets octets, Terms& asks, Terms& obeys, const Telling& telling);
  // Inside the preface, a frame or a field block.
  bool mid_frame() const;

 private:
  struct Visit;

  bool take_preface(Octets& octets, const Telling& telling);
  void begin(FrameSeen seen, const Section& section, Octets block, bool whole, const Telling& telling);
  void go_on(const frame::Continuation& more, const Telling& telling);
  void add(FrameSeen seen, Octets block, bool whole, const Telling& telling);
  void decode(Section& section, Octets block);
  // Behind a block of this stream: `before` is how many fields the table had taken and how many it had.
  struct TableMark {
    std::uint32_t inserted;
    std::uint32_t entries;
  };
  TableMark table_mark() const { return {decoder_.table().inserted(), decoder_.table().count()}; }
  void tell_table(const TableMark& before, frame::StreamId stream, const Telling& telling) const;
  // A frame that is no part of the block that has begun: whether there was one.
  bool break_section();

  // Octets of the preface: none from a server.
  std::size_t preface_size_;
  std::size_t preface_seen_ = 0;
  frame::Reader reader_;
  hpack::Decoder decoder_;
  // Blocks cannot be decoded any more.
  bool lost_ = false;
  bool unreadable_ = false;
  // A field block that is not whole.
  std::optional<Section> section_;
  std::vector<std::uint8_t> block_;
  // The fields of the block that was decoded last, and their text.
  Arena arena_;
  std::vector<Field> fields_;
  // A DATA frame that is not whole.
  DataSeen data_;
};

}  // namespace weft::trace
