#include <weft/io/tls_staple.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <weft/io/openssl.hpp>

namespace weft::io {

namespace {

using OwnedResponse = std::unique_ptr<OCSP_RESPONSE, OpensslRelease<OCSP_RESPONSE_free>>;
using OwnedBasic = std::unique_ptr<OCSP_BASICRESP, OpensslRelease<OCSP_BASICRESP_free>>;

TlsStaple::Time time_of(const ASN1_GENERALIZEDTIME* time) {
  std::tm date{};
  if (ASN1_TIME_to_tm(time, &date) != 1) return {};
  return std::chrono::system_clock::from_time_t(::timegm(&date));
}

std::string in_words(TlsStaple::Time time) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

// RFC 6960 4.1.1: the name of the issuer is there as a hash, by an algorithm that the response says.
bool is_for(OCSP_CERTID& id, X509& certificate) {
  ASN1_OCTET_STRING* issuer = nullptr;
  ASN1_OBJECT* algorithm = nullptr;
  ASN1_INTEGER* serial = nullptr;
  OCSP_id_get0_info(&issuer, &algorithm, nullptr, &serial, &id);
  if (ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(&certificate)) != 0) return false;
  const EVP_MD* digest = EVP_get_digestbyobj(algorithm);
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
  unsigned size = 0;
  if (digest == nullptr || X509_NAME_digest(X509_get_issuer_name(&certificate), digest, hash.data(), &size) != 1) {
    return false;
  }
  const unsigned char* octets = ASN1_STRING_get0_data(issuer);
  return std::equal(octets, octets + ASN1_STRING_length(issuer), hash.begin(), hash.begin() + size);
}

OCSP_SINGLERESP* find_answer(OCSP_BASICRESP& basic, X509& certificate) {
  for (int i = 0; i < OCSP_resp_count(&basic); ++i) {
    OCSP_SINGLERESP* each = OCSP_resp_get0(&basic, i);
    // The function takes no const pointer, and changes nothing.
    if (is_for(const_cast<OCSP_CERTID&>(*OCSP_SINGLERESP_get0_id(each)), certificate)) return each;
  }
  return nullptr;
}

std::vector<std::uint8_t> octets_of(OCSP_RESPONSE& response) {
  unsigned char* octets = nullptr;
  const int size = i2d_OCSP_RESPONSE(&response, &octets);
  if (size <= 0) return {};
  std::vector<std::uint8_t> copy(octets, octets + size);
  OPENSSL_free(octets);
  return copy;
}

}  // namespace

TlsStaple TlsStaple::from_file(const std::string& file, x509_st& certificate) {
  TlsStaple staple;
  staple.file_ = file;
  const auto useless = [&staple](std::string why) {
    ERR_clear_error();
    staple.problem_ = std::move(why);
    return staple;
  };
  const OwnedBio bio(BIO_new_file(file.c_str(), "rb"));
  if (!bio) return useless(fmt::format("cannot be read: {}", std::strerror(errno)));
  const OwnedResponse response(d2i_OCSP_RESPONSE_bio(bio.get(), nullptr));
  if (!response) return useless("is no OCSP response (expected DER)");
  if (const int status = OCSP_response_status(response.get()); status != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    return useless(fmt::format("is an error of the responder: {}", OCSP_response_status_str(status)));
  }
  const OwnedBasic basic(OCSP_response_get1_basic(response.get()));
  OCSP_SINGLERESP* answer = basic ? find_answer(*basic, certificate) : nullptr;
  if (answer == nullptr) return useless("is an OCSP response for another certificate");
  ASN1_GENERALIZEDTIME* first = nullptr;
  ASN1_GENERALIZEDTIME* last = nullptr;
  const int status = OCSP_single_get0_status(answer, nullptr, nullptr, &first, &last);
  if (status != V_OCSP_CERTSTATUS_GOOD) {
    return useless(fmt::format("says that the certificate is {}", OCSP_cert_status_str(status)));
  }
  staple.first_ = time_of(first);
  if (last != nullptr) staple.last_ = time_of(last);
  staple.octets_ = octets_of(*response);
  return staple;
}

Octets TlsStaple::octets_at(Time now) const {
  const bool in_time = now >= first_ && (!last_ || now < *last_);
  return in_time ? Octets(octets_) : Octets();
}

std::string TlsStaple::problem_at(Time now) const {
  std::string why = problem_;
  if (why.empty() && last_ && now >= *last_) why = "is an OCSP response that expired on " + in_words(*last_);
  if (why.empty() && now < first_) why = "is an OCSP response that is not valid before " + in_words(first_);
  return why.empty() ? why : fmt::format("{}: {}: it is not stapled", file_, why);
}

}  // namespace weft::io
