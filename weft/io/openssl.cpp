#include <weft/io/openssl.hpp>

#include <openssl/err.h>

#include <algorithm>

namespace weft::io {

namespace {

class OpensslCategory final : public std::error_category {
 public:
  const char* name() const noexcept override { return "tls"; }
  std::string message(int code) const override {
    const char* text = ERR_reason_error_string(static_cast<unsigned long>(static_cast<unsigned>(code)));
    return text != nullptr ? text : "error " + std::to_string(code);
  }
};

const std::error_category& openssl_category() {
  static const OpensslCategory category;
  return category;
}

}  // namespace

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return text;
}

std::error_code take_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  return {static_cast<int>(code), openssl_category()};
}

std::string take_openssl_text() {
  return take_openssl_error().message();
}

}  // namespace weft::io
