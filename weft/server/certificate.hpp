// A certificate chain and its key.
//
//   auto certificate = weft::Certificate::pem("chain.pem", "key.pem");
//   server.listen("https://*:443", certificate);
//
// All throw std::runtime_error with a message that names the file and what is wrong with it.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

namespace weft::io {
class Certificate;
}

namespace weft {

class Certificate {
 public:
  // None: for cleartext.
  Certificate() = default;

  // For development: a key that exists only in this process, for `host`, "localhost" and the loopback addresses.
  static Certificate self_signed(std::string_view host);
  static Certificate pem(const std::filesystem::path& chain, const std::filesystem::path& key,
                         std::string_view password = {});
  static Certificate pkcs12(const std::filesystem::path& file, std::string_view password);

  bool empty() const { return certificate_ == nullptr; }
  const io::Certificate& certificate() const { return *certificate_; }

 private:
  std::shared_ptr<const io::Certificate> certificate_;
};

}  // namespace weft
