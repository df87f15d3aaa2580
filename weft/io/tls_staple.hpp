// An OCSP response (RFC 6960) from a file: the issuer of a certificate says that it still stands, for some days. A
// server staples it to the certificate for clients that ask (RFC 6066 8), which need then ask nobody else.
//
// A response that is of no use is not an error, because the certificate serves as well without.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/bytes.hpp>

struct x509_st;

namespace weft::io {

class TlsStaple {
 public:
  using Time = std::chrono::system_clock::time_point;

  // `file` is in DER, as `openssl ocsp -respout` writes it.
  static TlsStaple from_file(const std::string& file, x509_st& certificate);

  // The whole response; empty where it is of no use at that time.
  Octets octets_at(Time now) const;
  // Says in words, with the file, why the response is of no use; empty where it is.
  std::string problem_at(Time now) const;

 private:
  std::string file_;
  std::vector<std::uint8_t> octets_;
  // At any time.
  std::string problem_;
  Time first_;
  // Without one there is always a newer response to be had: this one may be stapled all the same.
  std::optional<Time> last_;
};

}  // namespace weft::io
