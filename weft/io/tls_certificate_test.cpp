#include <weft/io/tls_certificate.hpp>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>

#include <weft/io/openssl.hpp>
#include <weft/io/self_signed.hpp>

namespace weft::io {
namespace tls_certificate_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

std::string file(const char* name) {
  return testing::TempDir() + std::to_string(::getpid()) + "weft_" + name;
}

std::string write(const char* name, const std::string& text) {
  std::ofstream(file(name)) << text;
  return file(name);
}

std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const TlsError& error) {
    return error.what();
  }
  return "no error";
}

const SelfSigned& made() {
  static const SelfSigned made = make_self_signed({"example.org", "*.example.org"});
  return made;
}

std::string encrypted_key(const char* password) {
  const TlsCertificate certificate = made().load();
  const OwnedBio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(out.get(), certificate.parts().key.get(), EVP_aes_128_cbc(), password,
                                static_cast<int>(std::string(password).size()), nullptr, nullptr);
  std::string text(4096, '\0');
  text.resize(static_cast<std::size_t>(BIO_read(out.get(), text.data(), 4096)));
  return text;
}

std::string pkcs12_file(const char* password) {
  const TlsCertificate certificate = made().load();
  PKCS12* container = PKCS12_create(password, "weft", certificate.parts().key.get(),
                                    certificate.parts().certificate.get(), nullptr, 0, 0, 0, 0, 0);
  const OwnedBio out(BIO_new_file(file("bundle.p12").c_str(), "wb"));
  i2d_PKCS12_bio(out.get(), container);
  PKCS12_free(container);
  return file("bundle.p12");
}

// RFC 8446 4.4.2.
TEST(TlsCertificate, says_which_certificate_of_its_chain_has_not_issued_the_one_before) {
  const auto other = make_self_signed({"other"});
  const auto key = write("issued.key", made().key);
  const auto alone = TlsCertificate::from_pem_files(write("alone.pem", made().certificate), key);
  EXPECT_THAT(alone.chain_problems(), testing::IsEmpty());
  const auto chain = write("stranger.pem", made().certificate + other.certificate);
  const auto with_stranger = TlsCertificate::from_pem_files(chain, key);
  EXPECT_EQ(with_stranger.source(), chain);
  EXPECT_THAT(with_stranger.chain_problems(),
              testing::ElementsAre(chain + ": certificate 2 of the chain has not issued the one before"));
}

TEST(TlsCertificate, reads_a_chain_and_a_key_from_pem_files) {
  const SelfSigned other = make_self_signed({"issuer.example"});
  const auto chain = write("chain.pem", made().certificate + other.certificate);
  const auto key = write("key.pem", made().key);
  const TlsCertificate certificate = TlsCertificate::from_pem_files(chain, key);
  EXPECT_THAT(certificate.names(), ElementsAre("example.org", "*.example.org"));
  EXPECT_EQ(sk_X509_num(certificate.parts().chain.get()), 1);
}

TEST(TlsCertificate, reads_both_from_one_file) {
  const auto both = write("both.pem", made().key + made().certificate);
  EXPECT_EQ(TlsCertificate::from_pem_files(both, both).names().size(), 2u);
}

TEST(TlsCertificate, reads_a_key_with_its_password_and_never_asks) {
  const auto chain = write("chain.pem", made().certificate);
  const auto key = write("encrypted.pem", encrypted_key("secret"));
  EXPECT_EQ(TlsCertificate::from_pem_files(chain, key, "secret").names().size(), 2u);
  EXPECT_THAT(refusal([&] { TlsCertificate::from_pem_files(chain, key, "wrong"); }), HasSubstr(key));
  EXPECT_THAT(refusal([&] { TlsCertificate::from_pem_files(chain, key); }), HasSubstr("or its password"));
}

