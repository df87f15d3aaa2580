#include <weft/server/certificate.hpp>

#include <weft/io/self_signed.hpp>

namespace weft {

Certificate Certificate::self_signed(std::string_view host) {
  return Certificate(io::make_self_signed({std::string(host)}).load());
}

Certificate Certificate::pem(const std::filesystem::path& chain, const std::filesystem::path& key,
                             const std::string& password) {
  return {{chain, key}, [=] { return io::TlsCertificate::from_pem_files(chain, key, password); }};
}

Certificate Certificate::pkcs12(const std::filesystem::path& file, const std::string& password) {
  return {{file}, [=] { return io::TlsCertificate::from_pkcs12_file(file, password); }};
}

void Certificate::staple(const std::filesystem::path& ocsp_file) {
  files_.push_back(ocsp_file);
  read_ = [plain = tls_, read = std::move(read_), file = ocsp_file.string()] {
    return (read ? read() : plain).with_staple(file);
  };
  tls_ = tls_.with_staple(ocsp_file);
}

Certificate Certificate::read_again() const {
  Certificate again = *this;
  if (read_) again.tls_ = read_();
  return again;
}

std::vector<io::FileVersion> Certificate::versions_of_files() const {
  std::vector<io::FileVersion> versions;
  for (const std::string& file : files_) versions.push_back(io::version_of_file(file));
  return versions;
}

}  // namespace weft
