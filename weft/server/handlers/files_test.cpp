#include <weft/server/handlers/files.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace {

namespace fs = std::filesystem;

class FilesTest : public ServerTest {
 protected:
  FilesTest() {
    fs::create_directories(folder_ / "site");
    write("file", "0123456789");
    server->files("/", site());
  }
  ~FilesTest() override {
    server.reset();
    fs::remove_all(folder_);
  }

  fs::path site() const { return folder_ / "site"; }
  void write(const std::string& name, std::string_view text) { std::ofstream(site() / name) << text; }
  void date(const std::string& name, time_t modified) {
    const timespec times[2] = {{modified, 0}, {modified, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (site() / name).c_str(), times, 0), 0);
  }

  fs::path folder_ = fs::temp_directory_path() / ("weft-files-" + std::to_string(::getpid()));
};

// RFC 3986 2.1: an octet that may not stand in a path is named by its escape.
TEST_F(FilesTest, are_named_by_what_the_path_escapes) {
  write("b\\s.txt", "backslash");
  write("sp ace\"<>^`{|}%.txt", "odd");
  EXPECT_EQ(request("GET /b%5Cs.txt").body, "backslash");
  EXPECT_EQ(request("GET /b%5cs.txt").body, "backslash");
  EXPECT_EQ(request("GET /sp%20ace%22%3C%3E%5E%60%7B%7C%7D%25.txt").body, "odd");
  EXPECT_EQ(request("GET /b\\s.txt").status(), 400);
  EXPECT_EQ(request("GET /file?a\\b").status(), 200);
}

TEST_F(FilesTest, redirect_to_a_folder_by_its_escaped_name) {
  fs::create_directories(site() / "b\\s");
  write("b\\s/index.html", "inside");
  const auto location = request("GET /b%5Cs").field("location");
  EXPECT_EQ(location, "/b%5Cs/");
  EXPECT_EQ(request("GET " + location).body, "inside");
}

// RFC 9110 14.1.2
TEST_F(FilesTest, that_are_empty_have_a_suffix_and_no_other_range) {
  write("empty", "");
  for (const auto* range : {"bytes=-5", "bytes=-1", "bytes=0-,-2"}) {
    const auto response = request("GET /empty", "range: " + std::string(range) + "\r\n");
    EXPECT_EQ(response.status(), 200) << range;
    EXPECT_EQ(response.field("content-length"), "0");
    EXPECT_EQ(response.field("content-range"), "");
  }
  for (const auto* range : {"bytes=-0", "bytes=0-", "bytes=0-0"}) {
    const auto response = request("GET /empty", "range: " + std::string(range) + "\r\n");
    EXPECT_EQ(response.status(), 416) << range;
    EXPECT_EQ(response.field("content-range"), "bytes */0");
  }
}

TEST_F(FilesTest, behind_links_are_served_if_they_are_inside) {
  std::ofstream(folder_ / "secret") << "secret";
  fs::create_symlink(site() / "file", site() / "in");
  fs::create_symlink(folder_ / "secret", site() / "out");
  fs::create_symlink(site() / "out", site() / "in_and_out");
  EXPECT_EQ(request("GET /in").body, "0123456789");
  EXPECT_EQ(request("GET /in").status(), 200);
  EXPECT_EQ(request("GET /out").status(), 404);
  EXPECT_EQ(request("GET /in_and_out").status(), 404);
}

