// A server asks its clients for a certificate, or does not (RFC 8446 4.3.2), and says who has to vouch for it.
//
// A client that shows a certificate which none of the authorities vouches for is refused. A session is resumed only
// under the policy that it was made under.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace weft::io {

enum class AskClient : std::uint8_t {
  no,
  request,  // a client may show one
  require,  // a client without one is refused
};

class TlsClientPolicy {
 public:
  // Asks for nothing.
  TlsClientPolicy() = default;
  // `authorities` is a PEM file of certificates; nobody else is trusted. Throws TlsError, which names the file.
  static TlsClientPolicy from_file(AskClient ask, const std::string& authorities);

  bool asks() const { return parts_ != nullptr; }

  // For the other files of this folder.
  struct Parts;
  // Null where nothing is asked for.
  const Parts* parts() const { return parts_.get(); }

 private:
  std::shared_ptr<const Parts> parts_;
};

}  // namespace weft::io