TEST(TlsCertificate, reads_pkcs12_with_its_password) {
  const std::string bundle = pkcs12_file("secret");
  EXPECT_THAT(TlsCertificate::from_pkcs12_file(bundle, "secret").names(), ElementsAre("example.org", "*.example.org"));
  EXPECT_THAT(refusal([&] { TlsCertificate::from_pkcs12_file(bundle, "wrong"); }),
              HasSubstr(bundle + ": cannot be opened: mac verify failure (is the password right?)"));
}

TEST(TlsCertificate, says_which_file_is_missing_and_what_was_expected) {
  const auto key = write("key.pem", made().key);
  EXPECT_THAT(refusal([&] { TlsCertificate::from_pem_files("/no/such.pem", key); }),
              HasSubstr("/no/such.pem: cannot be read: No such file or directory (expected a certificate"));
  EXPECT_THAT(refusal([&] { TlsCertificate::from_pkcs12_file("/no/such.p12", ""); }), HasSubstr("(expected PKCS#12)"));
}

TEST(TlsCertificate, says_which_file_is_not_what_was_expected) {
  const auto chain = write("chain.pem", made().certificate);
  const auto key = write("key.pem", made().key);
  const auto junk = write("junk.pem", "junk");
  EXPECT_THAT(refusal([&] { TlsCertificate::from_pem_files(junk, key); }), HasSubstr(junk + ": no certificate in it"));
  EXPECT_THAT(refusal([&] { TlsCertificate::from_pem_files(chain, junk); }),
              HasSubstr(junk + ": no usable private key in it"));
  EXPECT_THAT(refusal([&] { TlsCertificate::from_pkcs12_file(junk, ""); }), HasSubstr(junk + ": not a PKCS#12 file"));
}

TEST(TlsCertificate, says_that_the_key_belongs_to_another_certificate) {
  const auto chain = write("chain.pem", made().certificate);
  const auto key = write("other.pem", make_self_signed({"other"}).key);
  EXPECT_EQ(refusal([&] { TlsCertificate::from_pem_files(chain, key); }),
            key + ": this key does not belong to the certificate in " + chain);
}

TEST(TlsCertificate, says_when_it_expires) {
  const auto end = TlsCertificate::from_pem(made().certificate, made().key).expires();
  const auto now = std::chrono::system_clock::now();
  EXPECT_GT(end, now + std::chrono::days(396));
  EXPECT_LT(end, now + std::chrono::days(398));
}

TEST(TlsCertificate, says_which_file_is_out_of_date_and_since_when) {
  const auto chain = write("dated.pem", made().certificate + made().certificate);
  const TlsCertificate certificate = TlsCertificate::from_pem_files(chain, write("key.pem", made().key));
  const auto now = std::chrono::system_clock::now();
  EXPECT_THAT(certificate.date_problems(now), ElementsAre());
  EXPECT_THAT(certificate.date_problems(now + std::chrono::days(396)), ElementsAre());
  const std::string date = R"( [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} UTC)";
  EXPECT_THAT(certificate.date_problems(now + std::chrono::days(398)),
              ElementsAre(MatchesRegex(chain + ": the certificate expired on" + date),
                          MatchesRegex(chain + ": certificate 2 of the chain expired on" + date)));
  EXPECT_THAT(certificate.date_problems(now - std::chrono::days(1)),
              ElementsAre(MatchesRegex(chain + ": the certificate is not valid before" + date),
                          MatchesRegex(chain + ": certificate 2 of the chain is not valid before" + date)));
}

TEST(TlsCertificate, matches_its_names_and_one_label_for_a_wildcard) {
  const TlsCertificate certificate = made().load();
  EXPECT_TRUE(certificate.matches("example.org"));
  EXPECT_TRUE(certificate.matches("a.example.org"));
  EXPECT_FALSE(certificate.matches("a.b.example.org"));
  EXPECT_FALSE(certificate.matches(".example.org"));
  EXPECT_FALSE(certificate.matches("example.com"));
  EXPECT_FALSE(certificate.matches("org"));
  EXPECT_FALSE(certificate.matches(""));
}

}  // namespace tls_certificate_test
}  // namespace weft::io
