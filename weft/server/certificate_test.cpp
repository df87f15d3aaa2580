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

}  // namespace
}  // namespace weft
