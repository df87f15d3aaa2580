// The reader cuts a stream of octets into frames, whatever the segmentation. It does not read the connection preface.
//
//   while (true) {
//     auto item = reader.next(input);          // takes octets off the front of `input`
//     std::visit(…, item);                     // NeedMore: `input` is empty, come back with more
//   }
//
// Small frames are given whole; their pieces are copied together. DATA is given as DataStart and DataPieces as octets
// arrive, so that nothing is buffered. An item is valid until the next call.
#pragma once

#include <cstdint>
#include <optional>
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

// The next octets of a DATA frame. Padding is skipped and not shown. Every DATA frame, even an empty one, ends with a
// last piece, which comes after the padding has arrived.
struct DataPiece {
  StreamId stream;
  Octets octets;
  bool last;
  bool end_stream;  // set on the last piece only
};

// A broken frame: see code() and scope(). The reader goes on behind it: a connection needs that after a fault of stream
// scope, and a program that only shows frames needs it after any fault.
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
  // Takes a HEADERS frame off the input into `frame`, which is new, if the frame has arrived whole and holds nothing
  // but a whole field block, as nearly every request does. Otherwise nothing happens, and next() must be called. This
  // costs a third of the instructions of next().
  bool next_whole_block(Octets& input, Headers& frame);

  // True while next() has an item to give that needs no more octets: the last piece of a DATA frame of which all octets
  // were given. A loop that stops between two items must ask: the peer may send nothing more, and then nothing would
  // lead to another call of next().
  bool has_item() const { return data_ && data_->data == 0 && data_->padding == 0; }
  // The frame that next() has given came in pieces: its octets lie in the reader, and not in the input.
  bool gathered() const { return given_; }
  // True while a frame has begun and not ended; a deadline depends on it.
  bool mid_frame() const { return (!partial_.empty() && !given_) || data_ || skip_ != 0; }
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return partial_.capacity(); }

 private:
  // The rest of the DATA frame that is being given.
  struct DataLeft {
    StreamId stream;
    std::uint32_t data;
    std::uint32_t padding;
    bool end_stream;
  };

  Item start_data(const Header& header, Octets& input);
  Item next_piece(Octets& input);
  Item faulty(Fault fault, const Header& header, std::size_t seen, Octets& input);

  Octets gather(std::size_t size, Octets& input);
  void take(std::size_t size, Octets& input);
  void forget_given();

  std::uint32_t max_frame_size_ = default_max_frame_size;
  // The number of octets that come next and are to be skipped.
  std::uint32_t skip_ = 0;
  std::optional<DataLeft> data_;
  // The beginning of a frame that arrives in pieces; between the call that gives the frame and the next call, the whole
  // frame.
  Buffer partial_;
  bool given_ = false;
};

}  // namespace weft::frame
