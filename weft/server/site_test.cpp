#include <weft/server/site.hpp>

#include <stdexcept>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

TEST(Mount, covers_whole_segments_only) {
  const Mount mount{"/static", nullptr};
  EXPECT_TRUE(mount.covers("/static"));
  EXPECT_TRUE(mount.covers("/static/"));
  EXPECT_TRUE(mount.covers("/static/a.css"));
  EXPECT_FALSE(mount.covers("/statics"));
  EXPECT_FALSE(mount.covers("/"));
}

TEST(Mount, without_a_prefix_covers_everything) {
  const Mount mount{"", nullptr};
  EXPECT_TRUE(mount.covers("/"));
  EXPECT_TRUE(mount.covers("/a/b"));
}

TEST(Mount, with_the_longest_prefix_is_the_one_for_a_path) {
  Site site;
  EXPECT_EQ(site.mount_of("/a"), nullptr);
  site.mounts = {{"", nullptr}, {"/a/b", nullptr}, {"/a", nullptr}};
  EXPECT_EQ(site.mount_of("/a/b/c")->prefix, "/a/b");
  EXPECT_EQ(site.mount_of("/a/c")->prefix, "/a");
  EXPECT_EQ(site.mount_of("/b")->prefix, "");
}

std::vector<Site> sites_for(const std::vector<std::vector<std::string>>& hosts) {
  std::vector<Site> sites;
  for (const auto& each : hosts) sites.push_back({each, {}, {}});
  return sites;
}

// RFC 9110 7.4.
TEST(Sites, are_found_by_the_authority_of_a_request) {
  const Sites sites(sites_for({{"first.test"}, {"a.test", "*.a.test"}, {"b.a.test"}, {"[::1]", "127.0.0.1"}}));
  const auto first_host = [&](std::string_view authority) { return sites.find(authority).hosts.front(); };
  EXPECT_EQ(first_host("first.test"), "first.test");
  EXPECT_EQ(first_host("a.test"), "a.test");
  EXPECT_EQ(first_host("A.Test:8443"), "a.test");
  EXPECT_EQ(first_host("a.test."), "a.test");
  EXPECT_EQ(first_host("c.a.test"), "a.test");
  EXPECT_EQ(first_host("b.a.test"), "b.a.test");
  EXPECT_EQ(first_host("[::1]:80"), "[::1]");
  EXPECT_EQ(first_host("127.0.0.1:80"), "[::1]");
  for (const auto* unknown : {"", "unknown.test", ":80"}) EXPECT_EQ(first_host(unknown), "first.test");
  EXPECT_EQ(first_host(std::string(1000, 'a')), "first.test");
}

TEST(Sites, of_one_are_for_all) {
  const Sites sites(sites_for({{"a.test"}}));
  EXPECT_EQ(sites.find("b.test").hosts.front(), "a.test");
}

TEST(SitePlan, makes_a_site_with_the_routes_of_the_program_first) {
  const auto nothing = [](Context&) {};
  const SitePlan program{.routes = {{http::Method::get, "/api", nothing}}};
  const SitePlan own{.hosts = {"a.test"}, .routes = {{http::Method::get, "/{path...}", nothing}}};
  const Site site = make_site(program, own);
  Parameters parameters;
  EXPECT_NE(site.router.match(http::Method::get, "/api", parameters).handler, nullptr);
  EXPECT_NE(site.router.match(http::Method::get, "/other", parameters).handler, nullptr);
  EXPECT_THROW(make_site(own, own), std::invalid_argument);
}

}  // namespace
}  // namespace weft::server
