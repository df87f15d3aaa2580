#include <fmt/format.h>

#include <atomic>
#include <future>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include <weft/client/support_test.hpp>
#include <weft/io/within.hpp>

namespace weft {
namespace {

using namespace std::chrono_literals;
using http::Status;
using http::Version;
using testing::HasSubstr;
using Stage = ClientError::Stage;

TEST_F(ClientTest, speaks_http2_over_tls_by_itself) {
  const auto response = client.get(listen(secure) + "/").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, Status::ok);
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->version, Version::http2);
  EXPECT_EQ(response->why, VersionReason::alpn_h2);
  EXPECT_EQ(response->fields.find(http::FieldName::content_type), "text/plain; charset=utf-8");
}

TEST_F(ClientTest, falls_back_to_http11_where_the_server_has_no_http2) {
  const auto response = client.get(listen(secure, {.http1 = true, .http2 = false}) + "/").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->version, Version::http11);
  EXPECT_EQ(response->why, VersionReason::peer_chose_http11);
}

TEST_F(ClientTest, speaks_the_version_that_is_exactly_wanted_or_none) {
  const std::string url = listen(secure, {.http1 = true, .http2 = false}) + "/";
  const auto response = client.get(url).version(Version::http2, VersionPolicy::exact).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, Stage::tls);
  EXPECT_EQ(response.error().reason(), "tls_no_application_protocol");
}

TEST_F(ClientTest, asks_for_http11_alone_where_the_request_says_so) {
  const auto response = client.get(listen(secure) + "/").version(Version::http11).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->version, Version::http11);
  EXPECT_EQ(response->why, VersionReason::policy);
}

TEST_F(ClientTest, on_cleartext_speaks_http2_by_prior_knowledge) {
  const std::string url = listen(clear) + "/";
  const auto plain = client.get(url).wait();
  ASSERT_TRUE(plain.has_value()) << plain.error().text();
  EXPECT_EQ(plain->version, Version::http11);
  EXPECT_EQ(plain->why, VersionReason::cleartext);
  const auto known = client.get(url).version(Version::http2, VersionPolicy::exact).wait();
  ASSERT_TRUE(known.has_value()) << known.error().text();
  EXPECT_EQ(known->version, Version::http2);
  EXPECT_EQ(known->why, VersionReason::prior_knowledge);
}

TEST_F(ClientTest, sends_a_body) {
  const std::string content(3'000'000, 'x');
  const auto response = client.post(listen(secure) + "/echo").body(content, "text/plain").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, content);
}

