#include <weft/server/site.hpp>

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
  Routing routing;
  EXPECT_EQ(routing.mount_of("/a"), nullptr);
  routing.mounts = {{"", nullptr}, {"/a/b", nullptr}, {"/a", nullptr}};
  EXPECT_EQ(routing.mount_of("/a/b/c")->prefix, "/a/b");
  EXPECT_EQ(routing.mount_of("/a/c")->prefix, "/a");
  EXPECT_EQ(routing.mount_of("/b")->prefix, "");
}

}  // namespace
}  // namespace weft::server
