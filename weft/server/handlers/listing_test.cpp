#include <weft/server/handlers/listing.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <weft/server/client_test.hpp>
#include <weft/server/handlers/files.hpp>

namespace weft::server {
namespace listing_test {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Listings : public ServerTest {
 protected:
  Listings() {
    fs::create_directories(folder_ / "site" / "sub");
    write("b.txt", "12345");
    server->files("/", site(), {.listing = true});
  }
  ~Listings() override {
    server.reset();
    fs::remove_all(folder_);
  }

  fs::path site() const { return folder_ / "site"; }
  void write(const std::string& name, std::string_view text) const { std::ofstream(site() / name) << text; }
  std::vector<std::string> names_at(std::string_view path) {
    const auto response = request(fmt::format("GET {}", path), "accept: application/json\r\n");
    std::vector<std::string> names;
    const auto listing = nlohmann::json::parse(response.body);
    for (const auto& entry : listing["entries"]) names.push_back(entry["name"]);
    return names;
  }

  fs::path folder_ = fs::path(testing::TempDir()) / fmt::format("weft_listing_{}", ::getpid());
};

TEST_F(Listings, have_names_sizes_and_times_in_order) {
  write("a.txt", "1");
  const timespec times[2] = {{784'111'777, 0}, {784'111'777, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (site() / "b.txt").c_str(), times, 0), 0);
  const auto response = request("GET /", "accept: application/json\r\n");
  EXPECT_EQ(response.field("content-type"), "application/json");
  EXPECT_EQ(response.field("vary"), "accept");
  const auto listing = nlohmann::json::parse(response.body);
  ASSERT_EQ(listing["entries"].size(), 3u);
  EXPECT_EQ(listing["entries"][0]["name"], "a.txt");
  EXPECT_EQ(listing["entries"][1]["name"], "b.txt");
  EXPECT_EQ(listing["entries"][1]["type"], "file");
  EXPECT_EQ(listing["entries"][1]["size"], 5);
  EXPECT_EQ(listing["entries"][1]["modified"], "1994-11-06T08:49:37Z");
  EXPECT_EQ(listing["entries"][2]["name"], "sub");
  EXPECT_EQ(listing["entries"][2]["type"], "folder");
  EXPECT_EQ(listing["pages"], 1);

  const auto html = request("GET /", "accept: text/html, */*;q=0.8\r\n");
  EXPECT_EQ(html.field("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(html.body, HasSubstr("<a href=\"./b.txt\">b.txt</a></td><td class=\"n\">5 B</td>"));
  EXPECT_THAT(html.body, HasSubstr("1994-11-06 08:49"));
  EXPECT_THAT(html.body, HasSubstr("<a href=\"./sub/\">sub/</a>"));
  EXPECT_THAT(html.body, Not(HasSubstr("../")));
  EXPECT_THAT(request("GET /sub/").body, HasSubstr("<a href=\"../\">"));
  EXPECT_EQ(request("GET /sub").field("location"), "/sub/");
}

TEST_F(Listings, escape_names) {
  write("<b>&\".txt", "x");
  write("a:b", "x");
  fs::create_directories(site() / "<i>");
  const auto body = request("GET /").body;
  EXPECT_THAT(body, HasSubstr("<a href=\"./%3Cb%3E&amp;%22.txt\">&lt;b&gt;&amp;&quot;.txt</a>"));
  EXPECT_THAT(body, HasSubstr("<a href=\"./a:b\">a:b</a>"));
  EXPECT_THAT(request("GET /%3Ci%3E/").body, HasSubstr("<h1>/&lt;i&gt;/</h1>"));
  write("\xff\xfe", "x");
  EXPECT_EQ(names_at("/").size(), 6u);
}

TEST_F(Listings, leave_out_what_is_not_served) {
  write(".hidden", "x");
  fs::create_directories(site() / ".well-known");
  std::ofstream(folder_ / "secret") << "secret";
  fs::create_symlink(folder_ / "secret", site() / "out");
  fs::create_symlink(site() / "b.txt", site() / "in");
  fs::create_symlink(site() / "nowhere", site() / "broken");
  ASSERT_EQ(::mkfifo((site() / "fifo").c_str(), 0600), 0);
  EXPECT_THAT(names_at("/"), ElementsAre(".well-known", "b.txt", "in", "sub"));
  fs::create_directories(site() / ".git");
  EXPECT_EQ(request("GET /.git/").status(), 404);
  EXPECT_EQ(request("GET /none/").status(), 404);
  EXPECT_EQ(request("GET /b.txt/").status(), 404);
}

TEST_F(Listings, give_way_to_an_index) {
  write("index.html", "index");
  EXPECT_EQ(request("GET /").body, "index");
}

TEST_F(Listings, of_large_folders_have_pages) {
  for (int i = 0; i < 1100; ++i) write(fmt::format("sub/{:05}", i), "");
  EXPECT_EQ(names_at("/sub/").size(), Listing::page_size);
  EXPECT_EQ(names_at("/sub/?page=2").front(), "00500");
  EXPECT_EQ(names_at("/sub/?page=3").size(), 100u);
  EXPECT_EQ(request("GET /sub/?page=4").status(), 404);
  EXPECT_EQ(request("GET /sub/?page=0").status(), 404);
  const auto body = request("GET /sub/?page=2").body;
  EXPECT_THAT(body, HasSubstr("Page 2 of 3 <a href=\"?page=1\" rel=\"prev\">Previous</a> <a href=\"?page=3\""));
}

TEST_F(Listings, of_the_largest_folders_say_that_they_are_cut) {
  for (std::size_t i = 0; i <= Listing::most_names; ++i) write(fmt::format("sub/{}", i), "");
  const RootDirectory root(site());
  const auto listing = read_listing(root, "sub/", 20);
  ASSERT_TRUE(listing);
  EXPECT_TRUE(listing->is_cut);
  EXPECT_EQ(listing->pages, 20u);
  EXPECT_THAT(html_of(*listing, "/sub/"), HasSubstr("more than 10000 names"));
  fs::remove(site() / "sub" / "0");
  EXPECT_FALSE(read_listing(root, "sub/", 1)->is_cut);
}

}  // namespace listing_test
}  // namespace weft::server
