// OCSP responses of an authority of the test's own.
#pragma once

#include <fmt/format.h>
#include <openssl/ocsp.h>

#include <weft/io/issued_certificate_test.hpp>

namespace weft::io::test {

struct OcspOptions {
  int status = V_OCSP_CERTSTATUS_GOOD;
  // Seconds from now.
  long first = -60;
  long last = 3600;
};

// A file with the answer of `authority` about `certificate`, whoever has issued that.
inline std::string ocsp_file(const Authority& authority, const TlsCertificate& certificate,
                             const OcspOptions& options = {}) {
  OCSP_CERTID* id = OCSP_cert_id_new(EVP_sha1(), X509_get_subject_name(authority.certificate.get()),
                                     X509_get0_pubkey_bitstr(authority.certificate.get()),
                                     X509_get0_serialNumber(certificate.parts().certificate.get()));
  ASN1_TIME* first = X509_gmtime_adj(nullptr, options.first);
  ASN1_TIME* last = X509_gmtime_adj(nullptr, options.last);
  ASN1_TIME* revoked = X509_gmtime_adj(nullptr, -3600);
  OCSP_BASICRESP* basic = OCSP_BASICRESP_new();
  const bool is_revoked = options.status == V_OCSP_CERTSTATUS_REVOKED;
  OCSP_basic_add1_status(basic, id, options.status, 0, is_revoked ? revoked : nullptr, first, last);
  OCSP_basic_sign(basic, authority.certificate.get(), authority.key.get(), EVP_sha256(), nullptr, 0);
  OCSP_RESPONSE* response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  static int number = 0;
  const std::string path = fmt::format("{}{}weft_ocsp_{}.der", testing::TempDir(), ::getpid(), ++number);
  const OwnedBio out(BIO_new_file(path.c_str(), "wb"));
  EXPECT_EQ(i2d_OCSP_RESPONSE_bio(out.get(), response), 1);
  OCSP_RESPONSE_free(response);
  OCSP_BASICRESP_free(basic);
  for (ASN1_TIME* each : {first, last, revoked}) ASN1_TIME_free(each);
  OCSP_CERTID_free(id);
  return path;
}

}  // namespace weft::io::test
