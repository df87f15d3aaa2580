// A steady connection allocates nothing per request, on either side.
#include <gtest/gtest.h>

#include <string>

#include <weft/h1/connection.hpp>
#include <weft/testkit/allocations.hpp>
#include <weft/testkit/bodies.hpp>

namespace weft::h1 {
namespace {

constexpr Time start{std::chrono::hours(1)};

http::ResponseHead response(std::optional<std::uint64_t> length) {
  http::ResponseHead head;
  head.fields.add("server", "weft");
  head.fields.add("content-type", "text/plain");
  head.content_length = length;
  return head;
}

// One request and its response through the server; the octets of the response are dropped.
void serve(Connection& server, Octets request, const http::ResponseHead& head, http::BodySource& body, Buffer& out) {
  server.receive(request, start);
  MessageId message = 0;
  while (auto event = server.poll_event()) {
    if (const auto* received = std::get_if<http::RequestReceived>(&*event)) message = received->message;
    if (const auto* data = std::get_if<http::DataReceived>(&*event)) server.consume(message, data->octets.size());
  }
  EXPECT_TRUE(server.respond(message, head, &body));
  out.clear();
  server.produce(out, 64 * 1024, start);
  while (server.poll_event()) {
  }
  server.release(message);
}

std::size_t allocations_of_a_steady_server(const std::string& request, std::optional<std::uint64_t> length) {
  const Options options;
  Connection server(Role::server, options, start);
  const http::ResponseHead head = response(length);
  Buffer out;
  std::size_t before = 0;
  for (int i = 0; i < 100; ++i) {
    testkit::LongBody body(1000);
    if (i == 2) before = testkit::allocations();
    serve(server, as_octets(request), head, body, out);
  }
  EXPECT_FALSE(server.closed());
  return testkit::allocations() - before;
}

TEST(Allocations, a_repeated_get_allocates_nothing) {
  EXPECT_EQ(
      allocations_of_a_steady_server("GET /index.html HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n", 1000), 0U);
}

TEST(Allocations, a_repeated_chunked_upload_and_download_allocates_nothing) {
  const std::string chunk = "400\r\n" + std::string(0x400, 'x') + "\r\n";
  EXPECT_EQ(allocations_of_a_steady_server("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk +
                                               chunk + "0\r\nx: y\r\n\r\n",
                                           std::nullopt),
            0U);
}

TEST(Allocations, a_large_head_such_as_a_browser_sends_allocates_nothing) {
  EXPECT_EQ(allocations_of_a_steady_server(
                "GET / HTTP/1.1\r\nHost: a\r\nCookie: " + std::string(5000, 'c') + "\r\nReferer: /\r\n\r\n", 1000),
            0U);
}

TEST(Allocations, a_repeated_request_of_a_client_allocates_nothing) {
  const Options options;
  Connection client(Role::client, options, start);
  http::RequestHead head;
  head.authority = "example.org";
  head.path = "/";
  head.fields.add("accept", "*/*");
  Buffer out;
  std::size_t before = 0;
  for (int i = 0; i < 100; ++i) {
    if (i == 2) before = testkit::allocations();
    const auto message = client.open(head, nullptr);
    ASSERT_TRUE(message);
    out.clear();
    client.produce(out, 64 * 1024, start);
    client.receive(as_octets("HTTP/1.1 200 OK\r\nServer: a\r\nContent-Length: 5\r\n\r\nhello"), start);
    while (client.poll_event()) {
    }
    client.release(*message);
  }
  EXPECT_EQ(testkit::allocations() - before, 0U);
}

}  // namespace
}  // namespace weft::h1
