#include <weft/server/compression/compression.hpp>

#include <future>
#include <stdexcept>

#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>
#include <weft/server/compression/decoded_test.hpp>
#include <weft/server/context.hpp>

namespace weft::server {
namespace compression_test {

using testing::StartsWith;

class Compressions : public ServerTest {
 protected:
  Compressions() { server->compress({}); }

  TestResponse get(std::string_view path, std::string_view codings = "gzip, br, zstd") {
    return request("GET " + std::string(path), "accept-encoding: " + std::string(codings) + "\r\n");
  }
  // The content of chunks, until the end of the connection.
  static std::string joined_chunks(std::string_view body) {
    std::string out;
    for (;;) {
      const auto line = body.find("\r\n");
      const std::size_t size = std::stoul(std::string(body.substr(0, line)), nullptr, 16);
      if (size == 0) return out;
      out += body.substr(line + 2, size);
      body.remove_prefix(line + 2 + size + 2);
    }
  }
  TestResponse get_chunks(std::string_view path, std::string_view codings) {
    if (server->endpoints().empty()) start();
    TestClient client(server->endpoints().front());
    client.send("GET " + std::string(path) + " HTTP/1.1\r\nhost: test\r\nconnection: close\r\naccept-encoding: " +
                std::string(codings) + "\r\n\r\n");
    TestResponse response{client.read_until("\r\n\r\n"), {}};
    response.body = joined_chunks(client.read_to_end());
    return response;
  }

