// A file on its way in a coding: once all of it has been sent, the octets are kept for those who ask next. Meanwhile
// others get the file as it is, so that each is compressed once at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <weft/server/handlers/file_cache.hpp>
#include <weft/session/body.hpp>

namespace weft::server {

class KeptBody final : public session::Body {
 public:
  struct Place {
    // Gone when nobody serves the directory any more.
    std::weak_ptr<FileCache> cache;
    LocalPtr<const FileContent> content;
    std::string name;
    // The one that was opened.
    std::string file;
    FileCoding coding;
    // Octets; a longer body is not kept.
    std::size_t most;
  };

  KeptBody(std::unique_ptr<session::Body> body, Place place);
  ~KeptBody() override;

  http::Pulled pull(MutableOctets room) override;
  const http::Fields& trailers() const override { return body_->trailers(); }

 private:
  void take(Octets octets);
  void keep();

  std::unique_ptr<session::Body> body_;
  Place place_;
  std::vector<std::uint8_t> octets_;
  bool is_kept_ = true;
};

}  // namespace weft::server
