// A payload is what a handler answers with: text that is copied into the response, or a string that is moved there.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <weft/base/bytes.hpp>

namespace weft::server {

class Payload {
 public:
  Payload(const char* text) : borrowed_(text) {}
  Payload(std::string_view text) : borrowed_(text) {}
  Payload(Octets octets) : borrowed_(as_text(octets)) {}
  Payload(const std::string& text) : borrowed_(text) {}
  Payload(std::string&& text) : owned_(std::move(text)), is_owned_(true) {}

  std::string_view text() const { return is_owned_ ? std::string_view(owned_) : borrowed_; }
  bool is_owned() const { return is_owned_; }
  std::string take() && { return std::move(owned_); }

 private:
  std::string owned_;
  std::string_view borrowed_;
  bool is_owned_ = false;
};

}  // namespace weft::server
