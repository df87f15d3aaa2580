// Services that handlers have beside a request and its answer, each with its good and its bad case.
#include <atomic>
#include <future>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <weft/client/websocket/websocket.hpp>
#include <weft/io/issued_certificate_test.hpp>
#include <weft/server/events/broadcast.hpp>
#include <weft/server/handlers/files.hpp>
#include <weft/testing/each_version_test.hpp>

namespace weft {
namespace services_test {

using http::Method;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

class Services : public EachVersion {
 protected:
  // The rest of a stream.
  static std::string rest_of(ResponseStream& stream) {
    std::string all;
    for (auto piece = stream.read_wait(); piece && !piece->empty(); piece = stream.read_wait()) all += *piece;
    return all;
  }
};

TEST_P(Services, do_what_blocks_on_other_threads) {
  server.get("/work", [](Context& c) -> Task<> {
    const auto here = std::this_thread::get_id();
    const bool is_elsewhere = co_await c.offload([here] { return std::this_thread::get_id() != here; });
    c.text(is_elsewhere && std::this_thread::get_id() == here ? "there and back" : "here");
  });
  server.get("/fails", [](Context& c) -> Task<> {
    co_await c.offload([] { throw HttpError(http::Status::conflict, "it is there"); });
  });
  EXPECT_EQ(get("/work").body, "there and back");
  EXPECT_EQ(get("/fails").code(), 409u);
}

TEST_P(Services, follow_broadcasts) {
  Broadcast news;
  server.get("/events", [&news](Context& c) {
    if (c.field("x-token") != "42") return c.error(http::Status::forbidden);
    news.answer(c);
  });
  EXPECT_EQ(get("/events").code(), 403u);
  auto stream = begin(Method::get, "/events").field("x-token", "42").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  EXPECT_THROW(news.publish({"tea", "two\nlines"}), std::invalid_argument);
  news.publish({"tea", "drink", "1"});
  news.close();
  EXPECT_EQ(rest_of(*stream), "id: 1\nevent: drink\ndata: tea\n\n");
  server.stop();
  server.wait();
}

TEST_P(Services, hold_publishers_where_that_is_said) {
  Broadcast news({.keep = 2, .when_slow = WhenSlow::wait});
  server.get("/events", news.handler());
  server.post("/blocks", [&news](Context& c) {
    news.publish("x");
    c.text("published");
  });
  server.post("/waits", [&news](Context& c) -> Task<> {
    for (const char* data : {"1", "2", "3", "4"}) co_await news.publish_when_room(c, data);
    c.text("published");
  });
  auto stream = begin(Method::get, "/events").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  EXPECT_EQ(ask(Method::post, "/blocks", {.body = "x"}).code(), 500u);
  EXPECT_EQ(ask(Method::post, "/waits", {.body = "x"}).body, "published");
  news.close();
  EXPECT_THAT(rest_of(*stream), EndsWith("data: 4\n\n"));
  server.stop();
  server.wait();
}

TEST_P(Services, work_beside_requests_until_the_drain) {
  std::atomic<int> beats = 0;
  Broadcast news;
  server.get("/events", news.handler());
  server.every(5s, [&beats] {
    ++beats;
    throw std::runtime_error("told to the operator");
  });
  std::promise<void> told;
  server.on_drain([&told] { told.set_value(); });
  start();
  {
    TestClock clock(server);
    clock.advance(15s);
  }
  EXPECT_EQ(beats, 3);
  std::promise<void> posted;
  server.post_to_loops([&posted](io::Loop&) { posted.set_value(); });
  posted.get_future().wait();
  auto stream = begin(Method::get, "/events").open_wait();
  ASSERT_TRUE(stream.has_value()) << stream.error().text();
  server.drain();
  EXPECT_EQ(rest_of(*stream), "");
  told.get_future().wait();
  EXPECT_THROW(server.every(1s, [] {}), std::logic_error);
  server.wait();
}

// Over HTTP/1.1 hints are for clients that say that they understand them.
TEST_P(Services, hint_early) {
  server.get("/", [](Context& c) {
    c.early_hints({"</a.css>; rel=preload; as=style"});
    c.text("page");
  });
  server.get("/wrong", [](Context& c) { c.early_hints({"a\nb"}); });
  std::string hinted;
  auto request = begin(Method::get, "/");
  request.field("sec-fetch-mode", "navigate").on_interim([&hinted](const http::ResponseHead& head) {
    hinted += head.fields.find("link").value_or("none");
  });
  const auto answer = response_of(request.wait());
  EXPECT_EQ(hinted, "</a.css>; rel=preload; as=style");
  EXPECT_EQ(answer.field("link"), "</a.css>; rel=preload; as=style");
  EXPECT_EQ(get("/wrong").code(), 500u);
}

TEST_P(Services, have_trailers_both_ways) {
  server.post("/", [](Context& c) -> Task<> {
    co_await c.body().discard();
    const auto* trailers = c.body().trailers();
    // Not within the co_await: GCC 12 evaluates both sides of a condition there.
    const auto sum = trailers == nullptr ? "none" : trailers->find("x-sum").value_or("another");
    auto body = c.stream("text/plain");
    co_await body.write(sum);
    body.trailer("x-back", "8");
    try {
      body.trailer("content-length", "1");
    } catch (const std::invalid_argument&) {
      body.trailer("x-refused", "yes");
    }
  });
  const auto with = response_of(begin(Method::post, "/").body("x").trailer("x-sum", "7").wait());
  EXPECT_EQ(with.body, "7");
  EXPECT_EQ(with.trailers.find("x-back"), "8");
  EXPECT_EQ(with.trailers.find("x-refused"), "yes");
  EXPECT_EQ(with.trailers.find("content-length"), std::nullopt);
  EXPECT_EQ(ask(Method::post, "/", {.body = "x"}).body, "none");
}

TEST_P(Services, know_their_connection) {
  server.get("/", [](Context& c) {
    c.text(fmt::format("{} {} {}", c.tls() == nullptr ? "clear" : c.tls()->version, session::to_string(c.why()),
                       c.client_certificate() == nullptr ? "nobody" : "somebody"));
  });
  server.get("/ledger", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    // The time up to the octets that went last.
    for (const char* word : {"begun", " and"}) {
      co_await body.write(word);
      co_await c.sleep(2ms);
    }
    const bool has_waited = c.ledger().total() > Duration::zero();
    co_await body.write(has_waited ? " waited" : " nothing");
  });
  EXPECT_EQ(get("/").body, is_secure() ? "TLSv1.3  nobody" : is_http2() ? "clear  nobody" : "clear cleartext nobody");
  EXPECT_EQ(get("/ledger").body, is_http2() ? "begun and waited" : "begun and nothing");
}

TEST_P(Services, serve_files_with_options) {
  write("index.html", "front");
  write("a.txt", "0123456789");
  std::filesystem::create_directory(folder() + "/sub");
  write("sub/b.txt", "b");
  server.files("/plain", folder());
  server.files(
      "/app", folder(),
      {.fallback = "index.html", .headers = {{.pattern = "*.txt", .fields = {{"x-own", "1"}}}}, .listing = true});
  EXPECT_EQ(get("/app/a.txt").body, "0123456789");
  EXPECT_EQ(get("/app/a.txt").field("x-own"), "1");
  EXPECT_EQ(get("/app/a.txt", {{"range", "bytes=2-4"}}).body, "234");
  EXPECT_EQ(get("/app/a.txt", {{"range", "bytes=20-"}}).code(), 416u);
  EXPECT_EQ(get("/app/some/page").body, "front");
  EXPECT_EQ(get("/app/nowhere.js").code(), 404u);
  EXPECT_THAT(get("/app/sub/").body, HasSubstr("b.txt"));
  EXPECT_EQ(get("/plain/some/page").code(), 404u);
  EXPECT_EQ(get("/plain/sub/").code(), 404u);
  EXPECT_GE(get("/plain/%2e%2e/%2e%2e/etc/passwd").code(), 400u);
  EXPECT_EQ(get("/plain/a.txt").field("x-own"), "");
  const auto tag = std::string(get("/plain/a.txt").field("etag"));
  EXPECT_EQ(get("/plain/a.txt", {{"if-none-match", tag}}).code(), 304u);
}

TEST_P(Services, speak_by_websockets) {
  server.websocket("/echo",
                   [](WebSocket& s) -> Task<> {
                     while (const auto message = co_await s.receive()) co_await s.send(*message);
                   },
                   {.message = 1000});
  const auto open = [this](const std::string& path, const ClientWebSocketOptions& options) {
    const auto& its = client();
    return its.websocket_wait("ws" + server.endpoints().front().url.substr(4) + path, options);
  };
  auto good = open("/echo", {});
  ASSERT_TRUE(good) << good.error().text();
  EXPECT_EQ(good->version(), GetParam().version);
  ASSERT_TRUE(good->send_wait("hello"));
  EXPECT_EQ(good->receive_wait()->data, "hello");
  good->close(static_cast<CloseCode>(4001), "enough");
  EXPECT_FALSE(good->receive_wait());
  EXPECT_EQ(websocket::number(good->close_code()), 4001);
  auto large = open("/echo", {});
  ASSERT_TRUE(large) << large.error().text();
  // False where the server has closed by then.
  large->send_wait(std::string(1001, 'x'));
  EXPECT_FALSE(large->receive_wait());
  EXPECT_EQ(websocket::number(large->close_code()), 1009);
  EXPECT_EQ(large->close_reason(), "message_too_large");
  EXPECT_FALSE(open("/echo", {.fields = {{"origin", "https://evil.test"}}}));
  EXPECT_FALSE(open("/nowhere", {}));
  EXPECT_EQ(get("/echo").code(), is_http2() ? 405u : 426u);
}

INSTANTIATE_TEST_SUITE_P(each_version, Services, each_version(), name_of_way);

// --- threads for work that blocks, and none is free ------------------------------------------------------------------

class BusyThreads : public EachVersion {
 protected:
  BusyThreads() : EachVersion(with_one_thread()) {}

