// Pieces of a file, with text between them, as a response's body. One range is one piece; several are RFC 9110 14.6's
// multipart/byteranges.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <weft/http/range.hpp>
#include <weft/server/handlers/file_content.hpp>
#include <weft/session/body.hpp>

namespace weft::server {

class FileBody final : public session::Body {
 public:
  explicit FileBody(LocalPtr<const FileContent> content) : content_(std::move(content)) {}

  // Ranges are added in the order in which they are sent.
  void add_range(const http::ByteRange& range);
  void add_text(std::string text);

  std::uint64_t size() const { return size_; }

  http::Pulled pull(MutableOctets room) override;

 private:
  struct Piece {
    std::string text;  // empty: octets of the file
    std::uint64_t offset;
    std::uint64_t left;
  };

  std::size_t read(Piece& piece, MutableOctets room) const;

  LocalPtr<const FileContent> content_;
  std::vector<Piece> pieces_;
  std::size_t next_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace weft::server
