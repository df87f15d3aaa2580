#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace early_hints_test {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// What a handler sends and sees beside its response.
class Sight : public Versions {};

TEST_F(Sight, hints_come_before_the_response_and_with_it) {
  server->get("/", [](Context& c) {
    c.early_hints({"</a.css>; rel=preload; as=style", "</b.js>; rel=preload; as=script"});
    c.text("page");
    c.early_hints({"</late>; rel=preload"});
  });
  start();
  Http2Client client(server->endpoints().front());
  client.get(1);
  const auto lines = client.read_until("DATA stream=1 END_STREAM");
  std::vector<std::string> heads;
  for (const auto& line : lines) {
    if (line.starts_with("HEADERS stream=1")) heads.push_back(line);
  }
  ASSERT_EQ(heads.size(), 2u);
  EXPECT_THAT(heads[0], AllOf(HasSubstr(":status=103"), HasSubstr("link=</a.css>; rel=preload; as=style")));
  EXPECT_THAT(heads[1], AllOf(HasSubstr(":status=200"), HasSubstr("link=</b.js>; rel=preload; as=script")));
  EXPECT_THAT(heads[1], Not(HasSubstr("/late")));
}

TEST_F(Sight, hints_over_http11_are_for_those_that_take_them) {
  server->get("/", [](Context& c) {
    c.early_hints({"</a.css>; rel=preload"});
    c.text("page");
  });
  EXPECT_EQ(request("GET /").field("link"), "</a.css>; rel=preload");
  TestClient browser(server->endpoints().front());
  EXPECT_EQ(browser.request("GET /", "sec-fetch-mode: navigate\r\n").status(), 103);
  EXPECT_EQ(browser.read_response().status(), 200);
}

TEST_F(Sight, hints_that_no_field_can_have_are_a_failure_of_the_handler) {
  server->get("/", [](Context& c) { c.early_hints({"a\nb"}); });
  for (const auto& answer : ask({})) EXPECT_EQ(answer.status(), 500);
}

TEST_F(Sight, handlers_know_why_they_are_asked_so) {
  server->get("/", [](Context& c) {
    EXPECT_EQ(c.tls(), nullptr);
    c.text(session::to_string(c.why()));
  });
  start();
  EXPECT_EQ(over_http11({}).body, "cleartext");
  EXPECT_EQ(over_http2({}).body, "");
}

TEST_F(Sight, handlers_know_how_long_their_message_has_waited) {
  std::atomic<bool> has_begun = false;
  std::atomic<bool> another_came = false;
  server->get("/another", [&another_came](Context&) { another_came = true; });
  server->post("/", [&](Context& c) -> Task<> {
    co_await c.body().discard();
    has_begun = true;
    while (c.version() == http::Version::http2 && !another_came) co_await c.sleep(std::chrono::milliseconds(1));
    const auto waits = c.ledger();
    const bool is_ours = waits.total() == waits[http::Wait::application];
    c.text(is_ours && waits.total() > Duration::zero() ? "application" : "none");
  });
  start();
  Http2Client client(server->endpoints().front());
  client.frames.headers(1, testkit::request("POST").replacing(":scheme", "http"), testkit::end_stream);
  client.send();
  while (!has_begun) std::this_thread::yield();
  client.frames.headers(3, testkit::request("GET", "/another").replacing(":scheme", "http"), testkit::end_stream);
  client.send();
  client.read_until("DATA stream=1 END_STREAM");
  EXPECT_EQ(client.transcript.body(1), "application");
  EXPECT_EQ(over_http11({.method = "POST"}).body, "none");
}

TEST_F(Sight, trailers_go_both_ways) {
  server->post("/", [](Context& c) -> Task<> {
    const auto octets = co_await c.body().discard();
    const auto* const trailers = c.body().trailers();
    auto stream = c.stream("text/plain");
    co_await stream.write(std::to_string(octets));
    stream.trailer("x-sum", trailers != nullptr ? trailers->find("x-sum").value_or("none") : "none");
  });
  start();
  TestClient old(server->endpoints().front());
  old.send(
      "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\nte: trailers\r\nconnection: te, close\r\n\r\n"
      "3\r\nabc\r\n0\r\nx-sum: 7\r\n\r\n");
  EXPECT_THAT(old.read_to_end(), HasSubstr("x-sum: 7\r\n"));
  Http2Client client(server->endpoints().front());
  client.frames.headers(1, testkit::request("POST").replacing(":scheme", "http"));
  client.frames.data(1, "abc");
  client.frames.headers(1, testkit::trailers().with("x-sum", "8"), testkit::end_stream);
  client.send();
  EXPECT_THAT(client.read_until("HEADERS stream=1 END_STREAM").back(), HasSubstr("x-sum=8"));
}

}  // namespace early_hints_test
}  // namespace weft::server
