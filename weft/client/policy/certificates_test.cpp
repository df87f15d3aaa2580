// Servers whose certificate is not good for the URL: each is an error that says why.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <string>

#include <weft/client/client.hpp>
#include <weft/io/openssl.hpp>
#include <weft/server/server.hpp>

namespace weft::certificates_test {
namespace {

using Stage = ClientError::Stage;

constexpr long a_day = 24 * 60 * 60;

// Signed by itself.
struct Description {
  std::string name = "localhost";
  // Seconds from now.
  long valid_from = -a_day;
  long valid_until = a_day;
};

// RFC 5280 4.2.1.6: a dNSName is an IA5String, which may hold any octet.
void add_dns_name(X509& certificate, const std::string& name) {
  ASN1_IA5STRING* text = ASN1_IA5STRING_new();
  ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
  GENERAL_NAME* entry = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(entry, GEN_DNS, text);
  GENERAL_NAMES* names = GENERAL_NAMES_new();
  sk_GENERAL_NAME_push(names, entry);
  X509_add1_ext_i2d(&certificate, NID_subject_alt_name, names, 0, X509V3_ADD_APPEND);
  GENERAL_NAMES_free(names);
}

// Certificate and key in PEM.
std::string make(const Description& description) {
  const io::OwnedKey key(EVP_EC_gen("P-256"));
  const io::OwnedX509 certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), description.valid_from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), description.valid_until);
  X509_set_pubkey(certificate.get(), key.get());
  add_dns_name(*certificate, description.name);
  EXPECT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  const io::OwnedBio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(out.get(), certificate.get());
  PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::string pem(16'384, '\0');
  pem.resize(static_cast<std::size_t>(BIO_read(out.get(), pem.data(), 16'384)));
  return pem;
}

class CertificatesTest : public testing::Test {
 protected:
  CertificatesTest() : file(fmt::format("{}{}weft_certificates.pem", testing::TempDir(), ::getpid())) {}
  ~CertificatesTest() override { ::unlink(file.c_str()); }

  // Asks a server with such a certificate by the name `localhost`.
  ClientResult ask(const Description& description, bool trusted) {
    const std::string page = serve(description);
    ClientOptions client_options;
    if (trusted) client_options.trusted_file = file;
    auto result = Client(client_options).get(page).wait();
    server->stop();
    return result;
  }
  // A page of a server with such a certificate.
  std::string serve(const Description& description) {
    std::ofstream(file) << make(description);
    ServerOptions options;
    options.threads = 1;
    options.signals = Signals::ignore;
    server.emplace(options);
    server->listen("https://127.0.0.1:0", Certificate::pem(file, file));
    server->get("/", [](Context& c) { c.text("hello"); });
    server->start();
    const std::string url = server->endpoints().front().url;
    return fmt::format("https://localhost{}/", url.substr(url.rfind(':')));
  }

  const std::string file;
  std::optional<Server> server;
};

// No octet of the request has left.
void expect_refused(const ClientResult& result, std::string_view beginning) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().stage, Stage::tls);
  EXPECT_THAT(result.error().text(), testing::StartsWith(beginning));
  EXPECT_EQ(result.error().attempts, 0u);
}

TEST_F(CertificatesTest, that_is_trusted_and_for_this_name_is_good) {
  const auto response = ask({}, true);
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "hello");
}

TEST_F(CertificatesTest, that_nobody_vouches_for_is_refused) {
  expect_refused(ask({}, false), "tls: tls_certificate_not_trusted (self-signed certificate)");
}

TEST_F(CertificatesTest, for_another_name_is_refused) {
  for (const std::string name : {"other.example", "localhost.other.example", "*", "local*", "xlocalhost"}) {
    expect_refused(ask({.name = name}, true),
                   fmt::format("tls: tls_certificate_for_another_name (it is for {})", name));
  }
}

// The name ends where its certificate says, and not at a NUL.
TEST_F(CertificatesTest, with_a_nul_in_its_name_is_refused) {
  const std::string name("localhost\0.other.example", 24);
  expect_refused(ask({.name = name}, true), "tls: tls_certificate_for_another_name");
}

TEST_F(CertificatesTest, that_has_expired_or_is_not_valid_yet_is_refused) {
  expect_refused(ask({.valid_from = -2 * a_day, .valid_until = -a_day}, true),
                 "tls: tls_certificate_expired (it ended 20");
  expect_refused(ask({.valid_from = a_day, .valid_until = 2 * a_day}, true),
                 "tls: tls_certificate_expired (it begins 20");
}

// A client may be kept for longer than certificates are good.
TEST_F(CertificatesTest, that_stand_in_the_trusted_file_later_are_trusted_then) {
  const std::string page = serve({});

  ClientOptions client_options;
  client_options.trusted_file = file + ".trusted";
  std::ofstream(client_options.trusted_file) << make({.name = "another"});
  const Client client(client_options);
  expect_refused(client.get(page).wait(), "tls: tls_certificate_not_trusted (self-signed certificate)");
  // A file that is no certificate changes nothing.
  std::ofstream(client_options.trusted_file) << "none";
  expect_refused(client.get(page).wait(), "tls: tls_certificate_not_trusted (self-signed certificate)");
  {
    std::ifstream served(file);
    std::ofstream(client_options.trusted_file) << served.rdbuf();
  }
  const auto response = client.get(page).wait();
  EXPECT_TRUE(response.has_value()) << response.error().text();
  server->stop();
  ::unlink(client_options.trusted_file.c_str());
}

}  // namespace
}  // namespace weft::certificates_test
