// A client and a server beyond one exchange: redirects, codings, cookies and credentials.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <weft/client/client.hpp>
#include <weft/client/policy/challenge.hpp>
#include <weft/client/policy/encoded_test.hpp>
#include <weft/io/hash.hpp>
#include <weft/server/server.hpp>

namespace weft::policy_test {
namespace {

using http::FieldName;
using http::Status;
using testing::ElementsAre;
using testing::HasSubstr;
using Stage = ClientError::Stage;

// A server with two origins on https and one on http.
class PolicyTest : public testing::Test {
 protected:
  PolicyTest() : server(options_of_server()) {
    const auto certificate = Certificate::self_signed("localhost");
    server.listen("https://127.0.0.1:0", certificate);
    server.listen("https://127.0.0.1:0", certificate);
    server.listen("http://127.0.0.1:0");
    server.get("/hello", [](Context& c) { c.text("hello"); });
    server.get("/secrets", [](Context& c) { c.text(secrets_of(c)); });
    for (const auto method : {http::Method::get, http::Method::post}) {
      server.route(method, "/method", [](Context& c) -> Task<> {
        const auto text = co_await c.body().text(1'000'000);
        c.text(fmt::format("{} {} {}", c.request().method_text, c.field("content-type").value_or("-"), *text));
      });
      server.route(method, "/to/{status}",
                   [](Context& c) { c.redirect(c.query(), static_cast<Status>(std::stoi(c.param("status")))); });
    }
  }
  ~PolicyTest() override { server.stop(); }

  void start() {
    server.start();
    here = server.endpoints()[0].url;
    elsewhere = server.endpoints()[1].url;
    clear = server.endpoints()[2].url;
  }
  // A path that redirects.
  std::string to(std::string_view url, int status = 302) const { return fmt::format("{}/to/{}?{}", here, status, url); }

  static std::string secrets_of(Context& c) {
    return fmt::format("{}|{}|{}", c.field("authorization").value_or("-"), c.field("cookie").value_or("-"),
                       c.request().authority.substr(0, 5));
  }
  static ServerOptions options_of_server() {
    ServerOptions options;
    options.threads = 1;
    options.signals = Signals::ignore;
    return options;
  }
  static ClientOptions trusting() {
    ClientOptions options;
    options.insecure = true;
    return options;
  }

  Server server;
  Client client{trusting()};
  std::string here;
  std::string elsewhere;
  std::string clear;
};

void expect_fault(const ClientResult& result, Stage stage, std::string_view reason) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().stage, stage);
  EXPECT_EQ(result.error().reason().text(), reason);
  EXPECT_FALSE(result.error().detail.empty());
}

// --- redirects -------------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, a_redirect_is_an_answer_unless_it_is_to_be_followed) {
  start();
  const auto answer = client.get(to("/hello")).wait();
  ASSERT_TRUE(answer.has_value()) << answer.error().text();
  EXPECT_EQ(answer->status, Status::found);
  EXPECT_EQ(answer->url, to("/hello"));
  const auto followed = client.get(to("/hello") + "#part").redirects(1).wait();
  ASSERT_TRUE(followed.has_value()) << followed.error().text();
  EXPECT_EQ(followed->body, "hello");
  EXPECT_EQ(followed->url, here + "/hello#part");
}

TEST_F(PolicyTest, all_requests_of_a_client_may_follow_redirects) {
  start();
  ClientOptions options = trusting();
  options.redirects = 3;
  const auto response = Client(options).get(to(elsewhere + "/hello")).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->url, elsewhere + "/hello");
}

TEST_F(PolicyTest, redirects_that_are_followed_are_told) {
  start();
  std::vector<std::string> told;
  const auto tell = [&told](const Redirect& redirect) {
    const Timing& timing = redirect.response.timing;
    EXPECT_GE(timing.total, timing.earlier + timing.wait + timing.receive);
    EXPECT_NE(redirect.response.connection, nullptr);
    told.push_back(fmt::format("{} {}: {} {}", redirect.response.url, http::code(redirect.response.status),
                               http::to_string(redirect.method), redirect.url));
  };
  const std::string second = here + "/to/302?/method";
  const auto response = client.post(to(second, 303)).body("content", "a/b").redirects(2).on_redirect(tell).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_THAT(told, ElementsAre(fmt::format("{} 303: GET {}", to(second, 303), second),
                                fmt::format("{} 302: GET {}/method", second, here)));
  EXPECT_FALSE(client.get(to(second)).redirects(1).on_redirect(tell).wait().has_value());
  EXPECT_EQ(told.size(), 3u);
}

