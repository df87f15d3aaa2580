// A certificate chain and its key.
//
//   auto certificate = weft::Certificate::pem("chain.pem", "key.pem");
//   server.listen("https://*:443", certificate);
//
// A file with anything wrong throws a std::runtime_error that names the file.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <weft/io/tls_certificate.hpp>

namespace weft {

class Certificate {
 public:
  // For development: a key that exists only in this process, for `host` and the loopback addresses.
  static Certificate self_signed(std::string_view host);
  static Certificate pem(const std::filesystem::path& chain, const std::filesystem::path& key,
                         const std::string& password = {});
  static Certificate pkcs12(const std::filesystem::path& file, const std::string& password);

  // The certificate that its files hold now. A certificate that is not of files is always the same.
  Certificate read_again() const;

  // Nothing is said where clients will refuse it: it may be out of date, or for other names.
  void allow_invalid() { may_be_invalid_ = true; }
  bool may_be_invalid() const { return may_be_invalid_; }

  const io::TlsCertificate& tls() const { return tls_; }

 private:
  using Reader = std::function<io::TlsCertificate()>;

  explicit Certificate(io::TlsCertificate tls) : tls_(std::move(tls)) {}
  explicit Certificate(Reader read) : tls_(read()), read_(std::move(read)) {}

  io::TlsCertificate tls_;
  // Null where there are no files.
  Reader read_;
  bool may_be_invalid_ = false;
};

}  // namespace weft
