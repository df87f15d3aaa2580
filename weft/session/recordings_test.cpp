#include <weft/session/recordings.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/trace/recording/recording.hpp>

namespace weft::session {
namespace recordings_test {
namespace {

using testing::HasSubstr;

struct Folder {
  Folder() : path(std::filesystem::path(testing::TempDir()) / fmt::format("weft_recordings_test_{}", ::getpid())) {
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path);
  }
  ~Folder() { std::filesystem::remove_all(path); }

  std::vector<std::filesystem::path> files() const {
    return {std::filesystem::directory_iterator(path), std::filesystem::directory_iterator()};
  }

  std::filesystem::path path;
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const io::Address here{"127.0.0.1", 8443};
const io::Address there{"127.0.0.1", 5123};

Facts facts(std::uint64_t id) {
  Facts facts;
  facts.id = id;
  facts.version = http::Version::http2;
  facts.local = &here;
  facts.peer = &there;
  return facts;
}

TEST(Recordings, have_a_file_for_each_connection) {
  const Folder folder;
  Recordings recordings(http::Role::server, {.folder = folder.path.string()});
  auto reader = recordings.on_connection(facts(17));
  const Time began(std::chrono::hours(7));
  reader->on_call({.time = began, .verb = trace::Verb::begin});
  reader->on_event({began + std::chrono::milliseconds(2), trace::Direction::received, trace::PrefaceSeen{}});
  recordings.on_connection(facts(18));
  ASSERT_EQ(folder.files().size(), 2u);
  for (const auto& path : folder.files()) {
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    if (!path.string().ends_with("-17.sqlog")) continue;
    // Written already, though the connection lives.
    const auto recording = trace::read_recording(text_of(path));
    ASSERT_TRUE(recording);
    EXPECT_EQ(recording->peer, "127.0.0.1:5123");
    EXPECT_EQ(time_of(recording->entries.front()), Time(std::chrono::milliseconds(2)));
  }
}

TEST(Recordings, may_have_a_name_that_was_chosen) {
  const Folder folder;
  const std::string file = (folder.path / "mine.sqlog").string();
  Recordings recordings(http::Role::client, {.file = file});
  recordings.on_connection(facts(1));
  recordings.on_connection(facts(2));
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_TRUE(std::filesystem::exists(file + ".2"));
}

TEST(Recordings, are_for_their_owner_alone_whatever_stood_there_before) {
  const Folder folder;
  const std::string file = (folder.path / "mine.sqlog").string();
  std::ofstream(file) << "before";
  ::chmod(file.c_str(), 0644);
  Recordings recordings(http::Role::client, {.file = file, .values = true});
  recordings.on_connection(facts(1))->on_event({Time(), trace::Direction::sent, trace::PrefaceSeen{}});
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_TRUE(trace::read_recording(text_of(file)));
}

TEST(Recordings, tell_why_there_is_none) {
  std::string told;
  Recordings recordings(http::Role::server,
                        {.folder = "/nonexistent", .tell = [&told](const std::string& why) { told = why; }});
  EXPECT_EQ(recordings.on_connection(facts(1)), nullptr);
  EXPECT_THAT(told, HasSubstr("the recording cannot be written: No such file or directory"));
}

TEST(Recordings, end_where_the_disk_is_full) {
  std::vector<std::string> told;
  Recordings recordings(http::Role::server,
                        {.file = "/dev/full", .tell = [&told](const std::string& why) { told.push_back(why); }});
  auto reader = recordings.on_connection(facts(1));
  ASSERT_NE(reader, nullptr);
  for (int i = 0; i < 3; ++i) reader->on_event({Time(), trace::Direction::received, trace::PrefaceSeen{}});
  EXPECT_THAT(told, testing::ElementsAre(HasSubstr("No space left on device")));
}

}  // namespace
}  // namespace recordings_test
}  // namespace weft::session
