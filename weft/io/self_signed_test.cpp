#include <weft/io/self_signed.hpp>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <weft/io/openssl.hpp>

namespace weft::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

X509& certificate_of(const TlsCertificate& certificate) {
  return *certificate.parts().certificate;
}

bool good_for(const TlsCertificate& certificate, const char* address) {
  return X509_check_ip_asc(&certificate_of(certificate), address, 0) == 1;
}

std::string read(const std::string& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST(SelfSigned, is_good_for_its_names_and_for_the_loopback_addresses) {
  const TlsCertificate certificate = make_self_signed({"localhost", "*.example.org", "192.0.2.7"}).load();
  EXPECT_THAT(certificate.names(), ElementsAre("localhost", "*.example.org"));
  EXPECT_TRUE(good_for(certificate, "127.0.0.1"));
  EXPECT_TRUE(good_for(certificate, "::1"));
  EXPECT_TRUE(good_for(certificate, "192.0.2.7"));
  EXPECT_FALSE(good_for(certificate, "192.0.2.8"));
}

TEST(SelfSigned, is_valid_now_and_for_no_longer_than_browsers_accept) {
  const TlsCertificate certificate = make_self_signed({"localhost"}).load();
  X509& x509 = certificate_of(certificate);
  EXPECT_LT(X509_cmp_current_time(X509_get0_notBefore(&x509)), 0);
  EXPECT_GT(X509_cmp_current_time(X509_get0_notAfter(&x509)), 0);
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(&x509), X509_get0_notAfter(&x509));
  EXPECT_LE(days, 398);
}

TEST(SelfSigned, has_a_key_on_P256_of_its_own_and_a_serial_number_of_its_own) {
  const TlsCertificate one = make_self_signed({"localhost"}).load();
  const TlsCertificate other = make_self_signed({"localhost"}).load();
  EXPECT_EQ(EVP_PKEY_get_bits(one.parts().key.get()), 256);
  EXPECT_NE(EVP_PKEY_eq(one.parts().key.get(), other.parts().key.get()), 1);
  EXPECT_NE(
      ASN1_INTEGER_cmp(X509_get_serialNumber(&certificate_of(one)), X509_get_serialNumber(&certificate_of(other))), 0);
}

TEST(SelfSigned, refuses_a_name_that_would_be_two) {
  EXPECT_THROW(make_self_signed({"a,DNS:b"}), TlsError);
  EXPECT_THROW(make_self_signed({""}), TlsError);
}

class WriteFiles : public testing::Test {
 protected:
  WriteFiles() {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
  }
  const std::string folder = testing::TempDir() + std::to_string(::getpid()) + "weft_self_signed";
  const SelfSigned made = make_self_signed({"localhost"});
};

TEST_F(WriteFiles, makes_files_that_load_and_a_key_for_its_owner_only) {
  write_files(made, folder + "/cert.pem", folder + "/key.pem");
  EXPECT_EQ(TlsCertificate::from_pem_files(folder + "/cert.pem", folder + "/key.pem").names(), made.load().names());
  struct stat key{};
  ASSERT_EQ(::stat((folder + "/key.pem").c_str(), &key), 0);
  EXPECT_EQ(key.st_mode & 0777, 0600u);
}

TEST_F(WriteFiles, leaves_what_was_there_when_it_fails) {
  std::ofstream(folder + "/key.pem") << "old";
  EXPECT_THROW(write_files(made, folder + "/missing/cert.pem", folder + "/key.pem"), TlsError);
  EXPECT_EQ(read(folder + "/key.pem"), "old");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(WriteFiles, names_the_file_that_cannot_be_written) {
  try {
    write_files(made, folder + "/cert.pem", folder + "/missing/key.pem");
    FAIL();
  } catch (const TlsError& error) {
    EXPECT_THAT(error.what(), HasSubstr(folder + "/missing/key.pem: cannot be written: No such file"));
  }
}

}  // namespace
}  // namespace weft::io
