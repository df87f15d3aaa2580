// A certificate with its chain and its key. Made at start-up, shared by all threads, never changed.
//
// A file with anything wrong throws a TlsError that names the file and says what was expected.
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace weft::io {

class TlsStaple;

class TlsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class TlsCertificate {
 public:
  // Two PEM files: the certificate followed by its chain, and its key. Both may be one and the same file.
  static TlsCertificate from_pem_files(const std::string& chain_file, const std::string& key_file,
                                       const std::string& password = {});
  static TlsCertificate from_pem(std::string_view chain, std::string_view key);
  // A PKCS#12 file, usually *.p12 or *.pfx.
  static TlsCertificate from_pkcs12_file(const std::string& file, const std::string& password);

  // The names it is good for: its DNS names in lower case, or its common name if it has none.
  const std::vector<std::string>& names() const;
  // `name` in lower case: exactly one of the names, or below one that begins with `*.`.
  bool matches(std::string_view name) const;

  // The file that it was read from.
  const std::string& source() const;

  // With an OCSP response for clients that ask: a file in DER. One that is of no use is told by staple_problems().
  TlsCertificate with_staple(const std::string& file) const;
  // Null without one.
  const TlsStaple* staple() const { return staple_.get(); }

  // Says in words which certificates of the chain are not by the next one, and where its end is missing. Clients refuse
  // the chain.
  std::vector<std::string> chain_problems() const;

  // Says in words which certificates of the chain have expired, or are not valid yet. Clients refuse them.
  std::vector<std::string> date_problems(std::chrono::system_clock::time_point now) const;

  // Says in words which of them will have expired in two weeks: automatic renewal would have come by then.
  std::vector<std::string> renewal_problems(std::chrono::system_clock::time_point now) const;

  std::vector<std::string> staple_problems(std::chrono::system_clock::time_point now) const;

  // When the certificate itself expires; the beginning of 1970 for a date that cannot be read.
  std::chrono::system_clock::time_point expires() const;
  // For the other files of this folder.
  struct Parts;
  const Parts& parts() const { return *parts_; }

 private:
  explicit TlsCertificate(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

  std::shared_ptr<const Parts> parts_;
  std::shared_ptr<const TlsStaple> staple_;
};

}  // namespace weft::io
