// Requests through a proxy that does what a test says.
#include <weft/client/proxy/scripted_proxy_test.hpp>
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace proxy_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using Stage = ClientError::Stage;

constexpr auto lower = VersionPolicy::or_lower;

// The octets of a literal that has zeros among them.
template <std::size_t size>
std::string octets(const char (&text)[size]) {
  return {text, size - 1};
}

class ProxyTest : public RulesTest {
 protected:
  void SetUp() override {
    server.scripts.push_back({.on_head = answers()});
    use("http://");
  }
  void use(std::string_view scheme_and_user, std::string_view no_proxy = {}) {
    options.proxies =
        Proxies({.all_proxy = std::string(scheme_and_user) + proxy.authority(), .no_proxy = std::string(no_proxy)});
  }
  // An origin over TLS, to which the proxy leads after these answers.
  void lead_to_tls(std::vector<std::string> answers) {
    server.speak_tls();
    lead_on(std::move(answers));
  }
  void lead_on(std::vector<std::string> answers) {
    proxy.answers = std::move(answers);
    proxy.origin = http::parse_url(server.url())->port;
  }
  std::string origin() const { return http::parse_url(server.url())->authority; }
  void expect_hello(Transfer& transfer) {
    const auto result = result_of(transfer);
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hello");
  }
  void expect_fault(Transfer& transfer, Stage stage, std::string_view text) {
    const auto result = result_of(transfer);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().stage, stage);
    EXPECT_THAT(result.error().text(), StartsWith(text));
    EXPECT_THAT(server.peers, IsEmpty());
  }
  // A request to an origin on TLS leads to this, where the proxy gives these answers.
  void expect_no_tunnel(std::vector<std::string> answers, std::string_view text) {
    server.speak_tls();
    proxy.answers = std::move(answers);
    expect_fault(get(), Stage::proxy, text);
  }

  ScriptedProxy proxy{loop};
};

const std::string established = "HTTP/1.1 200 Connection established\r\nvia: a\r\n\r\n";
const std::string hi = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

// --- https: CONNECT --------------------------------------------------------------------------------------------------

// RFC 9110 9.3.6
TEST_F(ProxyTest, https_goes_through_a_tunnel) {
  lead_to_tls({established});
  expect_hello(get());
  EXPECT_THAT(proxy.said, ElementsAre(fmt::format("CONNECT {0} HTTP/1.1\r\nhost: {0}\r\n\r\n", origin())));
  EXPECT_THAT(server.peers, SizeIs(1));
  EXPECT_EQ(server.peers[0]->alpn(), "h2");
}

TEST_F(ProxyTest, requests_share_a_tunnel) {
  lead_to_tls({established});
  get_many(20);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_EQ(proxy.connections(), 1u);
}

// RFC 9110 15.2
TEST_F(ProxyTest, interim_responses_come_before_the_tunnel) {
  lead_to_tls({"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100\r\nx: y\r\n\r\n" + established});
  expect_hello(get());
}

TEST_F(ProxyTest, line_feeds_alone_end_no_lines) {
  expect_no_tunnel({"HTTP/1.0 200\nx: y\n\n"}, "proxy: proxy_answer_not_valid (bare_lf)");
}

TEST_F(ProxyTest, an_old_proxy_is_as_good) {
  lead_to_tls({"HTTP/1.0 200\r\n\r\n"});
  expect_hello(get());
}

TEST_F(ProxyTest, http2_by_prior_knowledge_goes_through_a_tunnel) {
  lead_on({established});
  expect_hello(get());
  EXPECT_THAT(proxy.said, ElementsAre(StartsWith("CONNECT ")));
}

// A terminal takes some octets of obs-text for commands: 0x9b begins them as ESC [ does.
TEST_F(ProxyTest, a_proxy_that_refuses_has_its_words_in_the_error) {
  expect_no_tunnel({"HTTP/1.1 403 Not \x9b"
                    "1mhere\r\n\r\n"},
                   R"(proxy: proxy_refused (403 Not \x9b1mhere))");
}

