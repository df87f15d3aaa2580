// Requests through a proxy that is reached over TLS, whichever version ALPN chooses there.
#include <weft/client/proxy/secure_proxy.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <weft/client/proxy/scripted_proxy_test.hpp>
#include <weft/client/proxy/tls_proxy_test.hpp>
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace secure_proxy_test {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Stage = ClientError::Stage;

constexpr auto lower = VersionPolicy::or_lower;
const std::string hi = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

// An origin on TLS, and the errors of what leads there.
class HttpsProxies : public RulesTest {
 protected:
  void SetUp() override {
    server.scripts.push_back({.on_head = answers()});
    server.speak_tls();
  }
  void go_through(const std::string& authority, std::string_view user = {}) {
    options.proxies = Proxies({.all_proxy = fmt::format("https://{}{}", user, authority)});
  }
  std::string origin() const { return http::parse_url(server.url())->authority; }
  void expect_hello(Transfer& transfer) {
    const auto result = result_of(transfer);
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hello");
  }
  void expect_fault(Transfer& transfer, std::string_view text) {
    const auto result = result_of(transfer);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().stage, Stage::proxy);
    EXPECT_EQ(result.error().text(), text);
    EXPECT_TRUE(result.error().safe_to_retry);
    EXPECT_THAT(server.peers, IsEmpty());
  }
};

// --- both versions ---------------------------------------------------------------------------------------------------

class SecureProxyTest : public HttpsProxies, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    HttpsProxies::SetUp();
    go_through(proxy.authority());
  }
  bool over_http2() const { return GetParam() == "h2"; }
  std::string asked_for_tunnel(std::string_view user = "-") const {
    return fmt::format("{} CONNECT {} {}", over_http2() ? "HTTP/2" : "HTTP/1.1", origin(), user);
  }

  TlsProxy proxy{loop, {GetParam()}};
};

INSTANTIATE_TEST_SUITE_P(Both, SecureProxyTest, testing::Values("h2", "http/1.1"),
                         [](const auto& version) { return version.param == "h2" ? "http2" : "http1"; });

// RFC 9110 9.3.6, RFC 9113 8.5
TEST_P(SecureProxyTest, leads_to_the_origin) {
  expect_hello(get());
  EXPECT_THAT(proxy.asked, ElementsAre(asked_for_tunnel()));
  ASSERT_THAT(server.peers, SizeIs(1));
  EXPECT_EQ(server.peers[0]->alpn(), "h2");
}

TEST_P(SecureProxyTest, has_the_user_in_each_request_for_a_tunnel) {
  go_through(proxy.authority(), "u:p@");
  expect_hello(get());
  EXPECT_THAT(proxy.asked, ElementsAre(asked_for_tunnel("Basic dTpw")));
  EXPECT_THAT(server.peers[0]->heads(), ElementsAre(Not(HasSubstr("proxy-authorization"))));
}

TEST_P(SecureProxyTest, says_in_its_words_that_there_is_no_tunnel) {
  proxy.status = http::Status::forbidden;
  expect_fault(get(), "proxy: proxy_refused (403 Forbidden)");
  proxy.status = static_cast<http::Status>(407);
  expect_fault(get(), "proxy: proxy_authentication_required (407 Proxy Authentication Required)");
}

TEST_P(SecureProxyTest, that_reaches_nobody_says_so) {
  server.stop();
  expect_fault(get(), "proxy: proxy_refused (502 Bad Gateway)");
}

TEST_P(SecureProxyTest, that_says_nothing_has_the_time_of_a_connection) {
  options.connect_limit = 50ms;
  proxy.is_silent = true;
  expect_fault(get(), "proxy: proxy_timeout");
  // The request for the tunnel was given up.
  run_until([&] { return proxy.done.size() == 1; });
}

TEST_P(SecureProxyTest, has_its_certificate_checked) {
  options.insecure = false;
  expect_fault(get(), "proxy: tls_certificate_not_trusted (self-signed certificate)");
  EXPECT_THAT(proxy.asked, IsEmpty());
}

