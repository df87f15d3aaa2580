// The self-signed certificate for localhost that lasts from one start to the next.
#pragma once

#include <filesystem>

namespace weft::cli {

struct DevelopmentCertificate {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

// Makes it at the first call, in $XDG_DATA_HOME/weft or ~/.local/share/weft, and again when it is about to expire.
DevelopmentCertificate development_certificate();

}  // namespace weft::cli