// RFC 9112 4: "reason-phrase = 1*( HTAB / SP / VCHAR / obs-text )".
TEST_F(ProxyTest, a_proxy_that_refuses_with_control_characters_gives_no_status_line) {
  expect_no_tunnel(
      {"HTTP/1.1 403 Not \x1b[1mhere\r\n\r\n"},
      R"(proxy: proxy_answer_not_valid (expected a status line of HTTP/1.1, and "HTTP/1.1 403 Not \x1b[1m)");
}

TEST_F(ProxyTest, a_proxy_that_wants_a_name_is_an_error) {
  expect_no_tunnel({"HTTP/1.1 407 Who?\r\nproxy-authenticate: Basic\r\n\r\n"},
                   "proxy: proxy_authentication_required (407 Who?)");
}

TEST_F(ProxyTest, a_proxy_that_speaks_something_else_is_an_error) {
  expect_no_tunnel({"220 mail.example.org ESMTP\r\n\r\n"}, "proxy: proxy_answer_not_valid (expected a status line");
}

TEST_F(ProxyTest, a_head_without_end_is_an_error) {
  expect_no_tunnel({"HTTP/1.1 200 OK\r\nx: " + std::string(20'000, 'x')},
                   "proxy: proxy_answer_not_valid (head_too_large)");
}

TEST_F(ProxyTest, a_proxy_that_closes_in_its_answer_is_an_error) {
  proxy.ends = true;
  expect_no_tunnel({"HTTP/1.1 200 OK\r\n"}, "proxy: proxy_closed");
}

TEST_F(ProxyTest, a_proxy_that_says_nothing_has_the_time_of_a_connection) {
  options.connect_limit = 50ms;
  server.speak_tls();
  auto& transfer = get();
  const auto result = result_of(transfer);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().text(), "proxy: proxy_timeout");
  EXPECT_TRUE(result.error().timed_out());
}

TEST_F(ProxyTest, a_proxy_that_is_not_there_is_an_error) {
  options.proxies = Proxies({.all_proxy = "127.0.0.1:1"});
  expect_fault(get(), Stage::proxy, "proxy: connection_refused");
}

// The certificate is that of the origin.
TEST_F(ProxyTest, tls_in_the_tunnel_is_with_the_origin) {
  options.insecure = false;
  lead_to_tls({established});
  const auto result = result_of(get());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().text(), "tls: tls_certificate_not_trusted (self-signed certificate)");
}

// --- http: the absolute-form -----------------------------------------------------------------------------------------

// RFC 9112 3.2.2
TEST_F(ProxyTest, http_goes_to_the_proxy_in_absolute_form) {
  proxy.answers = {hi, hi};
  for (int i = 0; i < 2; ++i) {
    const auto result = result_of(get(lower));
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hi");
    EXPECT_EQ(result->why, VersionReason::cleartext);
  }
  ASSERT_THAT(proxy.said, SizeIs(2));
  EXPECT_THAT(proxy.said[1], StartsWith(fmt::format("GET http://{0}/ HTTP/1.1\r\nhost: {0}\r\n", origin())));
  EXPECT_EQ(proxy.connections(), 1u);
  EXPECT_THAT(server.peers, IsEmpty());
}

// RFC 9112 3.2: "a client MUST send a field value for Host that is identical to that authority component".
TEST_F(ProxyTest, host_is_that_of_the_url) {
  proxy.answers = {hi};
  Request named = request(http::Method::get, lower);
  named.authority = "other";
  EXPECT_TRUE(result_of(add(std::move(named))).has_value());
  EXPECT_THAT(proxy.said, ElementsAre(HasSubstr(fmt::format("\r\nhost: {}\r\n", origin()))));
}

TEST_F(ProxyTest, a_proxy_that_wants_a_name_for_http_is_the_same_error) {
  proxy.answers = {"HTTP/1.1 407 Who?\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n"};
  expect_fault(get(lower), Stage::proxy, "proxy: proxy_authentication_required");
}

// All else is an answer.
TEST_F(ProxyTest, a_refusal_for_http_is_a_response) {
  proxy.answers = {"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"};
  const auto result = result_of(get(lower));
  ASSERT_TRUE(result.has_value()) << result.error().text();
  EXPECT_EQ(result->status, http::Status::forbidden);
}

TEST_F(ProxyTest, a_proxy_that_closes_in_a_body_is_an_error_of_the_body) {
  proxy.ends = true;
  proxy.answers = {"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nh"};
  expect_fault(get(lower), Stage::body, "body: ");
}

// --- who goes where --------------------------------------------------------------------------------------------------

// "u:p" in Base64 is dTpw.
TEST_F(ProxyTest, the_user_of_a_tunnel_is_the_proxys_alone) {
  use("http://u:p@");
  lead_to_tls({established});
  expect_hello(get());
  EXPECT_THAT(proxy.said, ElementsAre(HasSubstr("\r\nproxy-authorization: Basic dTpw\r\n\r\n")));
  EXPECT_THAT(server.peers[0]->heads(), ElementsAre(Not(HasSubstr("proxy-authorization"))));
}

TEST_F(ProxyTest, the_user_goes_with_each_request_of_http) {
  use("http://u:p@");
  proxy.answers = {hi};
  EXPECT_TRUE(result_of(get(lower)).has_value());
  EXPECT_THAT(proxy.said, ElementsAre(HasSubstr("\r\nproxy-authorization: Basic dTpw\r\n")));
}

TEST_F(ProxyTest, hosts_of_no_proxy_are_reached_straight) {
  use("http://", "127.0.0.0/8");
  expect_hello(get());
  EXPECT_EQ(proxy.connections(), 0u);
}

// --- SOCKS -----------------------------------------------------------------------------------------------------------

const std::string no_login_needed = octets("\x05\x00");
const std::string led_on = octets("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00");

std::string port_of(const FaultServer& server) {
  const auto port = http::parse_url(server.url())->port;
  return {static_cast<char>(port >> 8), static_cast<char>(port & 0xff)};
}

// RFC 1928
TEST_F(ProxyTest, socks_leads_to_addresses) {
  use("socks5://");
  lead_to_tls({no_login_needed, led_on});
  expect_hello(get());
  EXPECT_THAT(proxy.said,
              ElementsAre(octets("\x05\x01\x00"), octets("\x05\x01\x00\x01\x7f\x00\x00\x01") + port_of(server)));
}

TEST_F(ProxyTest, socks_looks_names_up) {
  use("socks5://");
  lead_on({no_login_needed, octets("\x05\x00\x00\x03\x02me\x00\x00")});
  Request named = request();
  named.url = *http::parse_url("http://no.such.host.invalid/");
  expect_hello(add(std::move(named)));
  EXPECT_EQ(proxy.said[1], octets("\x05\x01\x00\x03\x14no.such.host.invalid\x00\x50"));
}

// RFC 1929
TEST_F(ProxyTest, socks_takes_a_user) {
  use("socks5://u:pw@");
  lead_on({octets("\x05\x02"), octets("\x01\x00"), octets("\x05\x00\x00\x04") + std::string(18, '\0')});
  expect_hello(get());
  EXPECT_EQ(proxy.said[0], octets("\x05\x02\x00\x02"));
  EXPECT_EQ(proxy.said[1], octets("\x01\x01u\x02pw"));
}

TEST_F(ProxyTest, socks_that_refuses_is_an_error) {
  use("socks5://");
  expect_no_tunnel({no_login_needed, octets("\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00")},
                   "proxy: proxy_refused (5: connection refused)");
}

TEST_F(ProxyTest, socks_that_wants_a_user_is_an_error) {
  use("socks5://");
  expect_no_tunnel({octets("\x05\xff")}, "proxy: proxy_authentication_required");
}

TEST_F(ProxyTest, socks_that_does_not_know_the_user_is_an_error) {
  use("socks5://u:pw@");
  expect_no_tunnel({octets("\x05\x02"), octets("\x01\x01")}, "proxy: proxy_authentication_required (the login failed)");
}

TEST_F(ProxyTest, socks_of_another_version_is_an_error) {
  use("socks5://");
  expect_no_tunnel({octets("\x04\x00")}, "proxy: proxy_answer_not_valid (expected SOCKS version 5)");
}

TEST_F(ProxyTest, socks_that_closes_is_an_error) {
  use("socks5://");
  proxy.ends = true;
  expect_no_tunnel({no_login_needed}, "proxy: proxy_closed");
}

}  // namespace proxy_test
}  // namespace weft::client
