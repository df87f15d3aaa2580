#include <weft/server/log/access_logs.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>

#include <weft/server/log/access_record_test.hpp>

namespace weft::server {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class Logs : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "weft_logs_XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override { fs::remove_all(folder); }

  std::size_t add(const std::string& name, const std::string& fields = "cs-host", LogRotation rotation = {}) {
    const std::string path = name.starts_with('/') ? name : (folder / name).string();
    return logs.add({.path = path, .fields = fields, .rotation = rotation}, [](std::string_view) {});
  }
  std::string text_of(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder / name).rdbuf();
    return text.str();
  }
  std::size_t count_files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
  }

  fs::path folder;
  AccessLogs logs;
  io::Loop loop;
};

TEST_F(Logs, have_the_lines_that_are_meant_for_them) {
  const auto a = add("a");
  const auto b = add("b", "sc-status");
  {
    AccessRecorders recorders(logs, loop);
    ASSERT_TRUE(recorders);
    recorders.record({a}, example());
    recorders.record({a, b}, example());
    recorders.record({}, example());
  }
  logs.finish();
  EXPECT_THAT(text_of("a"), HasSubstr("\n#Fields: cs-host\nexample.org:8443\nexample.org:8443\n"));
  EXPECT_THAT(text_of("b"), HasSubstr("\n#Fields: sc-status\n200\n"));
}

TEST_F(Logs, of_the_same_file_and_options_are_one) {
  const auto a = add("a");
  EXPECT_NE(add("b"), a);
  EXPECT_EQ(add("a"), a);
  EXPECT_EQ(add("./a"), a);
  EXPECT_EQ(logs.size(), 2U);
  EXPECT_THROW(add("a", "sc-status"), std::invalid_argument);
  EXPECT_THROW(add("a", "cs-host", {.size = 5}), std::invalid_argument);
}

TEST_F(Logs, that_are_none_need_no_recorder) {
  EXPECT_FALSE(AccessRecorders(logs, loop));
}

TEST_F(Logs, tell_which_of_them_need_the_waits) {
  const auto a = add("a");
  const auto b = add("b", "x-wait-socket");
  const AccessRecorders recorders(logs, loop);
  EXPECT_FALSE(recorders.show_waits({a}));
  EXPECT_TRUE(recorders.show_waits({a, b}));
}

TEST_F(Logs, are_opened_anew_as_far_as_they_can_be) {
  const auto a = add("a");
  fs::create_directory(folder / "gone");
  const auto b = add("gone/b");
  fs::rename(folder / "a", folder / "old");
  fs::remove_all(folder / "gone");
  std::vector<std::string> told;
  EXPECT_FALSE(logs.reopen([&](std::string_view path, const std::error_code&) { told.emplace_back(path); }));
  EXPECT_THAT(told, ElementsAre((folder / "gone/b").string()));
  AccessRecorders(logs, loop).record({a, b}, example());
  logs.finish();
  EXPECT_THAT(text_of("a"), HasSubstr("\nexample.org:8443\n"));
}

TEST_F(Logs, are_moved_away_each_by_its_own_size) {
  const auto a = add("a", "cs-host", {.size = 1, .keep = 0});
  const auto b = add("b");
  for (int i = 0; i < 3; ++i) AccessRecorders(logs, loop).record({a, b}, example());
  logs.finish();
  EXPECT_EQ(count_files(), 4U);
  EXPECT_THAT(text_of("b"), HasSubstr("example.org:8443\nexample.org:8443\nexample.org:8443\n"));
}

TEST_F(Logs, of_a_full_disk_lose_lines_and_others_do_not) {
  const auto full = add("/dev/full");
  const auto a = add("a");
  AccessRecorders(logs, loop).record({full, a}, example());
  logs.finish();
  EXPECT_EQ(logs.dropped(), 1U);
  EXPECT_EQ(logs.at(a).dropped(), 0U);
  EXPECT_THAT(text_of("a"), HasSubstr("\nexample.org:8443\n"));
}

TEST_F(Logs, stay_one_line_whatever_a_peer_sends) {
  const std::string hostile("a\r\nb\x1b\"\0\xff\\", 9);
  AccessRecord record = example();
  record.host = hostile;
  const auto a = add("a");
  const auto b =
      logs.add({.path = folder / "b", .fields = "cs-host", .format = LogFormat::json}, [](std::string_view) {});
  AccessRecorders(logs, loop).record({a, b}, record);
  logs.finish();
  EXPECT_THAT(text_of("a"), HasSubstr("\na%0D%0Ab%1B%22%00%FF\\\n"));
  EXPECT_EQ(text_of("b"), "{\"cs-host\":\"a\\u000D\\u000Ab\\u001B\\u0022\\u0000%FF\\u005C\"}\n");
}

}  // namespace
}  // namespace weft::server
