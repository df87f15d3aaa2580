#include <weft/server/handlers/file_body.hpp>

#include <algorithm>
#include <cstring>

namespace weft::server {

void FileBody::add_range(const http::ByteRange& range) {
  pieces_.push_back({{}, range.first, range.size()});
  size_ += range.size();
}

void FileBody::add_text(std::string text) {
  const std::uint64_t size = text.size();
  pieces_.push_back({std::move(text), 0, size});
  size_ += size;
}

http::Pulled FileBody::pull(MutableOctets room) {
  std::size_t written = 0;
  while (written < room.size() && next_ < pieces_.size()) {
    Piece& piece = pieces_[next_];
    const std::size_t got = read(piece, room.subspan(written));
    // The file has become shorter: what was promised cannot be sent.
    if (got == 0) return {written, http::Pulled::State::failed};
    written += got;
    piece.offset += got;
    piece.left -= got;
    if (piece.left == 0) ++next_;
  }
  return {written, next_ == pieces_.size() ? http::Pulled::State::end : http::Pulled::State::more};
}

std::size_t FileBody::read(Piece& piece, MutableOctets room) const {
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), piece.left));
  if (piece.text.empty()) return content_->read(piece.offset, room.first(size));
  std::memcpy(room.data(), piece.text.data() + piece.offset, size);
  return size;
}

}  // namespace weft::server
