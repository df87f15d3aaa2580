#include <weft/frame/reader.hpp>

#include <algorithm>

namespace weft::frame {

namespace {

// Takes at most `left` octets from the front of the input.
Octets take_front(std::uint32_t& left, Octets& input) {
  const Octets front = input.first(std::min<std::size_t>(left, input.size()));
  left -= static_cast<std::uint32_t>(front.size());
  input = input.subspan(front.size());
  return front;
}

}  // namespace

Item Reader::next(Octets& input) {
  forget_given();
  if (data_) return next_piece(input);
  take_front(skip_, input);
  if (skip_ != 0) return NeedMore{};

  const Octets head = gather(header_size, input);
  if (head.empty()) return NeedMore{};
  const Header header = Header::load(head.data());
  // RFC 9113 4.2: "An endpoint MUST send an error code of FRAME_SIZE_ERROR if a frame exceeds the size defined in
  // SETTINGS_MAX_FRAME_SIZE". Beyond the RFC: a frame that is too large is always a connection error, so that we need
  // not read it.
  if (header.length > max_frame_size_) return faulty(Fault::frame_too_large, header, header_size, input);
  if (header.type == Type::data) return start_data(header, input);

  const Octets whole = gather(header_size + header.length, input);
  if (whole.empty()) return NeedMore{};
  take(header_size + header.length, input);
  auto frame = decode(header, whole.subspan(header_size));
  if (!frame) return Faulty{frame.error(), header};
  return *std::move(frame);
}

Item Reader::start_data(const Header& header, Octets& input) {
  if (header.stream == connection_stream) return faulty(Fault::data_on_connection, header, header_size, input);
  const std::size_t prefix = header.has(flag::padded) && header.length != 0 ? 1 : 0;
  const Octets head = gather(header_size + prefix, input);
  if (head.empty()) return NeedMore{};
  if (header.has(flag::padded)) {
    const auto fault = check_padding(header.length, head.subspan(header_size));
    if (fault) return faulty(*fault, header, head.size(), input);
  }
  take(head.size(), input);
  const std::uint32_t padding = prefix != 0 ? head[header_size] : 0;
  data_ = DataLeft{header.stream, header.length - static_cast<std::uint32_t>(prefix) - padding, padding,
                   header.has(flag::end_stream)};
  return DataStart{header, data_->data};
}

Item Reader::next_piece(Octets& input) {
  if (input.empty() && !has_item()) return NeedMore{};
  const Octets octets = take_front(data_->data, input);
  if (data_->data == 0) take_front(data_->padding, input);
  const bool last = has_item();
  if (!last && octets.empty()) return NeedMore{};
  const DataPiece piece{data_->stream, octets, last, last && data_->end_stream};
  if (last) data_.reset();
  return piece;
}

// `seen` octets of the frame have been gathered.
Item Reader::faulty(Fault fault, const Header& header, std::size_t seen, Octets& input) {
  take(seen, input);
  skip_ = header.length - static_cast<std::uint32_t>(seen - header_size);
  return Faulty{fault, header};
}

// The first `size` octets of the frame, which are not taken yet; empty until all have arrived. Octets that came at once
// stay where they are.
Octets Reader::gather(std::size_t size, Octets& input) {
  if (partial_.empty() && input.size() >= size) return input.first(size);
  if (partial_.size() < size) {
    const Octets more = input.first(std::min(size - partial_.size(), input.size()));
    // Once a quarter of the frame has arrived, room is made for exactly the rest: a large frame costs no more memory
    // than its size.
    if (4 * (partial_.size() + more.size()) >= size) partial_.prepare(size - partial_.size());
    partial_.append(more);
    input = input.subspan(more.size());
  }
  return partial_.size() < size ? Octets() : partial_.readable().first(size);
}

void Reader::take(std::size_t size, Octets& input) {
  if (partial_.empty()) {
    input = input.subspan(size);
  } else {
    given_ = true;
  }
}

void Reader::forget_given() {
  // Room for small frames, which the end of a read cuts, is kept; the room of a large frame is freed, because such
  // frames are rare.
  constexpr std::size_t worth_keeping = 512;
  if (!given_) return;
  given_ = false;
  if (partial_.capacity() > worth_keeping) {
    partial_.release();
  } else {
    partial_.clear();
  }
}

}  // namespace weft::frame
