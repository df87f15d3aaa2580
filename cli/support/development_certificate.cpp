#include <cli/support/development_certificate.hpp>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <weft/io/output.hpp>
#include <weft/io/self_signed.hpp>

namespace weft::cli {
namespace {

namespace fs = std::filesystem;

// The XDG Base Directory Specification: where a user's programs keep their data.
fs::path data_folder() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && fs::path(data).is_absolute()) return data;
  if (const char* home = std::getenv("HOME"); home != nullptr) return fs::path(home) / ".local" / "share";
  throw std::runtime_error("no place to keep a development certificate: set HOME, or give --certificate and --key");
}

// Made anew long before it expires.
bool is_fresh(const fs::path& certificate) {
  constexpr auto renewal = std::chrono::days(30);
  std::error_code missing;
  const auto made = fs::last_write_time(certificate, missing);
  return !missing && fs::file_time_type::clock::now() - made < renewal;
}

}  // namespace

DevelopmentCertificate development_certificate() {
  const fs::path folder = data_folder() / "weft";
  const DevelopmentCertificate files{folder / "localhost.pem", folder / "localhost.key.pem"};
  if (is_fresh(files.certificate) && fs::exists(files.key)) return files;
  fs::create_directories(folder);
  io::write_files(io::make_self_signed({"localhost"}), files.certificate.string(), files.key.string());
  return files;
}

std::shared_ptr<const io::TlsContext> development_context(std::vector<std::string> alpn) {
  const DevelopmentCertificate files = development_certificate();
  io::tell(
      fmt::format("weft: clients are shown the self-signed {} for localhost, which is for development: they have to "
                  "trust it, or any (curl -k)",
                  files.certificate.string()));
  io::TlsServerOptions options;
  options.certificates.push_back(io::TlsCertificate::from_pem_files(files.certificate.string(), files.key.string()));
  options.alpn = std::move(alpn);
  return io::TlsContext::server(std::move(options));
}

}  // namespace weft::cli