TEST_F(PolicyTest, a_post_becomes_a_get_or_is_sent_again) {
  start();
  const auto see_other = client.post(to("/method", 303)).body("content", "a/b").redirects(1).wait();
  ASSERT_TRUE(see_other.has_value()) << see_other.error().text();
  EXPECT_EQ(see_other->body, "GET - ");
  const auto same = client.post(to(elsewhere + "/method", 307)).body("content", "a/b").redirects(1).wait();
  ASSERT_TRUE(same.has_value()) << same.error().text();
  EXPECT_EQ(same->body, "POST a/b content");
}

TEST_F(PolicyTest, secrets_stay_with_their_origin) {
  start();
  const auto send = [&](const std::string& url) {
    return client.get(url)
        .field("authorization", "Basic eA==")
        .field("cookie", "a=b")
        .field("host", "other")
        .redirects(1)
        .wait();
  };
  EXPECT_EQ(send(to("/secrets")).value().body, "Basic eA==|a=b|other");
  EXPECT_EQ(send(to(elsewhere + "/secrets")).value().body, "-|-|127.0");
}

TEST_F(PolicyTest, https_leads_never_to_http) {
  start();
  expect_fault(client.get(to(clear + "/hello")).redirects(5).wait(), Stage::redirect, "redirect_to_cleartext");
}

TEST_F(PolicyTest, redirects_in_a_circle_end) {
  server.get("/circle", [](Context& c) { c.redirect("/circle"); });
  start();
  expect_fault(client.get(here + "/circle").redirects(1000).wait(), Stage::redirect, "redirect_loop");
}

TEST_F(PolicyTest, redirects_without_end_end) {
  server.get("/further/{n}", [](Context& c) { c.redirect(fmt::format("{}1", c.param("n"))); });
  start();
  const auto result = client.get(here + "/further/1").redirects(7).wait();
  expect_fault(result, Stage::redirect, "too_many_redirects");
  EXPECT_FALSE(result.error().safe_to_retry);
}

TEST_F(PolicyTest, a_redirect_to_what_is_no_url_is_an_error) {
  server.get("/odd", [](Context& c) { c.status(Status::found).set("location", "ftp://a/").text(""); });
  start();
  expect_fault(client.get(here + "/odd").redirects(5).wait(), Stage::redirect, "redirect_not_valid");
}