// Bodies are many times as large as all windows and buffers on the way.
TEST_P(SecureProxyTest, carries_large_bodies_both_ways) {
  const std::string body(2'000'000, 'x');
  std::string came;
  server.scripts = {{.on_octets = [&](Peer& peer) {
    const std::size_t end = peer.received().find("\r\n\r\n");
    if (end == std::string::npos || peer.received().size() - end - 4 < body.size()) return;
    came = peer.received().substr(end + 4);
    peer.send(fmt::format("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.size()) + body);
  }}};
  server.speak_tls({"http/1.1"});
  Request request = this->request(http::Method::post, lower);
  request.content = content(body);
  const auto result = result_of(add(std::move(request)));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(came, body);
  EXPECT_EQ(result->body, body);
}

// RFC 9113 8.5: "The END_STREAM flag on a DATA frame is treated as being equivalent to the TCP FIN bit."
TEST_P(SecureProxyTest, passes_the_end_of_the_origin_on_and_is_answered_by_ours) {
  server.scripts = {{.on_octets = [](Peer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi");
    peer.close();
  }}};
  server.speak_tls({"http/1.1"});
  const auto result = result_of(get(lower));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  run_until([&] { return proxy.done.size() == 1; });
  if (!over_http2()) {
    // RFC 9110 9.3.6: "A tunnel is closed when a tunnel intermediary detects that either side has closed its
    // connection".
    EXPECT_THAT(proxy.done, ElementsAre("tunnel_ended"));
    return;
  }
  EXPECT_THAT(proxy.done, ElementsAre("complete"));
  EXPECT_THAT(proxy.ends, ElementsAre("end of the origin", "end of the client"));
}

TEST_P(SecureProxyTest, passes_our_end_on) {
  expect_hello(get());
  pool->close([] {});
  run_until([&] { return proxy.done.size() == 1; });
  EXPECT_THAT(proxy.ends, Contains("end of the client"));
  EXPECT_EQ(proxy.tunnels(), 0u);
}

TEST_P(SecureProxyTest, that_loses_the_origin_is_a_connection_that_was_lost) {
  server.scripts = {{.on_head = [](Peer& peer, StreamId stream) {
    peer.frames.headers(stream, testkit::response(200)).data(stream, "hel");
  }}};
  Transfer& transfer = get();
  run_until([&] { return server.requests() == 1; });
  proxy.passages.front().break_off();
  const auto result = result_of(transfer);
  ASSERT_FALSE(result.has_value());
  EXPECT_THAT(result.error().reason().text(), AnyOf("peer_vanished", "tls_truncated"));
}

TEST_P(SecureProxyTest, leads_to_http2_by_prior_knowledge) {
  FaultServer clear(loop);
  clear.scripts.push_back({.on_head = answers()});
  Request request = this->request();
  request.url = *http::parse_url(clear.url());
  expect_hello(add(std::move(request)));
  EXPECT_THAT(proxy.asked, ElementsAre(HasSubstr(" CONNECT ")));
  EXPECT_THAT(clear.peers, SizeIs(1));
}

TEST_P(SecureProxyTest, that_is_asked_for_in_vain_is_given_up_with_the_pool) {
  proxy.is_silent = true;
  get();
  run_until([&] { return proxy.asked.size() == 1; });
  pool->close([] {});
  run_until([&] { return proxy.done.size() == 1; });
  EXPECT_EQ(told, 1u);
}

// --- HTTP/2 or HTTP/1.1 ----------------------------------------------------------------------------------------------

TEST_F(HttpsProxies, carry_all_tunnels_over_one_connection_of_http2) {
  TlsProxy proxy(loop, {"h2", "http/1.1"});
  go_through(proxy.authority());
  server.scripts = {{.on_octets = answers_http11(hi)}};
  server.speak_tls({"http/1.1"});
  options.most_connections = 20;
  for (int i = 0; i < 20; ++i) get(lower);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_GT(server.peers.size(), 1u);
  EXPECT_EQ(proxy.asked.size(), server.peers.size());
  EXPECT_EQ(proxy.connections, 1u);
}

TEST_F(HttpsProxies, carry_each_tunnel_over_a_connection_of_http11) {
  TlsProxy proxy(loop, {"http/1.1"});
  go_through(proxy.authority());
  server.scripts = {{.on_octets = answers_http11(hi)}};
  server.speak_tls({"http/1.1"});
  for (int i = 0; i < 20; ++i) get(lower);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_GT(server.peers.size(), 1u);
  EXPECT_EQ(proxy.connections, proxy.asked.size());
}

TEST_F(HttpsProxies, have_another_connection_where_the_streams_are_used_up) {
  TlsProxy proxy(loop, {"h2"});
  proxy.options.h2.limits.streams = 1;
  go_through(proxy.authority());
  FaultServer other(loop);
  other.scripts.push_back({.on_head = answers()});
  other.speak_tls();
  expect_hello(get());
  Request request = this->request();
  request.url = *http::parse_url(other.url());
  expect_hello(add(std::move(request)));
  EXPECT_EQ(proxy.connections, 2u);
}

// RFC 9112 3.2.2
TEST_F(HttpsProxies, read_requests_of_http_in_absolute_form) {
  TlsProxy proxy(loop, {"h2", "http/1.1"});
  go_through(proxy.authority(), "u:p@");
  Request request = this->request(http::Method::get, lower);
  request.url = *http::parse_url("http://no.such.host.invalid/a?b");
  const auto result = result_of(add(std::move(request)));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->body, "hi");
  EXPECT_EQ(result->why, VersionReason::cleartext);
  EXPECT_THAT(proxy.asked, ElementsAre("HTTP/1.1 GET /a?b Basic dTpw"));
}

TEST_F(HttpsProxies, have_their_certificates_checked_for_http_as_well) {
  TlsProxy proxy(loop, {"http/1.1"});
  go_through(proxy.authority());
  options.insecure = false;
  Request request = this->request(http::Method::get, lower);
  request.url = *http::parse_url("http://no.such.host.invalid/");
  expect_fault(add(std::move(request)), "proxy: tls_certificate_not_trusted (self-signed certificate)");
  EXPECT_THAT(proxy.asked, IsEmpty());
}

// The proxy's name counts, and not the origin's.
TEST_F(HttpsProxies, are_trusted_by_their_names) {
  const std::string file = fmt::format("{}{}weft_proxies.pem", testing::TempDir(), ::getpid());
  TlsProxy right(loop, {"h2"});
  TlsProxy wrong(loop, {"h2"}, "127.0.0.2");
  options.insecure = false;
  options.trusted_file = file;
  std::ofstream(file) << wrong.certificate.certificate;
  go_through(wrong.authority());
  expect_fault(get(), "proxy: tls_certificate_for_another_name (it is for localhost)");
  pool.reset();
  std::ofstream(file) << right.certificate.certificate;
  go_through(right.authority());
  const auto result = result_of(get());
  std::filesystem::remove(file);
  // Nobody has vouched for the origin.
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().text(), "tls: tls_certificate_not_trusted (self-signed certificate)");
  EXPECT_THAT(right.asked, SizeIs(1));
  EXPECT_THAT(wrong.asked, IsEmpty());
}

