#include <weft/client/content/multipart.hpp>

#include <fmt/format.h>

#include <random>
#include <stdexcept>
#include <utility>

#include <weft/http/field_rules.hpp>
#include <weft/http/media_type.hpp>

namespace weft {

namespace {

// RFC 2046 5.1.1: the boundary must not appear in any of the parts. Nobody guesses 128 bits.
std::string random_boundary() {
  std::random_device random;
  std::string boundary = "weft-";
  for (int i = 0; i < 4; ++i) boundary += fmt::format("{:08x}", random());
  return boundary;
}

// RFC 7578 2 and 4.2 leave quotes to percent-encoding; the HTML Standard says which octets: "0x0A (LF) with the bytes
// `%0A`, 0x0D (CR) with `%0D` and 0x22 (") with `%22`".
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') {
      out += "%22";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string_view last_part(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

Multipart::Multipart() : boundary_(random_boundary()) {}

Multipart& Multipart::text(std::string_view name, std::string_view value) {
  begin_part(name);
  add_text("\r\n\r\n");
  add_text(value);
  add_text("\r\n");
  return *this;
}

Multipart& Multipart::file(std::string_view name, std::string path, std::string_view media_type) {
  begin_file(name, last_part(path), media_type);
  parts_.push_back({.text = {}, .path = std::move(path)});
  add_text("\r\n");
  return *this;
}

Multipart& Multipart::file_of(std::string_view name, std::string_view filename, std::string_view content,
                              std::string_view media_type) {
  begin_file(name, filename, media_type);
  add_text(content);
  add_text("\r\n");
  return *this;
}

std::string Multipart::media_type() const {
  return "multipart/form-data; boundary=" + boundary_;
}

std::vector<client::Stored::Part> Multipart::take() && {
  add_text(fmt::format("--{}--\r\n", boundary_));
  return std::move(parts_);
}

// Texts that follow each other are one.
void Multipart::add_text(std::string_view text) {
  if (parts_.empty() || !parts_.back().path.empty()) parts_.push_back({});
  parts_.back().text += text;
}

void Multipart::begin_part(std::string_view name) {
  add_text(fmt::format("--{}\r\ncontent-disposition: form-data; name={}", boundary_, quoted(name)));
}

void Multipart::begin_file(std::string_view name, std::string_view filename, std::string_view media_type) {
  if (media_type.empty()) media_type = http::media_type_of(filename);
  if (!http::is_field_value(media_type)) {
    throw std::invalid_argument("the media type of a part has an octet that HTTP does not allow");
  }
  begin_part(name);
  add_text(fmt::format("; filename={}\r\ncontent-type: {}\r\n\r\n", quoted(filename), media_type));
}

}  // namespace weft