// A redirect's own content is for nobody, however long it is.
TEST_F(PolicyTest, the_body_of_a_redirect_is_skipped) {
  for (const std::size_t size : {1'000u, 10'000'000u}) {
    server.get(fmt::format("/long/{}", size),
               [size](Context& c) { c.status(Status::found).set("location", "/hello").text(std::string(size, 'x')); });
  }
  start();
  for (const std::size_t size : {1'000u, 10'000'000u}) {
    const auto response = client.get(fmt::format("{}/long/{}", here, size)).redirects(1).wait();
    ASSERT_TRUE(response.has_value()) << response.error().text();
    EXPECT_EQ(response->body, "hello");
  }
}

// A request that was redirected has been processed by the first server.
TEST_F(PolicyTest, a_redirect_to_a_dead_port_is_not_safe_to_retry) {
  start();
  const auto result = client.post(to("https://127.0.0.1:1/", 303)).redirects(1).wait();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "connection_refused");
  EXPECT_FALSE(result.error().safe_to_retry);
}

TEST_F(PolicyTest, a_url_with_user_information_is_refused) {
  start();
  expect_fault(client.get("https://user:password@localhost/").wait(), Stage::request, "url_not_valid");
}

// --- codings ---------------------------------------------------------------------------------------------------------

void answer_coded(Context& c, std::string_view coding, std::string content) {
  c.set("content-encoding", coding).set("x-asked", c.field("accept-encoding").value_or("-"));
  c.bytes("text/plain", std::move(content));
}

TEST_F(PolicyTest, contents_are_decoded) {
  const std::string text(300'000, 'x');
  server.get("/gzip", [&](Context& c) { answer_coded(c, "gzip", encoded_test::gzip(text)); });
  server.get("/br", [&](Context& c) { answer_coded(c, "br", encoded_test::brotli(text)); });
  server.get("/zstd", [&](Context& c) { answer_coded(c, "zstd", encoded_test::zstd(text)); });
  start();
  for (const std::string_view coding : {"gzip", "br", "zstd"}) {
    for (const auto version : {http::Version::http2, http::Version::http11}) {
      const auto response = client.get(fmt::format("{}/{}", here, coding)).version(version).wait();
      ASSERT_TRUE(response.has_value()) << response.error().text();
      EXPECT_EQ(response->body, text);
      EXPECT_LT(response->wire_octets, 2'000u);
      EXPECT_EQ(response->fields.find("content-encoding"), std::nullopt);
      EXPECT_EQ(response->fields.find("content-length"), std::nullopt);
      EXPECT_EQ(response->fields.find("x-asked"), "gzip, br, zstd");
    }
  }
}

TEST_F(PolicyTest, contents_stay_as_they_come_where_the_request_says_so) {
  const std::string wire = encoded_test::gzip("text");
  server.get("/gzip", [&](Context& c) { answer_coded(c, "gzip", wire); });
  start();
  const std::string url = here + "/gzip";
  for (const auto& response : {client.get(url).decode(false).wait(), client.get(url).field("Range", "octets=0-").wait(),
                               client.get(url).field("Accept-Encoding", "gzip").wait()}) {
    ASSERT_TRUE(response.has_value()) << response.error().text();
    EXPECT_EQ(response->body, wire);
    EXPECT_EQ(response->wire_octets, wire.size());
    EXPECT_EQ(response->fields.find("content-encoding"), "gzip");
    EXPECT_NE(response->fields.find("x-asked"), "gzip, br, zstd");
  }
}

// Without content there is nothing to decode, and the fields are about what a GET would bring.
TEST_F(PolicyTest, what_has_no_content_keeps_its_fields) {
  server.get("/gzip", [&](Context& c) { answer_coded(c, "gzip", encoded_test::gzip("text")); });
  server.get("/none", [&](Context& c) { c.status(Status::no_content).set("content-encoding", "gzip").send(); });
  start();
  const auto head = client.head(here + "/gzip").wait();
  ASSERT_TRUE(head.has_value()) << head.error().text();
  EXPECT_EQ(head->fields.find("content-encoding"), "gzip");
  const auto none = client.get(here + "/none").wait();
  ASSERT_TRUE(none.has_value()) << none.error().text();
  EXPECT_EQ(none->fields.find("content-encoding"), "gzip");
}

TEST_F(PolicyTest, contents_that_are_not_what_they_say_are_errors) {
  const std::string zeros(20'000'000, '\0');
  const std::string wire = encoded_test::gzip("text");
  server.get("/bomb", [&](Context& c) { answer_coded(c, "gzip", encoded_test::gzip(zeros)); });
  server.get("/odd", [&](Context& c) { answer_coded(c, "zstd", wire); });
  server.get("/short", [&](Context& c) { answer_coded(c, "gzip", wire.substr(0, wire.size() - 3)); });
  server.get("/many", [&](Context& c) { answer_coded(c, "gzip, gzip, gzip, gzip, gzip, gzip", wire); });
  server.get("/wide", [&](Context& c) { answer_coded(c, "zstd", encoded_test::zstd("text", 27)); });
  start();
  const auto reason_of = [&](std::string_view path) {
    const auto result = client.get(fmt::format("{}/{}", here, path)).wait();
    if (result) return std::string("none");
    EXPECT_EQ(result.error().stage, Stage::decode);
    EXPECT_FALSE(result.error().safe_to_retry);
    return std::string(result.error().reason().text());
  };
  EXPECT_EQ(reason_of("bomb"), "coding_ratio");
  EXPECT_EQ(reason_of("odd"), "coding_not_valid");
  EXPECT_EQ(reason_of("short"), "coding_cut_off");
  EXPECT_EQ(reason_of("many"), "too_many_codings");
  EXPECT_EQ(reason_of("wide"), "zstd_window_too_large");
  EXPECT_TRUE(client.get(here + "/hello").wait().has_value());
}

// The text of a body that is read piece by piece, and how it ended.
std::string read_all(auto&& request, std::string& text) {
  auto stream = request.open_wait();
  if (!stream) return stream.error().text();
  for (;;) {
    const auto piece = stream->read_wait();
    if (!piece) return piece.error().text();
    if (piece->empty()) return "end";
    text += *piece;
  }
}

TEST_F(PolicyTest, contents_that_are_streamed_are_decoded) {
  // One piece on the wire is several for the reader.
  std::string text;
  for (int i = 0; text.size() < 3'000'000; ++i) text += fmt::format("line {} {:>40}\n", i * 7919 % 10'007, i);
  const std::string wire = encoded_test::gzip(text);
  server.get("/gzip", [&](Context& c) { answer_coded(c, "gzip", wire); });
  server.get("/short", [&](Context& c) { answer_coded(c, "gzip", wire.substr(0, wire.size() - 3)); });
  server.get("/odd", [&](Context& c) { answer_coded(c, "br", wire); });
  server.get("/bomb", [&](Context& c) { answer_coded(c, "gzip", encoded_test::gzip(std::string(20'000'000, 'x'))); });
  start();
  std::string read;
  EXPECT_EQ(read_all(client.get(to("/gzip")).redirects(1), read), "end");
  EXPECT_EQ(read, text);
  read.clear();
  EXPECT_EQ(read_all(client.get(here + "/short"), read), "decode: coding_cut_off");
  EXPECT_EQ(read, text);
  EXPECT_EQ(read_all(client.get(here + "/odd"), read), "decode: coding_not_valid");
  EXPECT_EQ(read_all(client.get(here + "/bomb"), read), "decode: coding_ratio");
}

// --- cookies ---------------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, cookies_are_kept_in_a_jar_alone) {
  server.get("/set", [](Context& c) { c.add("set-cookie", "a=1; Path=/").add("set-cookie", "b=2; Path=/").text(""); });
  start();
  ASSERT_TRUE(client.get(here + "/set").wait().has_value());
  EXPECT_EQ(client.get(here + "/secrets").wait().value().body, "-|-|127.0");

  ClientOptions options = trusting();
  CookieJar& jar = options.cookies.emplace();
  const Client keeping(options);
  ASSERT_TRUE(keeping.get(here + "/set").wait().has_value());
  EXPECT_EQ(jar.size(), 2u);
  EXPECT_EQ(keeping.get(here + "/secrets").wait().value().body, "-|a=1; b=2|127.0");
  EXPECT_EQ(keeping.get(here + "/secrets").field("Cookie", "c=3").wait().value().body, "-|c=3|127.0");
}

// A page that sets a cookie and leads to itself is no circle.
TEST_F(PolicyTest, cookies_of_a_redirect_go_with_the_next_request) {
  server.get("/wall", [](Context& c) {
    if (c.field("cookie")) return c.text("inside");
    c.add("set-cookie", "seen=1").redirect("/wall");
  });
  start();
  ClientOptions options = trusting();
  options.cookies.emplace();
  const auto response = Client(options).get(here + "/wall").redirects(2).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "inside");
}

TEST_F(PolicyTest, cookies_stay_with_their_host_and_never_belong_to_a_public_suffix) {
  server.get("/evil", [](Context& c) {
    c.add("set-cookie", "a=1; Domain=com").add("set-cookie", "b=1; Domain=example.com").redirect(c.query());
  });
  start();
  ClientOptions options = trusting();
  CookieJar& jar = options.cookies.emplace();
  ASSERT_TRUE(jar.set(http::parse_url("https://localhost/").value(), "mine=1", {}));
  const Client keeping(options);
  // The other host is the same server.
  const std::string port = here.substr(here.rfind(':'));
  const auto to_address = keeping.get(fmt::format("{}/evil?{}/secrets", here, here)).redirects(1).wait();
  ASSERT_TRUE(to_address.has_value()) << to_address.error().text();
  EXPECT_EQ(to_address->body, "-|-|127.0");
  EXPECT_EQ(jar.size(), 1u);
  const auto to_name = keeping.get(fmt::format("{}/evil?https://localhost{}/secrets", here, port)).redirects(1).wait();
  ASSERT_TRUE(to_name.has_value()) << to_name.error().text();
  EXPECT_EQ(to_name->body, "-|mine=1|local");
}

// --- credentials -----------------------------------------------------------------------------------------------------

TEST_F(PolicyTest, credentials_go_to_their_origin_alone) {
  start();
  EXPECT_EQ(client.get(here + "/secrets").basic("a", "b").wait().value().body, "Basic YTpi|-|127.0");
  EXPECT_EQ(client.get(here + "/secrets").basic("a", "b").bearer("t").wait().value().body, "Bearer t|-|127.0");
  EXPECT_EQ(client.get(to("/secrets")).basic("a", "b").redirects(1).wait().value().body, "Basic YTpi|-|127.0");
  EXPECT_EQ(client.get(to(elsewhere + "/secrets")).bearer("t").redirects(1).wait().value().body, "-|-|127.0");
  EXPECT_THROW(client.get(here).basic("a:b", "c"), std::invalid_argument);
}

TEST_F(PolicyTest, credentials_of_a_file_go_to_their_hosts) {
  start();
  const std::string path = fmt::format("{}weft_netrc_{}", testing::TempDir(), ::getpid());
  std::ofstream(path) << "machine 127.0.0.1 login a password b";
  ClientOptions options = trusting();
  options.netrc = path;
  const Client known{options};
  std::filesystem::remove(path);
  EXPECT_EQ(known.get(here + "/secrets").wait().value().body, "Basic YTpi|-|127.0");
  EXPECT_EQ(known.get(here + "/secrets").bearer("t").wait().value().body, "Bearer t|-|127.0");
  EXPECT_EQ(known.get(to(elsewhere + "/secrets")).redirects(1).wait().value().body, "Basic YTpi|-|127.0");
  EXPECT_THROW(Client{options}, std::invalid_argument);
}

// RFC 7616, by a server that knows one user.
class DigestServer {
 public:
  void operator()(Context& c) {
    const std::string credentials(c.field("authorization").value_or("-"));
    seen += credentials == "-" ? 'n' : 'c';
    const auto challenges = client::parse_challenges(credentials);
    const auto response = challenges.empty() ? std::nullopt : challenges.front().find("response");
    if (response && *response == expected(challenges.front(), c)) return c.text("inside");
    c.set("www-authenticate", fmt::format("Digest realm=\"here\", nonce=\"{}\", qop=\"auth\", algorithm=SHA-256{}",
                                          nonce, credentials == "-" ? "" : stale));
    c.error(Status::unauthorized);
  }

  std::string nonce = "abc";
  std::string stale;
  // The requests: with credentials, or none.
  std::string seen;

 private:
  std::string expected(const client::Challenge& given, Context& c) const {
    const auto hash = [](std::string_view text) { return io::hex_hash(io::Hash::sha256, text); };
    const std::string asked = hash(fmt::format("{}:{}", c.request().method_text, c.request().path));
    return hash(fmt::format("{}:{}:00000001:{}:auth:{}", hash("me:here:secret"), nonce,
                            given.find("cnonce").value_or(""), asked));
  }
};

TEST_F(PolicyTest, a_digest_answers_a_challenge) {
  DigestServer digest;
  server.get("/digest", [&](Context& c) { digest(c); });
  start();
  const std::string url = here + "/digest?a=b";
  const auto right = client.get(url).digest("me", "secret").wait();
  ASSERT_TRUE(right.has_value()) << right.error().text();
  EXPECT_EQ(right->body, "inside");
  EXPECT_EQ(std::exchange(digest.seen, ""), "nc");
  EXPECT_EQ(client.get(url).digest("me", "wrong").wait().value().status, Status::unauthorized);
  EXPECT_EQ(std::exchange(digest.seen, ""), "nc");
  digest.stale = ", stale=true";
  EXPECT_EQ(client.get(url).digest("me", "wrong").wait().value().status, Status::unauthorized);
  EXPECT_EQ(std::exchange(digest.seen, ""), "ncc");
  EXPECT_EQ(client.get(url).wait().value().status, Status::unauthorized);
}

TEST_F(PolicyTest, a_digest_stays_with_its_origin) {
  DigestServer digest;
  server.get("/digest", [&](Context& c) { digest(c); });
  start();
  const auto same = client.get(to("/digest")).digest("me", "secret").redirects(1).wait();
  ASSERT_TRUE(same.has_value()) << same.error().text();
  EXPECT_EQ(same->body, "inside");
  digest.seen.clear();
  const auto other = client.get(to(elsewhere + "/digest")).digest("me", "secret").redirects(1).wait();
  ASSERT_TRUE(other.has_value()) << other.error().text();
  EXPECT_EQ(other->status, Status::unauthorized);
  EXPECT_EQ(digest.seen, "n");
}

}  // namespace
}  // namespace weft::policy_test