  const std::string page = test_text(10'000);
  const std::string large = test_text(200'000);
};

TEST_F(Compressions, are_those_that_the_client_prefers) {
  server->get("/", [this](Context& c) { c.text(page); });
  const struct {
    std::string_view accept;
    std::string coding;
    FileCoding meant;
  } cases[] = {{"gzip, deflate, br, zstd", "br", FileCoding::br},  {"gzip, zstd", "zstd", FileCoding::zstd},
               {"br;q=0.1, gzip;q=0.2", "gzip", FileCoding::gzip}, {"deflate", "", FileCoding::identity},
               {"identity, br;q=0.9", "", FileCoding::identity},   {"*;q=0", "", FileCoding::identity}};
  for (const auto& each : cases) {
    const auto response = get("/", each.accept);
    EXPECT_EQ(response.field("content-encoding"), each.coding) << each.accept;
    EXPECT_EQ(response.field("vary"), "accept-encoding") << each.accept;
    EXPECT_EQ(decoded(response.body, each.meant), page) << each.accept;
  }
  EXPECT_EQ(request("GET /").body, page);
  EXPECT_EQ(request("GET /").field("vary"), "accept-encoding");
}

TEST_F(Compressions, are_of_what_is_large_as_well) {
  server->get("/moved", [this](Context& c) { c.text(std::string(large)); });
  server->get("/copied", [this](Context& c) { c.text(std::string_view(large)); });
  server->get("/lent", [this](Context& c) {
    c.set("content-type", "text/plain");
    c.send(as_octets(large), std::shared_ptr<const void>());
  });
  for (const auto* path : {"/moved", "/copied", "/lent"}) {
    const auto response = get_chunks(path, "gzip");
    EXPECT_EQ(response.field("content-encoding"), "gzip") << path;
    EXPECT_EQ(response.field("content-length"), "") << path;
    EXPECT_EQ(gunzipped(response.body), large) << path;
    EXPECT_EQ(get(path, "identity").body, large) << path;
  }
}

// A client reads each event as soon as it was written.
TEST_F(Compressions, of_a_stream_are_sent_when_the_handler_pauses) {
  std::promise<void> read;
  std::shared_future<void> was_read = read.get_future().share();
  server->get("/events", [was_read](Context& c) -> Task<> {
    auto body = c.stream("text/event-stream");
    co_await body.write("data: first\n\n");
    while (was_read.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      co_await c.sleep(std::chrono::milliseconds(1));
    }
    co_await body.write("data: second\n\n");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET /events HTTP/1.1\r\nhost: test\r\nconnection: close\r\naccept-encoding: gzip\r\n\r\n");
  const TestResponse head{client.read_until("\r\n\r\n"), {}};
  EXPECT_EQ(head.field("content-encoding"), "gzip");
  const std::string size = client.read_until("\r\n");
  const std::string first = client.read_exactly(std::stoul(size, nullptr, 16));
  EXPECT_EQ(gunzipped(first), "data: first\n\n");
  client.read_until("\r\n");
  read.set_value();
  EXPECT_EQ(gunzipped(first + joined_chunks(client.read_to_end())), "data: first\n\ndata: second\n\n");
}

TEST_F(Compressions, leave_alone_what_may_be_secret_or_gains_nothing) {
  const auto route = [this](std::string_view path, std::string name, std::string value) {
    server->get(path, [this, name, value](Context& c) { c.set(name, value).text(page); });
  };
  route("/cookie", "set-cookie", "id=1");
  route("/kept", "cache-control", "private, no-transform");
  route("/coded", "content-encoding", "x-own");
  server->get("/image", [this](Context& c) { c.bytes("image/png", page); });
  server->get("/small", [this](Context& c) { c.text(page.substr(0, 1023)); });
  server->get("/part", [this](Context& c) {
    c.status(http::Status::partial_content).set("content-range", "bytes 0-9999/20000").text(page);
  });
  for (const auto* path : {"/cookie", "/kept", "/image", "/part"}) {
    const auto response = get(path);
    EXPECT_EQ(response.body, page) << path;
    EXPECT_EQ(response.field("vary"), "") << path;
  }
  EXPECT_EQ(get("/coded").body, page);
  EXPECT_EQ(get("/coded").field("content-encoding"), "x-own");
  EXPECT_EQ(get("/small").body.size(), 1023u);
}

TEST_F(Compressions, of_what_has_a_cookie_have_to_be_told) {
  server->compress({.cookies = true});
  server->get("/", [this](Context& c) { c.set("set-cookie", "id=1").text(page); });
  EXPECT_EQ(get("/").field("content-encoding"), "br");
}

// RFC 9110 8.8.3.3: a strong tag is of one coding.
TEST_F(Compressions, have_a_weak_tag) {
  server->get("/", [this](Context& c) { c.set("etag", "\"1\"").text(page); });
  EXPECT_EQ(get("/").field("etag"), "W/\"1\"");
  EXPECT_EQ(request("GET /").field("etag"), "\"1\"");
}

TEST_F(Compressions, are_told_to_head_as_well) {
  server->get("/", [this](Context& c) { c.text(page); });
  server->get("/stream", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("text");
  });
  const std::string fields = "accept-encoding: br\r\n";
  const auto whole = request("GET /", fields);
  TestClient client(server->endpoints().front());
  client.send("HEAD / HTTP/1.1\r\nhost: test\r\n" + fields + "\r\n");
  const TestResponse head{client.read_until("\r\n\r\n"), {}};
  EXPECT_EQ(head.field("content-encoding"), "br");
  EXPECT_EQ(head.field("content-length"), whole.field("content-length"));
  client.send("HEAD /stream HTTP/1.1\r\nhost: test\r\n" + fields + "\r\n");
  const TestResponse stream{client.read_until("\r\n\r\n"), {}};
  EXPECT_EQ(stream.field("content-encoding"), "br");
  EXPECT_EQ(stream.field("content-length"), "");
}

TEST_F(Compressions, are_of_any_type_that_is_told) {
  server->compress({.types = {"image/*"}, .min_length = 10, .codings = {FileCoding::gzip, FileCoding::br}});
  server->get("/image", [this](Context& c) { c.bytes("image/png", page); });
  server->get("/text", [this](Context& c) { c.text(page); });
  EXPECT_EQ(get("/image").field("content-encoding"), "gzip");
  EXPECT_EQ(get("/text").body, page);
}

TEST(Compression, with_a_coding_that_is_none_is_refused) {
  EXPECT_THROW(Compression({.codings = {FileCoding::identity}}), std::invalid_argument);
  EXPECT_THROW(Compression({.codings = {FileCoding::br, FileCoding::br}}), std::invalid_argument);
}

}  // namespace compression_test
}  // namespace weft::server
