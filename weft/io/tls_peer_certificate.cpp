#include <weft/io/tls_peer_certificate.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <span>

#include <weft/io/address.hpp>

namespace weft::io {

namespace {

// The name of the server that was wanted, as the certificate has it: "*.example.org".
std::string fitting_name(const SSL* ssl, X509& certificate) {
  // SSL_get0_peername() takes no const pointer, and changes nothing.
  if (const char* fits = SSL_get0_peername(const_cast<SSL*>(ssl))) return fits;
  const auto names = names_of(certificate);
  return names.empty() ? std::string() : names.front();
}

void free_text(char* text) {
  OPENSSL_free(text);
}

std::string issuer_of(const X509& certificate) {
  const std::unique_ptr<char, OpensslRelease<free_text>> line(
      X509_NAME_oneline(X509_get_issuer_name(&certificate), nullptr, 0));
  return line ? line.get() : "";
}

std::string subject_of(const X509& certificate) {
  const OwnedBio out(BIO_new(BIO_s_mem()));
  if (!out || X509_NAME_print_ex(out.get(), X509_get_subject_name(&certificate), 0, XN_FLAG_RFC2253) < 0) return {};
  char* text = nullptr;
  const long size = BIO_ctrl(out.get(), BIO_CTRL_INFO, 0, static_cast<void*>(&text));
  return {text, static_cast<std::size_t>(size)};
}

std::string fingerprint_of(const X509& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
  unsigned size = 0;
  if (X509_digest(&certificate, EVP_sha256(), hash.data(), &size) != 1) return {};
  return fmt::format("{:02x}", fmt::join(hash.data(), hash.data() + size, ""));
}

std::chrono::system_clock::time_point end_of(const X509& certificate) {
  std::tm date{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &date) != 1) return {};
  return std::chrono::system_clock::from_time_t(::timegm(&date));
}

// "2026-11-30"
std::string day_of(const ASN1_TIME* time) {
  std::tm date{};
  if (ASN1_TIME_to_tm(time, &date) != 1) return "?";
  return fmt::format("{:04}-{:02}-{:02}", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

// The certificates that vouch for it have names and dates of their own: one of these may be what is wrong.
std::string fault_by_date(const X509& certificate, long fault) {
  const bool is_too_old = X509_cmp_current_time(X509_get0_notAfter(&certificate)) <= 0;
  const bool is_too_new = X509_cmp_current_time(X509_get0_notBefore(&certificate)) > 0;
  if (is_too_old) return fmt::format("it ended {}", day_of(X509_get0_notAfter(&certificate)));
  if (is_too_new) return fmt::format("it begins {}", day_of(X509_get0_notBefore(&certificate)));
  return fmt::format("of an issuer: {}", X509_verify_cert_error_string(fault));
}

std::string fault_by_name(X509& certificate) {
  constexpr std::size_t most = 4;
  const auto names = names_of(certificate);
  if (names.empty()) return "it has no name";
  const std::span<const std::string> some = std::span(names).first(std::min(most, names.size()));
  std::string text = fmt::format("it is for {}", fmt::join(some, ", "));
  if (names.size() > most) text += fmt::format(" and {} more", names.size() - most);
  return text;
}

}  // namespace

std::shared_ptr<const PeerCertificate> peer_certificate_of(const SSL* ssl) {
  X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr) return nullptr;
  return std::make_shared<const PeerCertificate>(
      PeerCertificate{fitting_name(ssl, *certificate), issuer_of(*certificate), end_of(*certificate)});
}

std::shared_ptr<const PeerCertificate> client_certificate_of(const SSL* ssl) {
  X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr) return nullptr;
  const auto names = names_of(*certificate);
  return std::make_shared<const PeerCertificate>(
      PeerCertificate{names.empty() ? std::string() : names.front(), issuer_of(*certificate), end_of(*certificate),
                      subject_of(*certificate), fingerprint_of(*certificate)});
}

// RFC 9113 9.1.1: "The certificate presented by the server MUST satisfy any checks that the client would perform when
// forming a new TLS connection for the host in the URI."
bool is_peer_certified_for(const SSL* ssl, const std::string& host) {
  X509* certificate = SSL_get0_peer_certificate(ssl);
  if (certificate == nullptr || host.empty()) return false;
  if (X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0) return false;
  if (is_address(host)) return X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
  return X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1;
}

// SSL_get0_peer_certificate() has only one that was accepted, the chain has what was shown.
std::string fault_of_peer_certificate(const SSL* ssl) {
  const long fault = SSL_get_verify_result(ssl);
  const STACK_OF(X509)* const shown = SSL_get_peer_cert_chain(ssl);
  if (fault == X509_V_OK || shown == nullptr || sk_X509_num(shown) == 0) return {};
  X509& certificate = *sk_X509_value(shown, 0);
  switch (fault) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fault_by_name(certificate);
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fault_by_date(certificate, fault);
    default:
      return X509_verify_cert_error_string(fault);
  }
}

std::string public_key_of(const SSL* ssl) {
  const X509* certificate = SSL_get0_peer_certificate(ssl);
  unsigned char* octets = nullptr;
  const int size = certificate != nullptr ? i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &octets) : 0;
  if (size <= 0) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
  unsigned hash_size = 0;
  EVP_Digest(octets, static_cast<std::size_t>(size), hash.data(), &hash_size, EVP_sha256(), nullptr);
  OPENSSL_free(octets);
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> base64;
  const int digits = EVP_EncodeBlock(base64.data(), hash.data(), static_cast<int>(hash_size));
  return "sha256//" + std::string(base64.begin(), base64.begin() + digits);
}

}  // namespace weft::io
