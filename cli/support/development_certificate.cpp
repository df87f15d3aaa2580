#include <cli/support/development_certificate.hpp>

#include <chrono>
#include <cstdlib>
#include <stdexcept>

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

}  // namespace

DevelopmentCertificate development_certificate() {
  const fs::path folder = data_folder() / "weft";
  return {folder / "localhost.pem", folder / "localhost.key.pem"};
}

}  // namespace weft::cli
