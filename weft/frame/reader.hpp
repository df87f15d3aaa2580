// The reader cuts a stream of octets into frames, whatever the segmentation. It does not read the connection preface.
//
//   while (reader.next(input, sink)) {}        // takes octets off the front of `input`, until none are left
//
// The sink is called with Headers, Settings and the other frames, with DataStart, DataPiece and Faulty. Where the items
// are wanted as values there is the same without a sink:
//
//   auto item = reader.next(input);            // NeedMore: `input` is empty, come back with more
//
// Small frames are given whole; their pieces are copied together. DATA is given as DataStart and DataPieces as octets
// arrive, so that nothing is buffered. An item is valid until the next call.
#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>
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

  // Gives the next item to the sink; a DATA frame that is here as a whole is two items. False where there is no item:
  // come back with more octets.
  template <class Sink>
  bool next(Octets& input, Sink&& sink);
  Item next(Octets& input);

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

  // Takes a frame off the input that is HEADERS or DATA, has come whole, and holds nothing but its content: no padding,
  // no priority, and a whole field block.
  bool take_usual(Octets& input, Header& header, Octets& content);
  template <class Sink>
  bool give_item(Octets& input, Sink& sink);
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

// Nearly all frames are HEADERS and DATA that have arrived whole and hold nothing but their content. They cost a third
// of the instructions that an Item would.
template <class Sink>
bool Reader::next(Octets& input, Sink&& sink) {
  Header header;
  Octets content;
  if (!take_usual(input, header, content)) [[unlikely]]
    return give_item(input, sink);
  const bool end_stream = header.has(flag::end_stream);
  if (header.type == Type::headers) {
    sink(Headers{header.stream, content, end_stream});
  } else {
    sink(DataStart{header, header.length});
    sink(DataPiece{header.stream, content, true, end_stream});
  }
  return true;
}

// A function of its own leaves the registers, and the inlining, to the usual frames.
template <class Sink>
[[gnu::noinline]] bool Reader::give_item(Octets& input, Sink& sink) {
  const Item item = next(input);
  if (std::holds_alternative<NeedMore>(item)) return false;
  const auto give = [&sink](const auto& what) {
    if constexpr (std::is_same_v<decltype(what), const Frame&>) {
      std::visit(sink, what);
    } else if constexpr (!std::is_same_v<decltype(what), const NeedMore&>) {
      sink(what);
    }
  };
  std::visit(give, item);
  return true;
}

inline bool Reader::take_usual(Octets& input, Header& header, Octets& content) {
  if (input.size() < header_size || !partial_.empty() || data_ || skip_ != 0) return false;
  header = Header::load(input.data());
  constexpr std::uint8_t of_headers = flag::padded | flag::priority | flag::end_headers;
  const bool is_usual = header.type == Type::headers ? (header.flags & of_headers) == flag::end_headers
                                                     : header.type == Type::data && !header.has(flag::padded);
  if (!is_usual || header.stream == connection_stream || header.length > max_frame_size_) return false;
  if (input.size() - header_size < header.length) return false;
  content = input.subspan(header_size, header.length);
  input = input.subspan(header_size + header.length);
  return true;
}

}  // namespace weft::frame
