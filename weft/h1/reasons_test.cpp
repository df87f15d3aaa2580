// Every reason in reasons.inc can be reached, by the peer or by the application.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace reasons_test {

using namespace std::chrono_literals;
using testkit::Clock;
using testkit::H1Endpoint;
using testkit::TextBody;
using Application = H1Endpoint::Application;

using Reasons = std::set<std::string>;

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// The reason, which is the last word, of every line that ends a message or connection.
void collect(H1Endpoint& endpoint, Reasons& reasons) {
  endpoint.run();
  for (const std::string& line : endpoint.take_events()) {
    if (line.starts_with("closed ") || line.starts_with("rejected ") || line.starts_with("connection ")) {
      reasons.insert(line.substr(line.rfind(' ') + 1));
    }
  }
}

enum class Then { stays, ends };

void serve(Reasons& reasons, const std::string& octets, Then then = Then::stays) {
  Clock clock;
  H1Endpoint server(Role::server, clock);
  server.receive(octets);
  if (then == Then::ends) server.receive_end();
  collect(server, reasons);
}

void serve_lines(Reasons& reasons) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
  std::string many_fields;
  for (int i = 0; i < 256; ++i) many_fields += "X: y\r\n";
  for (const std::string& octets : {
           std::string("GET / HTTP/1.1\n"),
           std::string("GET /\r HTTP/1.1\r\n\r\n"),
           std::string("\r\n\r\n\r\n\r\n\r\n"),
           std::string("GET /\r\n\r\n"),
           std::string("G@T / HTTP/1.1\r\n\r\n"),
           std::string("\x16\x03\x01"),
           std::string(99, 'G') + " / HTTP/1.1\r\n\r\n",
           std::string("GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
           "GET /" + std::string(99'999, 'a'),
           std::string("GET / HTTP/x.1\r\n\r\n"),
           std::string("GET / HTTP/2.0\r\n\r\n"),
           head + "X\r\n\r\n",
           head + "X(: y\r\n\r\n",
           head + "X: \x01\r\n\r\n",
           head + "X : y\r\n\r\n",
           head + " X: y\r\n\r\n",
           head + std::string(99'999, 'a'),
           head + many_fields + "\r\n",
           head + std::string(2000, 'x') + ": y\r\n\r\n",
           head + "X: " + std::string(40'000, 'y') + "\r\n\r\n",
       }) {
    serve(reasons, octets);
  }
}

void serve_heads_and_bodies(Reasons& reasons) {
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  for (const std::string& octets : {
           std::string("GET / HTTP/1.1\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
           std::string("CONNECT b:1 HTTP/1.1\r\nHost: a\r\n\r\n"),
           std::string("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
           std::string("CONNECT a:1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n"),
           post + "Content-Length: x\r\n\r\n",
           post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
           post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
           post + "Transfer-Encoding: gzip\r\n\r\n",
           post + "Transfer-Encoding: gzip, chunked\r\n\r\n",
           chunked + "x\r\n",
           chunked + "11111111111111111\r\n",
           chunked + "1;\r\n",
           chunked + "1;" + std::string(999, 'a'),
           chunked + "1\r\nxx",
           std::string("GET / HTTP/1.0\r\n\r\n"),
       }) {
    serve(reasons, octets);
  }
  serve(reasons, "GET", Then::ends);
  serve(reasons, chunked, Then::ends);
  serve(reasons, get, Then::ends);
}

// Each client has asked for "/".
void answer(Reasons& reasons) {
  std::string interims;
  for (int i = 0; i < 17; ++i) interims += "HTTP/1.1 100 x\r\n\r\n";
  for (const std::string& octets : {std::string("HTTP/1.1 x\r\n\r\n"), std::string("HTTP/1.1 204 x\r\n\r\nmore"),
                                    std::string("HTTP/1.1 101 x\r\n\r\n"), interims, std::string()}) {
    Clock clock;
    H1Endpoint client(Role::client, clock);
    http::RequestHead head;
    head.authority = "a";
    head.path = "/";
    client.request(head);
    client.receive(octets);
    client.receive_end();
    collect(client, reasons);
  }
  Clock clock;
  H1Endpoint client(Role::client, clock);
  http::RequestHead head;
  head.method = http::Method::post;
  head.method_text = "POST";
  head.authority = "a";
  head.path = "/";
  testkit::WaitingBody endless;
  client.request(head, &endless);
  client.receive("HTTP/1.1 204 x\r\n\r\n");
  collect(client, reasons);
}

void respond_with(Reasons& reasons, std::string_view request, const http::ResponseHead& head, http::BodySource* body) {
  Clock clock;
  H1Endpoint server(Role::server, clock, {}, Application::holds);
  server.receive(request);
  server.respond(1, head, body);
  collect(server, reasons);
}

class FailingBody final : public http::BodySource {
 public:
  http::Pulled pull(MutableOctets) override { return {0, http::Pulled::State::failed}; }
};

void fail_to_respond(Reasons& reasons) {
  http::ResponseHead five;
  five.content_length = 5;
  TextBody shorter("four");
  TextBody longer("longer");
  TextBody bad_trailers("x");
  bad_trailers.trailers_to_send().add("x", "a\nb");
  TextBody tunnel("x");
  FailingBody failing;
  respond_with(reasons, get, five, &shorter);
  respond_with(reasons, get, five, &longer);
  respond_with(reasons, get, {}, &bad_trailers);
  respond_with(reasons, get, {}, &failing);
  respond_with(reasons, "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", {}, &tunnel);
  http::ResponseHead refusal;
  refusal.status = http::Status::forbidden;
  respond_with(reasons, "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", refusal, nullptr);
  respond_with(reasons, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n", {}, nullptr);
}

void let_time_pass(Reasons& reasons) {
  for (const std::string& octets :
       {std::string("G"), get, std::string("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n")}) {
    Clock clock;
    H1Endpoint server(Role::server, clock);
    server.receive(octets);
    server.advance(75s);
    collect(server, reasons);
  }
  Clock clock;
  H1Endpoint left(Role::server, clock, {}, Application::holds);
  left.receive(get);
  left.receive_end();
  left.advance(5s);
  collect(left, reasons);
  H1Endpoint idle(Role::server, clock);
  idle.connection().shutdown(clock.now());
  collect(idle, reasons);
  H1Endpoint unsealed(Role::server, clock);
  unsealed.connection().expect_tls();
  unsealed.receive(get);
  collect(unsealed, reasons);
  H1Endpoint busy(Role::server, clock, {}, Application::holds);
  busy.receive(get);
  busy.connection().shutdown(clock.now());
  busy.advance(30s);
  collect(busy, reasons);
  H1Endpoint released(Role::server, clock, {}, Application::holds);
  released.receive(get);
  released.connection().release(1);
  collect(released, reasons);
}

TEST(Reasons, can_all_be_reached) {
  Reasons reached;
  serve_lines(reached);
  serve_heads_and_bodies(reached);
  answer(reached);
  fail_to_respond(reached);
  let_time_pass(reached);
  const Reasons all = {
#define WEFT_REASON(token, scope, status, blame, meaning) #token,
#include <weft/h1/reasons.inc>
#undef WEFT_REASON
  };
  EXPECT_EQ(reached, all);
}

}  // namespace reasons_test
}  // namespace weft::h1
