// Files that are compressed while they are sent.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>
#include <weft/server/compression/compression.hpp>
#include <weft/server/compression/decoded_test.hpp>
#include <weft/server/handlers/files.hpp>

namespace weft::server {
namespace files_compressed_test {

namespace fs = std::filesystem;

class CompressedFiles : public ServerTest {
 protected:
  CompressedFiles() {
    fs::create_directories(folder_);
    write("small.js", small);
    write("large.js", large);
    server->compress({});
    server->files("/", folder_, {.headers = {{"/kept/*", {{"cache-control", "no-transform"}}}}});
  }
  ~CompressedFiles() override {
    server.reset();
    fs::remove_all(folder_);
  }

  // A file whose date is old enough to be known by.
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(folder_ / name) << text;
    ::usleep(20'000);
  }
  TestResponse get(std::string_view path, std::string_view codings, std::string_view fields = {}) {
    if (server->endpoints().empty()) start();
    TestClient client(server->endpoints().front());
    client.send(fmt::format("GET {} HTTP/1.1\r\nhost: test\r\nconnection: close\r\naccept-encoding: {}\r\n{}\r\n", path,
                            codings, fields));
    TestResponse response{client.read_until("\r\n\r\n"), {}};
    response.body = client.read_to_end();
    if (response.field("transfer-encoding") == "chunked") response.body = joined_chunks(response.body);
    return response;
  }
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

  const std::string small = test_text(10'000);
  const std::string large = test_text(500'000);
  fs::path folder_ = fs::path(testing::TempDir()) / fmt::format("weft_compressed_{}", ::getpid());
};

TEST_F(CompressedFiles, are_in_the_coding_that_the_client_prefers) {
  for (const auto* path : {"/small.js", "/large.js"}) {
    const std::string& text = std::string_view(path) == "/small.js" ? small : large;
    const auto br = get(path, "gzip, br");
    EXPECT_EQ(br.field("content-encoding"), "br") << path;
    EXPECT_EQ(br.field("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(br.field("vary"), "accept-encoding");
    EXPECT_EQ(unbrotlied(br.body), text) << path;
    EXPECT_EQ(gunzipped(get(path, "gzip").body), text) << path;
    const auto plain = get(path, "identity");
    EXPECT_EQ(plain.body, text);
    EXPECT_EQ(plain.field("vary"), "accept-encoding");
  }
}

// The length is known of what was kept.
TEST_F(CompressedFiles, are_kept_once_they_have_been_sent) {
  const auto first = get("/large.js", "br");
  EXPECT_EQ(first.field("content-length"), "");
  const auto second = get("/large.js", "br");
  EXPECT_EQ(second.field("content-length"), std::to_string(second.body.size()));
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(get("/large.js", "gzip").field("content-length"), "");
}

TEST_F(CompressedFiles, are_compressed_anew_when_they_change) {
  get("/large.js", "br");
  get("/large.js", "br");
  const std::string other = test_text(400'000);
  write("large.js", other);
  EXPECT_EQ(unbrotlied(get("/large.js", "br").body), other);
}

// RFC 9110 13.1.2: a validated response has the tag that a 200 would have.
TEST_F(CompressedFiles, have_weak_tags_by_which_they_are_validated) {
  const auto strong = get("/large.js", "identity").field("etag");
  for (const auto* path : {"/large.js", "/small.js"}) {
    for (int i = 0; i < 2; ++i) {
      const auto tag = get(path, "br").field("etag");
      EXPECT_THAT(tag, testing::StartsWith("W/\""));
      const auto same = get(path, "br", "if-none-match: " + tag + "\r\n");
      EXPECT_EQ(same.status(), 304) << path;
      EXPECT_EQ(same.field("etag"), tag);
      EXPECT_EQ(same.field("vary"), "accept-encoding");
    }
  }
  EXPECT_EQ(get("/large.js", "br").field("etag"), "W/" + strong);
}

TEST_F(CompressedFiles, give_their_ranges_as_they_are) {
  const auto tag = get("/large.js", "identity").field("etag");
  const auto part = get("/large.js", "br", "range: bytes=5-9\r\n");
  EXPECT_EQ(part.status(), 206);
  EXPECT_EQ(part.field("content-encoding"), "");
  EXPECT_EQ(part.field("etag"), tag);
  EXPECT_EQ(part.body, large.substr(5, 5));
}

TEST_F(CompressedFiles, are_what_is_prepared_where_it_is) {
  write("small.js.gz", "prepared");
  EXPECT_EQ(get("/small.js", "gzip, br").body, "prepared");
}

TEST_F(CompressedFiles, are_neither_small_nor_images_nor_to_be_kept) {
  write("a.txt", std::string(1023, 'x'));
  write("a.png", large);
  fs::create_directories(folder_ / "kept");
  write("kept/a.js", large);
  for (const auto* path : {"/a.txt", "/a.png", "/kept/a.js"}) {
    const auto response = get(path, "br");
    EXPECT_EQ(response.field("content-encoding"), "") << path;
    EXPECT_EQ(response.field("vary"), "") << path;
  }
}

// A client that reads nothing holds the file back: others are not made to wait, nor is it compressed for them again.
TEST_F(CompressedFiles, are_sent_as_they_are_while_somebody_compresses_them) {
  write("huge.js", test_text(15'000'000));
  start();
  {
    TestClient slow(server->endpoints().front(), 4096);
    slow.send("GET /huge.js HTTP/1.1\r\nhost: test\r\naccept-encoding: br\r\n\r\n");
    slow.read_until("\r\n\r\n");
    EXPECT_EQ(request("HEAD /huge.js", "accept-encoding: br\r\nconnection: close\r\n").field("content-encoding"), "");
    slow.vanish();
  }
}

TEST_F(CompressedFiles, are_told_to_head_as_well) {
  start();
  TestClient client(server->endpoints().front());
  client.send("HEAD /large.js HTTP/1.1\r\nhost: test\r\naccept-encoding: br\r\n\r\n");
  const TestResponse first{client.read_until("\r\n\r\n"), {}};
  EXPECT_EQ(first.field("content-encoding"), "br");
  EXPECT_EQ(first.field("content-length"), "");
  const auto body = get("/large.js", "br").body;
  client.send("HEAD /large.js HTTP/1.1\r\nhost: test\r\naccept-encoding: br\r\n\r\n");
  const TestResponse second{client.read_until("\r\n\r\n"), {}};
  EXPECT_EQ(second.field("content-length"), std::to_string(body.size()));
}

}  // namespace files_compressed_test
}  // namespace weft::server
