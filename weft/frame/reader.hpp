// Cuts a stream of octets into frames, whatever the segmentation. The connection preface is not its business.
//
//   while (true) {
//     auto item = reader.next(input);          // takes octets off the front of `input`
//     std::visit(…, item);                     // NeedMore: `input` is empty, come back with more
//   }
//
// Small frames are given whole, copied together where they arrive in pieces. DATA is given as DataStart and DataPieces
// as octets arrive, so that nothing is buffered. An item is valid until the next call.
#pragma once

#include <cstdint>
#include <variant>

#include <weft/base/buffer.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/frame.hpp>

namespace weft::frame {

struct NeedMore {};

// The header of a DATA frame and its padding are known; header.length is what flow control counts.
struct DataStart {
  Header header;
  std::uint32_t data_length;  // without padding and pad length
};

// The next octets of that frame. Padding is skipped unseen. Every DATA frame, empty ones too, ends with a piece that
// is the last one, after its padding has arrived.
struct DataPiece {
  StreamId stream;
  Octets octets;
  bool last;
  bool end_stream;  // set on the last piece only
};

// Broken: see code() and scope(). After a fault of stream scope reading goes on behind the frame.
struct Faulty {
  Fault fault;
  Header header;
};

using Item = std::variant<NeedMore, Frame, DataStart, DataPiece, Faulty>;

class Reader {
 public:
  // RFC 9113 4.2: our SETTINGS_MAX_FRAME_SIZE.
  void set_max_frame_size(std::uint32_t octets) { max_frame_size_ = octets; }

  Item next(Octets& input);

  // True while a frame has been begun and not ended, for a deadline.
  bool mid_frame() const;
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return partial_.capacity(); }

 private:
  std::uint32_t max_frame_size_ = default_max_frame_size;
  Buffer partial_;
};

}  // namespace weft::frame
