// The self-signed certificate for localhost that lasts from one start to the next.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <weft/io/tls_context.hpp>

namespace weft::cli {

struct DevelopmentCertificate {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

// Makes it at the first call, in $XDG_DATA_HOME/weft or ~/.local/share/weft, and again when it is about to expire.
DevelopmentCertificate development_certificate();
// A server's context with it, and a line on standard error that says so.
std::shared_ptr<const io::TlsContext> development_context(std::vector<std::string> alpn);

}  // namespace weft::cli