// The pins are those of origins.
TEST_F(HttpsProxies, have_no_pinned_keys) {
  TlsProxy proxy(loop, {"h2"});
  go_through(proxy.authority());
  options.pinned_keys = {"sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="};
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().text(), "tls: tls_key_not_pinned");
  EXPECT_THAT(proxy.asked, SizeIs(1));
}

TEST_F(HttpsProxies, that_are_not_there_or_speak_no_tls_are_errors) {
  go_through("127.0.0.1:1");
  expect_fault(get(), "proxy: connection_refused");
  pool.reset();
  ScriptedProxy clear(loop);
  clear.answers = {"HTTP/1.1 400 Bad Request\r\n\r\n"};
  go_through(clear.authority());
  expect_fault(get(), "proxy: tls_handshake_failed");
}

// --- a proxy that errs -----------------------------------------------------------------------------------------------

class FaultyProxy : public HttpsProxies {
 protected:
  void SetUp() override {
    HttpsProxies::SetUp();
    proxy.speak_tls();
    go_through(http::parse_url(proxy.url())->authority);
  }

  FaultServer proxy{loop};
};

// RFC 9113 8.5: "A proxy treats any error in the TCP connection, which includes receiving a TCP segment with the RST
// bit set, as a stream error (Section 5.4.2) of type CONNECT_ERROR."
TEST_F(FaultyProxy, that_resets_the_stream_says_so) {
  proxy.scripts = {{.on_head = resets(ErrorCode::connect_error)}};
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().text(), "proxy: peer_reset");
  EXPECT_EQ(result.error().close.code, static_cast<std::uint32_t>(ErrorCode::connect_error));
  EXPECT_EQ(proxy.requests(), 1u);
}

// RFC 9113 8.7: "Any request that was sent on the reset stream can be safely retried."
TEST_F(FaultyProxy, that_has_not_processed_a_request_is_asked_twice) {
  proxy.scripts = {{.on_head = resets(ErrorCode::refused_stream)}};
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().text(), "proxy: peer_refused");
  EXPECT_EQ(proxy.requests(), 2u);
}

TEST_F(FaultyProxy, that_closes_is_asked_on_another_connection) {
  proxy.scripts = {{.on_head = closes()}, {.on_head = answers_with(403)}};
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().text(), "proxy: proxy_refused (403 Forbidden)");
  EXPECT_THAT(proxy.peers, SizeIs(2));
}

TEST_F(FaultyProxy, that_closes_again_and_again_is_an_error) {
  proxy.scripts = {{.on_head = closes()}};
  expect_fault(get(), "proxy: proxy_closed");
  EXPECT_THAT(proxy.peers, SizeIs(2));
}

TEST_F(FaultyProxy, is_asked_for_no_scheme_and_no_path) {
  proxy.scripts = {{.on_head = answers_with(403)}};
  result_of(get());
  ASSERT_THAT(proxy.peers, SizeIs(1));
  ASSERT_THAT(proxy.peers[0]->heads(), SizeIs(1));
  EXPECT_THAT(proxy.peers[0]->heads()[0], HasSubstr(fmt::format(":method=CONNECT :authority={}", origin())));
  EXPECT_THAT(proxy.peers[0]->heads()[0], Not(HasSubstr("END_STREAM")));
}

}  // namespace secure_proxy_test
}  // namespace weft::client
