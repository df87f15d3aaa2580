// The way to a server by options of the client: a UNIX socket, a certificate of the client's own, pinned keys.
#include <openssl/ssl.h>
#include <unistd.h>

#include <weft/client/rules/rules_test.hpp>
#include <weft/client/support_test.hpp>
#include <weft/io/self_signed.hpp>

namespace weft::client {
namespace way_test {

using testing::HasSubstr;
using testing::SizeIs;

std::string file_named(std::string_view name) {
  return fmt::format("{}{}weft_way_{}", testing::TempDir(), ::getpid(), name);
}

// --- UNIX sockets ----------------------------------------------------------------------------------------------------

class UnixSocketTest : public ClientTest {
 protected:
  Client client_of(const std::string& path) const {
    ClientOptions options;
    options.insecure = true;
    options.unix_socket = path;
    // Not asked.
    options.proxies = Proxies({.all_proxy = "http://127.0.0.1:1"});
    return Client(options);
  }

  const std::string path = file_named("socket");
};

TEST_F(UnixSocketTest, all_requests_go_there) {
  listen("unix:" + path);
  const Client over_it = client_of(path);
  for (const std::string url : {"http://localhost/", "http://no.such.host.invalid:8080/"}) {
    const auto response = over_it.get(url).wait();
    ASSERT_TRUE(response.has_value()) << response.error().text();
    EXPECT_EQ(response->body, "hello");
    EXPECT_EQ(response->connection->peer, path);
  }
}

TEST_F(UnixSocketTest, that_is_not_there_is_an_error) {
  const auto response = client_of(path).get("http://localhost/").wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().text(), "connect: no_such_socket");
}

// --- TLS -------------------------------------------------------------------------------------------------------------

int takes_any(int /*verified*/, X509_STORE_CTX* /*store*/) {
  return 1;
}

class TlsOptionsTest : public RulesTest {
 protected:
  void SetUp() override {
    server.scripts.push_back({.on_head = answers()});
    io::write_files(io::make_self_signed({"client"}), certificate, key);
  }
  void TearDown() override {
    for (const auto& file : {certificate, key}) ::unlink(file.c_str());
  }
  void want_certificates() {
    const auto own = io::make_self_signed({"localhost"}).load();
    auto context = io::TlsContext::server({.certificates = {own}, .alpn = {"h2"}});
    SSL_CTX_set_verify(context->native(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, takes_any);
    server.speak_tls(std::move(context));
  }

  const std::string certificate = file_named("certificate.pem");
  const std::string key = file_named("key.pem");
};

TEST_F(TlsOptionsTest, a_server_that_asks_sees_the_certificate) {
  want_certificates();
  options.certificate_file = certificate;
  options.key_file = key;
  const auto response = result_of(get());
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "hello");
}

TEST_F(TlsOptionsTest, without_one_it_refuses) {
  want_certificates();
  const auto response = result_of(get());
  ASSERT_FALSE(response.has_value());
  EXPECT_THAT(server.peers[0]->requests(), SizeIs(0));
}

TEST_F(TlsOptionsTest, a_file_that_is_no_certificate_is_told_at_once) {
  options.certificate_file = key;
  try {
    const Client client(options);
    ADD_FAILURE() << "the client is there";
  } catch (const io::TlsError& error) {
    EXPECT_THAT(error.what(), HasSubstr(key));
  }
}

TEST_F(TlsOptionsTest, a_server_with_another_key_than_the_pinned_one_gets_nothing) {
  server.speak_tls();
  options.pinned_keys = {"sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="};
  const auto response = result_of(get());
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().text(), "tls: tls_key_not_pinned");
  EXPECT_TRUE(response.error().safe_to_retry);
  EXPECT_THAT(server.peers[0]->requests(), SizeIs(0));
}

}  // namespace way_test
}  // namespace weft::client
