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
#include <vector>

#include <weft/io/file_version.hpp>
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

  // Those of its files when they are looked at; none for a certificate that is not of files.
  std::vector<io::FileVersion> versions_of_files() const;

  // Clients that ask get this OCSP response with it: a file in DER, as `openssl ocsp -respout` writes it. The file is
  // read again with the others; one that is missing, of another certificate or out of date is not sent, and told.
  void staple(const std::filesystem::path& ocsp_file);

  // Nothing is said where clients will refuse it: it may be out of date, or for other names.
  void allow_invalid() { may_be_invalid_ = true; }
  bool may_be_invalid() const { return may_be_invalid_; }

  const io::TlsCertificate& tls() const { return tls_; }

 private:
  using Reader = std::function<io::TlsCertificate()>;

  explicit Certificate(io::TlsCertificate tls) : tls_(std::move(tls)) {}
  Certificate(std::vector<std::string> files, Reader read)
      : tls_(read()), read_(std::move(read)), files_(std::move(files)) {}

  io::TlsCertificate tls_;
  // Null where there are no files.
  Reader read_;
  std::vector<std::string> files_;
  bool may_be_invalid_ = false;
};

}  // namespace weft