// RFC 9110 8.8.2.1: "the origin server MUST replace that value with the message origination date."
TEST_F(FilesTest, of_the_future_are_as_old_as_their_response) {
  date("file", 2'208'988'800);
  for (const auto* fields : {"", "range: bytes=0-1\r\n", "if-none-match: *\r\n"}) {
    const auto response = request("GET /file", fields);
    EXPECT_NE(response.field("date"), "");
    EXPECT_EQ(response.field("last-modified"), response.field("date")) << fields;
  }
  date("file", 784'111'777);
  write("other", "other");
  date("other", 784'111'777);
  EXPECT_EQ(request("GET /other").field("last-modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST_F(FilesTest, of_a_reproducible_build_have_no_date) {
  for (const time_t second : {0, 1}) {
    const std::string name = "built" + std::to_string(second);
    write(name, "AAAA");
    date(name, second);
    const auto response = request("GET /" + name);
    EXPECT_EQ(response.status(), 200);
    EXPECT_EQ(response.field("last-modified"), "");
    EXPECT_EQ(request("GET /" + name, "if-modified-since: Sun, 06 Nov 2044 08:49:37 GMT\r\n").status(), 200);
  }
}

// The date was chosen, so another version may have it: the range could be of another file than what is there already.
TEST_F(FilesTest, give_no_range_if_a_chosen_date_is_the_same) {
  date("file", 784'111'777);
  const std::string same = "range: bytes=2-3\r\nif-range: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
  EXPECT_EQ(request("GET /file", same).status(), 200);
  const auto tag = request("GET /file").field("etag");
  EXPECT_EQ(request("GET /file", "range: bytes=2-3\r\nif-range: " + tag + "\r\n").status(), 206);
  EXPECT_EQ(request("GET /file", "if-none-match: " + tag + "\r\n").status(), 304);
}

// --- in codings ------------------------------------------------------------------------------------------------------

TEST_F(FilesTest, are_sent_in_the_coding_that_the_client_prefers) {
  write("a.js", "original");
  write("a.js.br", "by brotli");
  write("a.js.zst", "by zstd");
  write("a.js.gz", "by gzip");
  const struct {
    std::string accept;
    std::string coding;
    std::string body;
  } cases[] = {{"gzip, deflate, br, zstd", "br", "by brotli"},
               {"gzip, zstd", "zstd", "by zstd"},
               {"br;q=0.1, gzip;q=0.2", "gzip", "by gzip"},
               {"br;q=0, *;q=0.5", "zstd", "by zstd"},
               {"deflate", "", "original"},
               {"", "", "original"},
               {"identity, br;q=0.9", "", "original"}};
  for (const auto& each : cases) {
    const auto response = request("GET /a.js", "accept-encoding: " + each.accept + "\r\n");
    EXPECT_EQ(response.status(), 200);
    EXPECT_EQ(response.field("content-encoding"), each.coding) << each.accept;
    EXPECT_EQ(response.field("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(response.field("vary"), "accept-encoding");
    EXPECT_EQ(response.body, each.body) << each.accept;
  }
  EXPECT_EQ(request("GET /a.js").body, "original");
  EXPECT_EQ(request("GET /a.js").field("vary"), "accept-encoding");
  const auto itself = request("GET /a.js.gz", "accept-encoding: gzip\r\n");
  EXPECT_EQ(itself.field("content-encoding"), "");
  EXPECT_EQ(itself.field("content-type"), "application/gzip");
}

TEST_F(FilesTest, without_siblings_do_not_vary) {
  for (const auto* accept : {"gzip, br", "identity;q=0"}) {
    const auto response = request("GET /file", "accept-encoding: " + std::string(accept) + "\r\n");
    EXPECT_EQ(response.status(), 200);
    EXPECT_EQ(response.body, "0123456789");
    EXPECT_EQ(response.field("vary"), "");
    EXPECT_EQ(response.field("content-encoding"), "");
  }
}

TEST_F(FilesTest, are_refused_where_no_coding_is_accepted) {
  write("file.gz", "by gzip");
  const auto refused = request("GET /file", "accept-encoding: br, identity;q=0\r\n");
  EXPECT_EQ(refused.status(), 406);
  EXPECT_EQ(refused.field("vary"), "accept-encoding");
  EXPECT_EQ(request("GET /file", "accept-encoding: gzip, identity;q=0\r\n").body, "by gzip");
}

TEST_F(FilesTest, in_codings_have_validators_and_ranges_of_their_own) {
  write("file.gz", "by gzip");
  const std::string gzip = "accept-encoding: gzip\r\n";
  const auto tag = request("GET /file").field("etag");
  const auto coded = request("GET /file", gzip).field("etag");
  EXPECT_NE(coded, "");
  EXPECT_NE(coded, tag);
  EXPECT_EQ(request("GET /file", gzip + "if-none-match: " + tag + "\r\n").status(), 200);
  const auto same = request("GET /file", gzip + "if-none-match: " + coded + "\r\n");
  EXPECT_EQ(same.status(), 304);
  EXPECT_EQ(same.field("vary"), "accept-encoding");
  EXPECT_EQ(same.field("etag"), coded);
  const auto failed = request("GET /file", gzip + "if-match: " + tag + "\r\n");
  EXPECT_EQ(failed.status(), 412);
  EXPECT_EQ(failed.field("vary"), "accept-encoding");

  const auto part = request("GET /file", gzip + "range: bytes=3-4\r\n");
  EXPECT_EQ(part.status(), 206);
  EXPECT_EQ(part.field("content-range"), "bytes 3-4/7");
  EXPECT_EQ(part.field("content-encoding"), "gzip");
  EXPECT_EQ(part.body, "gz");
  const auto beyond = request("GET /file", gzip + "range: bytes=8-\r\n");
  EXPECT_EQ(beyond.status(), 416);
  EXPECT_EQ(beyond.field("content-range"), "bytes */7");
  EXPECT_EQ(beyond.field("vary"), "accept-encoding");
  EXPECT_EQ(request("GET /file", "range: bytes=8-\r\n").field("content-range"), "bytes 8-9/10");
  EXPECT_EQ(request("GET /file", gzip + "range: bytes=0-1,4-5\r\n").body, "by gzip");
  EXPECT_EQ(request("GET /file", "range: bytes=0-1,4-5\r\n").status(), 206);
}

TEST_F(FilesTest, are_not_sent_in_a_coding_that_is_older) {
  const std::string gzip = "accept-encoding: gzip\r\n";
  for (const auto* name : {"older", "newer"}) {
    write(name, "original");
    write(name + std::string(".gz"), "by gzip");
    date(name, 784'111'777);
  }
  date("older.gz", 784'111'776);
  date("newer.gz", 784'111'777);
  EXPECT_EQ(request("GET /older", gzip).body, "original");
  EXPECT_EQ(request("GET /older", gzip).field("vary"), "");
  EXPECT_EQ(request("GET /newer", gzip).body, "by gzip");
}

TEST_F(FilesTest, in_codings_are_files_inside_too) {
  std::ofstream(folder_ / "secret") << "secret";
  fs::create_symlink(folder_ / "secret", site() / "file.br");
  fs::create_directories(site() / "file.zst");
  ASSERT_EQ(::mkfifo((site() / "file.gz").c_str(), 0600), 0);
  const auto response = request("GET /file", "accept-encoding: br, zstd, gzip\r\n");
  EXPECT_EQ(response.body, "0123456789");
  EXPECT_EQ(response.field("vary"), "");
}

TEST_F(FilesTest, may_be_an_index_in_a_coding) {
  write("index.html", "index");
  write("index.html.br", "coded");
  const auto response = request("GET /", "accept-encoding: br\r\n");
  EXPECT_EQ(response.body, "coded");
  EXPECT_EQ(response.field("content-type"), "text/html; charset=utf-8");
}

TEST_F(FilesTest, that_are_large_are_looked_at_each_time_in_their_coding_too) {
  const std::string br = "accept-encoding: br\r\n";
  write("big.js", std::string(100'000, 'x'));
  write("big.js.br", std::string(80'000, 'y'));
  EXPECT_EQ(request("GET /big.js", br).body, std::string(80'000, 'y'));
  write("big.js.br", std::string(70'000, 'z'));
  EXPECT_EQ(request("GET /big.js", br).body, std::string(70'000, 'z'));
  fs::remove(site() / "big.js.br");
  EXPECT_EQ(request("GET /big.js", br).body, std::string(100'000, 'x'));
}

TEST_F(FilesTest, with_a_tag_of_the_handler_are_not_coded) {
  write("file.gz", "by gzip");
  server->get("/tagged", [](Context& c) {
    c.set("etag", "\"mine\"");
    c.file("file");
  });
  const auto response = request("GET /tagged", "accept-encoding: gzip\r\n");
  EXPECT_EQ(response.body, "0123456789");
  EXPECT_EQ(response.field("etag"), "\"mine\"");
}

// --- options ---------------------------------------------------------------------------------------------------------

TEST_F(FilesTest, have_a_fallback_for_paths_of_an_application) {
  write("index.html", "application");
  fs::create_directories(site() / "bare");
  server->files("/app", site(), {.fallback = "index.html"});
  for (const auto* path : {"/app/users/7", "/app/nothing", "/app/bare/", "/app/file/beyond", "/app/v1.2/users"}) {
    const auto response = request("GET " + std::string(path));
    EXPECT_EQ(response.status(), 200) << path;
    EXPECT_EQ(response.body, "application");
    EXPECT_EQ(response.field("content-type"), "text/html; charset=utf-8");
  }
  for (const auto* path :
       {"/app/a.js", "/app/.git", "/app/.git/config", "/app/.well-known/change-password", "/app/a/.b/c", "/nothing"}) {
    EXPECT_EQ(request("GET " + std::string(path)).status(), 404) << path;
  }
  EXPECT_EQ(request("GET /app/file").body, "0123456789");
  EXPECT_EQ(request("GET /app/bare").status(), 301);
  EXPECT_EQ(request("POST /app/users", "content-length: 0\r\n").status(), 405);
  const auto tag = request("GET /app/users").field("etag");
  EXPECT_EQ(request("GET /app/other", "if-none-match: " + tag + "\r\n").status(), 304);
}

TEST_F(FilesTest, that_a_handler_names_have_no_fallback) {
  write("index.html", "application");
  server->files("/app", site(), {.fallback = "index.html"});
  server->get("/app/named", [](Context& c) { c.file("missing"); });
  EXPECT_EQ(request("GET /app/named").status(), 404);
}

TEST_F(FilesTest, need_a_fallback_that_is_there) {
  fs::create_directories(site() / "folder");
  write(".hidden", "hidden");
  std::ofstream(folder_ / "secret") << "secret";
  Server other(test_options());
  for (const auto* fallback : {"missing.html", "folder", ".hidden", "../secret"}) {
    EXPECT_THROW(other.files("/", site(), {.fallback = fallback}), std::invalid_argument) << fallback;
  }
  EXPECT_THROW(other.files("/", site(), {.headers = {{"*", {{"etag", "x"}}}}}), std::invalid_argument);
}

TEST_F(FilesTest, have_fields_by_patterns_of_their_paths) {
  write("index.html", "application");
  write("a.js", "script");
  write("a.js.gz", "by gzip");
  server->files("/app", site(),
                {.fallback = "index.html",
                 .headers = {{"*", {{"cache-control", "max-age=60"}, {"x-frame-options", "DENY"}}},
                             {"*.html", {{"cache-control", "no-cache"}}},
                             {"/a.js", {{"content-type", "text/x-script"}}}}});
  for (const auto* path : {"/app/", "/app/index.html", "/app/users"}) {
    const auto page = request("GET " + std::string(path));
    EXPECT_EQ(page.field("cache-control"), "no-cache") << path;
    EXPECT_EQ(page.field("x-frame-options"), "DENY");
  }
  const auto script = request("GET /app/a.js", "accept-encoding: gzip\r\n");
  EXPECT_EQ(script.field("cache-control"), "max-age=60");
  EXPECT_EQ(script.field("content-type"), "text/x-script");
  EXPECT_EQ(script.body, "by gzip");
  EXPECT_EQ(request("GET /app/a.js", "range: bytes=0-1\r\n").field("cache-control"), "max-age=60");
  const auto same = request("GET /app/a.js", "if-none-match: *\r\n");
  EXPECT_EQ(same.status(), 304);
  EXPECT_EQ(same.field("cache-control"), "max-age=60");
  EXPECT_EQ(request("GET /app/missing.js").field("cache-control"), "");
  EXPECT_EQ(request("GET /app/a.js", "if-match: \"other\"\r\n").field("cache-control"), "");
  EXPECT_EQ(request("GET /file").field("cache-control"), "");
}

TEST_F(FilesTest, leave_the_fields_of_a_handler) {
  server->files("/app", site(), {.headers = {{"*", {{"cache-control", "max-age=60"}}}}});
  server->get("/app/named", [](Context& c) {
    c.set("cache-control", "no-store");
    c.file("file");
  });
  server->get("/app/error", [](Context& c) {
    c.status(http::Status::not_found);
    c.file("file");
  });
  EXPECT_EQ(request("GET /app/named").field("cache-control"), "no-store");
  const auto error = request("GET /app/error");
  EXPECT_EQ(error.status(), 404);
  EXPECT_EQ(error.field("cache-control"), "");
}

TEST_F(FilesTest, need_a_folder_at_the_start) {
  Server other(test_options());
  EXPECT_THROW(other.files("/", folder_ / "nothing"), std::system_error);
  EXPECT_THROW(other.files("/", site() / "file"), std::system_error);
}

}  // namespace
}  // namespace weft::server