// A burst to a new origin waits for one handshake, and then shares the connection.
TEST_F(ClientTest, a_body_of_known_length_has_its_memory_at_once) {
  server->get("/large", [](Context& c) { c.text(std::string(100'000, 'x')); });
  server->get("/larger", [](Context& c) { c.text(std::string(3'000'000, 'x')); });
  const std::string url = listen(secure);
  const Client client(trusting());
  const auto large = client.get(url + "/large").decode(false).wait();
  ASSERT_TRUE(large.has_value()) << large.error().text();
  EXPECT_EQ(large->body, std::string(100'000, 'x'));
  EXPECT_EQ(large->body.capacity(), large->body.size());
  // The word of a server costs no more than 1 MiB: the rest grows with what comes.
  const auto larger = client.get(url + "/larger").decode(false).wait();
  ASSERT_TRUE(larger.has_value()) << larger.error().text();
  EXPECT_EQ(larger->body.size(), 3'000'000u);
  EXPECT_GT(larger->body.capacity(), larger->body.size());
}

TEST_F(ClientTest, a_burst_shares_one_connection) {
  const std::string url = listen(secure) + "/";
  std::vector<std::promise<ClientResult>> promises(90);
  for (auto& promise : promises) {
    client.get(url).then([&promise](ClientResult result) { promise.set_value(std::move(result)); });
  }
  for (auto& promise : promises) {
    const ClientResult result = promise.get_future().get();
    EXPECT_TRUE(result.has_value()) << result.error().text();
  }
  EXPECT_EQ(server->connections(), 1u);
}

TEST_F(ClientTest, a_burst_over_http11_has_several_connections) {
  const std::string url = listen(secure, {.http1 = true, .http2 = false}) + "/";
  std::vector<std::promise<ClientResult>> promises(30);
  for (auto& promise : promises) {
    client.get(url).then([&promise](ClientResult result) { promise.set_value(std::move(result)); });
  }
  for (auto& promise : promises) EXPECT_TRUE(promise.get_future().get().has_value());
  EXPECT_GE(server->connections(), 2u);
  EXPECT_LE(server->connections(), 6u);
}

TEST_F(ClientTest, a_status_of_400_is_a_response) {
  const auto response = client.get(listen(secure) + "/nothing").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, Status::not_found);
  EXPECT_FALSE(response->ok());
}

TEST_F(ClientTest, a_url_that_is_wrong_says_where) {
  const auto response = client.get("ftp://example.org/").wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, Stage::request);
  EXPECT_EQ(response.error().reason(), "url_not_valid");
  EXPECT_THAT(response.error().text(), HasSubstr("at octet 1"));
}

TEST_F(ClientTest, tells_that_nobody_listens) {
  const auto response = client.get("https://127.0.0.1:1/").wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, Stage::connect);
  EXPECT_EQ(response.error().reason(), "connection_refused");
  EXPECT_TRUE(response.error().safe_to_retry);
  EXPECT_FALSE(response.error().timed_out());
}

TEST_F(ClientTest, trusts_no_certificate_that_the_system_does_not) {
  const Client careful;
  const auto response = careful.get(listen(secure) + "/").wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, Stage::tls);
  EXPECT_EQ(response.error().reason(), "tls_certificate_not_trusted");
}

TEST_F(ClientTest, a_time_limit_is_no_cancellation) {
  const auto response = client.get(listen(secure) + "/never").timeout(100ms).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().reason(), "total_timeout");
  EXPECT_TRUE(response.error().timed_out());
  EXPECT_FALSE(response.error().cancelled());
}

TEST_F(ClientTest, a_coroutine_waits_for_it) {
  const std::string url = listen(secure) + "/";
  io::Loop loop;
  std::optional<ClientResult> result;
  io::spawn(
      loop,
      [](Client& its_client, const std::string& its_url, std::optional<ClientResult>& its_result) -> Task<> {
        its_result.emplace(co_await its_client.get(its_url).send());
      }(client, url, result),
      [&](std::exception_ptr) { loop.stop(); });
  loop.run();
  ASSERT_TRUE(result && result->has_value());
  EXPECT_EQ((*result)->body, "hello");
}

TEST_F(ClientTest, a_coroutine_that_is_cancelled_cancels_it) {
  const std::string url = listen(secure) + "/never";
  io::Loop loop;
  std::optional<bool> in_time;
  io::spawn(
      loop,
      [](Client& its_client, const std::string& its_url, std::optional<bool>& its_outcome) -> Task<> {
        const auto outcome = co_await within(50ms, its_client.get(its_url).send());
        its_outcome = outcome.has_value();
      }(client, url, in_time),
      [&](std::exception_ptr) { loop.stop(); });
  loop.run();
  EXPECT_EQ(in_time, std::optional(true));
}

TEST_F(ClientTest, goes_with_its_last_handle) {
  const std::string url = listen(secure) + "/never";
  std::promise<ClientResult> promise;
  {
    Client short_lived{trusting()};
    short_lived.get(url).then([&promise](ClientResult result) { promise.set_value(std::move(result)); });
  }
  const ClientResult result = promise.get_future().get();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().reason(), "client_closed");
  EXPECT_TRUE(result.error().cancelled());
}

TEST_F(ClientTest, may_be_used_from_several_threads) {
  const std::string url = listen(secure) + "/";
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) good += client.get(url).wait().has_value() ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 160);
  EXPECT_EQ(server->connections(), 1u);
}

TEST_F(ClientTest, does_not_wait_on_its_own_thread) {
  const std::string url = listen(secure) + "/";
  std::promise<bool> refused;
  client.get(url).then([&](const ClientResult&) {
    try {
      static_cast<void>(client.get(url).wait());
      refused.set_value(false);
    } catch (const std::logic_error&) {
      refused.set_value(true);
    }
  });
  EXPECT_TRUE(refused.get_future().get());
}

// RFC 9113 8.3.1: "Clients that generate HTTP/2 requests directly MUST use the ":authority" pseudo-header field to
// convey authority information".
TEST_F(ClientTest, a_host_of_the_callers_becomes_the_authority) {
  server->get("/host", [](Context& c) {
    c.text(fmt::format("{} {}", c.request().authority, c.field(http::FieldName::host).has_value()));
  });
  const std::string url = listen(secure) + "/host";
  const auto response = client.get(url).field("Host", "other.example:99").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "other.example:99 false");
  EXPECT_THROW(client.get(url).field("host", "a b"), std::invalid_argument);
}

// RFC 9110 8.6
TEST_F(ClientTest, a_post_without_a_body_says_that_it_has_none) {
  server->post("/length", [](Context& c) {
    c.text(c.request().content_length ? std::to_string(*c.request().content_length) : "none");
  });
  const std::string url = listen(secure) + "/length";
  for (const Version version : {Version::http2, Version::http11}) {
    const auto response = client.post(url).version(version).wait();
    ASSERT_TRUE(response.has_value()) << response.error().text();
    EXPECT_EQ(response->body, "0");
  }
}

