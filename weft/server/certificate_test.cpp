#include <weft/server/certificate.hpp>

#include <unistd.h>

#include <stdexcept>

#include <gtest/gtest.h>

#include <weft/io/self_signed.hpp>

namespace weft {
namespace {

TEST(Certificate, self_signed_is_good_for_its_host) {
  EXPECT_TRUE(Certificate::self_signed("example.test").tls().matches("example.test"));
}

TEST(Certificate, in_files_is_read) {
  const std::string chain = testing::TempDir() + std::to_string(::getpid()) + "weft_chain.pem";
  const std::string key = testing::TempDir() + std::to_string(::getpid()) + "weft_key.pem";
  io::write_files(io::make_self_signed({"files.test"}), chain, key);
  EXPECT_TRUE(Certificate::pem(chain, key).tls().matches("files.test"));
}

TEST(Certificate, that_is_not_there_is_an_error) {
  EXPECT_THROW(Certificate::pem("/nowhere/chain.pem", "/nowhere/key.pem"), std::runtime_error);
  EXPECT_THROW(Certificate::pkcs12("/nowhere/store.p12", "password"), std::runtime_error);
}

TEST(Certificate, of_files_is_read_again) {
  const std::string chain = testing::TempDir() + std::to_string(::getpid()) + "weft_again_chain.pem";
  const std::string key = testing::TempDir() + std::to_string(::getpid()) + "weft_again_key.pem";
  io::write_files(io::make_self_signed({"old.test"}), chain, key);
  const Certificate certificate = Certificate::pem(chain, key);
  io::write_files(io::make_self_signed({"new.test"}), chain, key);
  EXPECT_TRUE(certificate.tls().matches("old.test"));
  EXPECT_TRUE(certificate.read_again().tls().matches("new.test"));
  io::write_files(io::make_self_signed({"newest.test"}), chain, key);
  EXPECT_TRUE(certificate.read_again().read_again().tls().matches("newest.test"));
}

TEST(Certificate, that_is_not_of_files_stays_the_same) {
  const Certificate certificate = Certificate::self_signed("example.test");
  EXPECT_EQ(&certificate.read_again().tls().parts(), &certificate.tls().parts());
}

}  // namespace
}  // namespace weft