  static ServerOptions with_one_thread() {
    auto made = options();
    made.blocking = {.threads = 1, .queue = 0};
    return made;
  }

  std::promise<void> begun;
  std::latch release{1};
};

TEST_P(BusyThreads, are_a_503_or_what_the_handler_makes_of_it) {
  server.get("/slow", [this](Context& c) -> Task<> {
    co_await c.offload([this] {
      begun.set_value();
      release.wait();
    });
    c.text("slow");
  });
  server.get("/refused", [](Context& c) -> Task<> {
    co_await c.offload([] {});
    c.text("done");
  });
  server.get("/caught", [](Context& c) -> Task<> {
    try {
      co_await c.offload([] {});
    } catch (const BlockingQueueFull&) {
      c.text("later, please");
    }
  });
  std::promise<ClientResult> promise;
  auto slow = promise.get_future();
  begin(Method::get, "/slow").then([&promise](ClientResult its) { promise.set_value(std::move(its)); });
  begun.get_future().wait();
  EXPECT_EQ(get("/refused").code(), 503u);
  EXPECT_EQ(get("/caught").body, "later, please");
  release.count_down();
  EXPECT_EQ(response_of(slow.get()).body, "slow");
}

INSTANTIATE_TEST_SUITE_P(each_version, BusyThreads, each_version(), name_of_way);

// --- clients that show a certificate ---------------------------------------------------------------------------------

class KnownClients : public EachVersion {
 protected:
  void ask(const ClientCertificates& wanted) {
    server.get("/", [](Context& c) {
      const auto* const shown = c.client_certificate();
      c.text(shown == nullptr ? "nobody" : shown->subject);
    });
    listen({.client_certificates = wanted});
    start();
  }
  // "" where there is no response.
  std::string seen_of(const io::test::Authority* authority) {
    auto made = client_options();
    if (authority != nullptr) {
      const auto [certificate, key] = authority->issue_pem("ada");
      write("client.pem", certificate + key);
      made.certificate_file = folder() + "/client.pem";
    }
    const auto response = Client(made).get(server.endpoints().front().url + "/").wait();
    if (!response) return "";
    EXPECT_EQ(response->version, GetParam().version);
    return response->body;
  }

  const io::test::Authority ours{"ours"};
  const io::test::Authority theirs{"theirs"};
};

TEST_P(KnownClients, are_told_to_handlers) {
  ask(ClientCertificates::require(ours.file()));
  EXPECT_EQ(seen_of(&ours), "CN=ada");
  EXPECT_EQ(seen_of(&theirs), "");
  EXPECT_EQ(seen_of(nullptr), "");
}

TEST_P(KnownClients, are_not_asked_for_in_the_clear) {
  EXPECT_THROW(server.listen("http://127.0.0.1:0", {.client_certificates = ClientCertificates::request(ours.file())}),
               std::invalid_argument);
}

TEST_P(KnownClients, may_be_nobody_where_a_certificate_is_only_requested) {
  ask(ClientCertificates::request(ours.file()));
  EXPECT_EQ(seen_of(&ours), "CN=ada");
  EXPECT_EQ(seen_of(&theirs), "");
  EXPECT_EQ(seen_of(nullptr), "nobody");
}

INSTANTIATE_TEST_SUITE_P(each_version, KnownClients,
                         ::testing::Values(Way{"h1", true, http::Version::http11},
                                           Way{"h2", true, http::Version::http2}),
                         name_of_way);

}  // namespace services_test
}  // namespace weft