TEST_F(ClientTest, fields_about_one_connection_are_refused) {
  const auto response = client.get(listen(secure) + "/").field("Connection", "close").wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, Stage::request);
  EXPECT_EQ(response.error().reason(), "head_not_valid");
}

TEST_F(ClientTest, a_request_is_sent_once) {
  ClientRequest request = client.get(listen(secure) + "/");
  EXPECT_TRUE(request.wait().has_value());
  EXPECT_THAT([&] { return request.wait(); }, testing::Throws<std::logic_error>());
  io::Loop loop;
  bool refused = false;
  io::spawn(
      loop, [](ClientRequest& its_request) -> Task<> { static_cast<void>(co_await its_request.send()); }(request),
      [&](std::exception_ptr failure) {
        refused = failure != nullptr;
        loop.stop();
      });
  loop.run();
  EXPECT_TRUE(refused);
}

// The server has its time for the answer when it has the request.
TEST_F(ClientTest, an_upload_may_take_longer_than_the_head_of_the_response) {
  server->post("/slow", [](Context& c) -> Task<> {
    while (co_await c.body().read()) co_await c.sleep(40ms);
    c.text("done");
  });
  ClientOptions impatient = trusting();
  impatient.head_limit = 1500ms;
  const std::string content(3'000'000, 'x');
  const auto response = Client(impatient).post(listen(secure) + "/slow").body(content).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "done");
}

// RFC 9218 5
TEST_F(ClientTest, a_priority_is_a_field) {
  server->get("/urgency", [](Context& c) { c.text(std::string(c.field("priority").value_or("none"))); });
  const std::string url = listen(secure) + "/urgency";
  EXPECT_EQ(client.get(url).wait().value().body, "none");
  EXPECT_EQ(client.get(url).priority({.urgency = 1, .incremental = true}).wait().value().body, "u=1, i");
  EXPECT_THROW(client.get(url).priority({.urgency = 8}), std::invalid_argument);
}

TEST_F(ClientTest, refuses_fields_that_http_does_not_allow) {
  EXPECT_THROW(client.get("http://localhost/").field("a b", "1"), std::invalid_argument);
  EXPECT_THROW(client.get("http://localhost/").field("a", "1\r\nb: 2"), std::invalid_argument);
}

// --- what a response tells of its way
// ----------------------------------------------------------------------------------

TEST_F(ClientTest, a_response_knows_its_connection_and_whether_it_was_there_before) {
  const std::string url = listen("https://127.0.0.1:0");
  Client client(trusting());
  const auto first = client.get(url).wait();
  const auto second = client.get(url).wait();
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(first->reused);
  EXPECT_TRUE(second->reused);
  EXPECT_EQ(first->connection, second->connection);
  const ConnectionFacts& connection = *first->connection;
  EXPECT_EQ("https://" + connection.peer, url);
  ASSERT_TRUE(connection.tls);
  EXPECT_EQ(connection.tls->alpn, "h2");
  ASSERT_NE(connection.tls->certificate, nullptr);
  EXPECT_EQ(connection.tls->certificate->name, "localhost");
}

TEST_F(ClientTest, each_moment_of_a_request_has_an_owner) {
  const std::string url = listen("https://127.0.0.1:0");
  Client client(trusting());
  for (const bool is_new : {true, false}) {
    const auto response = client.post(url + "/echo").body("hello").wait();
    ASSERT_TRUE(response);
    const Timing& timing = response->timing;
    EXPECT_EQ(timing.connect + timing.tls > Duration::zero(), is_new);
    EXPECT_EQ(timing.earlier, Duration::zero());
    EXPECT_EQ(timing.total,
              timing.queue + timing.resolve + timing.connect + timing.tls + timing.send + timing.wait + timing.receive);
  }
}

TEST_F(ClientTest, the_time_of_redirects_is_told_apart) {
  server->get("/moved", [](Context& c) -> Task<> {
    co_await c.sleep(10ms);
    c.set("location", "/").status(Status::found).text("");
  });
  const auto response = Client(trusting()).get(listen("https://127.0.0.1:0") + "/moved").redirects(1).wait();
  ASSERT_TRUE(response);
  const Timing& timing = response->timing;
  EXPECT_TRUE(response->reused);
  EXPECT_GE(timing.earlier, 10ms);
  EXPECT_EQ(timing.total, timing.earlier + timing.queue + timing.send + timing.wait + timing.receive);
}

TEST_F(ClientTest, a_response_on_cleartext_knows_of_no_certificate) {
  const auto response = Client().get(listen("http://127.0.0.1:0")).wait();
  ASSERT_TRUE(response);
  EXPECT_FALSE(response->connection->tls);
}

}  // namespace
}  // namespace weft
