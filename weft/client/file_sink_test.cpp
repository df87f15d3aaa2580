#include <weft/client/file_sink.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include <weft/client/content/support_test.hpp>
#include <weft/client/support_test.hpp>

namespace weft::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(FileSink, has_its_name_when_it_is_whole) {
  const Folder folder;
  auto sink = FileSink::open(folder.path("page"));
  ASSERT_TRUE(sink.has_value());
  EXPECT_TRUE(sink->write(as_octets("hel")).has_value());
  EXPECT_THAT(folder.names(), ElementsAre("page.part"));
  EXPECT_TRUE(sink->write(as_octets("lo")).has_value());
  EXPECT_TRUE(sink->finish().has_value());
  EXPECT_THAT(folder.names(), ElementsAre("page"));
  EXPECT_EQ(folder.read("page"), "hello");
}

TEST(FileSink, leaves_what_was_there_until_then) {
  const Folder folder;
  folder.write("page", "old");
  {
    auto sink = FileSink::open(folder.path("page"));
    EXPECT_TRUE(sink->write(as_octets("half")).has_value());
    EXPECT_EQ(folder.read("page"), "old");
  }
  EXPECT_THAT(folder.names(), ElementsAre("page"));
  EXPECT_EQ(folder.read("page"), "old");
}

TEST(FileSink, begins_anew_where_another_one_was_left) {
  const Folder folder;
  folder.write("page.part", "what a crash has left behind");
  auto sink = FileSink::open(folder.path("page"));
  EXPECT_TRUE(sink->finish().has_value());
  EXPECT_EQ(folder.read("page"), "");
}

// Root would have put a file in the place of /dev/null.
TEST(FileSink, writes_to_a_pipe_that_stands_at_the_path) {
  const Folder folder;
  ASSERT_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  const io::Descriptor reader(::open(folder.path("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  for (const bool finishes : {false, true}) {
    auto sink = FileSink::open(folder.path("pipe"));
    ASSERT_TRUE(sink.has_value());
    EXPECT_TRUE(sink->write(as_octets("hello")).has_value());
    if (!finishes) continue;
    EXPECT_TRUE(sink->finish().has_value());
  }
  std::array<char, 20> read{};
  EXPECT_EQ(::read(reader.number(), read.data(), read.size()), 10);
  EXPECT_THAT(folder.names(), ElementsAre("pipe"));
  EXPECT_TRUE(std::filesystem::is_fifo(folder.path("pipe")));
}

TEST(FileSink, says_why_it_cannot_be_made) {
  const Folder folder;
  const auto sink = FileSink::open(folder.path("none/page"));
  ASSERT_FALSE(sink.has_value());
  EXPECT_EQ(sink.error().reason, Reason::file_not_written);
  EXPECT_EQ(sink.error().detail, folder.path("none/page.part") + ": No such file or directory");
}

TEST(FileSink, says_why_it_cannot_have_its_name) {
  const Folder folder;
  std::filesystem::create_directory(folder.path("page"));
  auto sink = FileSink::open(folder.path("page"));
  const auto finished = sink->finish();
  ASSERT_FALSE(finished.has_value());
  EXPECT_THAT(finished.error().detail, HasSubstr("page: Is a directory"));
  EXPECT_THAT(folder.names(), ElementsAre("page"));
}

// The device that is always full.
TEST(FileSink, tells_that_the_disk_is_full) {
  const Folder folder;
  std::filesystem::create_symlink("/dev/full", folder.path("page.part"));
  auto sink = FileSink::open(folder.path("page"));
  ASSERT_TRUE(sink.has_value());
  const auto written = sink->write(as_octets("hello"));
  ASSERT_FALSE(written.has_value());
  EXPECT_THAT(written.error().detail, HasSubstr("page.part: No space left on device"));
}

// --- from a server ---------------------------------------------------------------------------------------------------

class ToFile : public EachVersion {
 protected:
  std::vector<std::string> names() const { return folder.names(); }

  Folder folder;
};

INSTANTIATE_TEST_SUITE_P(Both, ToFile, testing::Values(http::Version::http11, http::Version::http2), name_of_version);

TEST_P(ToFile, takes_the_body_of_a_response) {
  const std::string text(3'000'000, 'x');
  server->get("/long", [&](Context& c) { c.text(text); });
  const auto response = get("/long").to_file(folder.path("page")).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "");
  EXPECT_EQ(folder.read("page"), text);
  EXPECT_THAT(names(), ElementsAre("page"));
}

TEST_P(ToFile, does_not_take_what_is_no_success) {
  const auto response = get("/none").to_file(folder.path("page")).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, http::Status::not_found);
  EXPECT_FALSE(response->body.empty());
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(ToFile, leaves_nothing_of_a_response_that_breaks_off) {
  server->get("/half", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("half");
    throw std::runtime_error("no more");
  });
  const auto response = get("/half").to_file(folder.path("page")).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, ClientError::Stage::body);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(ToFile, says_why_it_cannot_be_written) {
  const auto response = get("/").to_file(folder.path("none/page")).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().stage, ClientError::Stage::body);
  EXPECT_EQ(response.error().reason(), "file_not_written");
  EXPECT_THAT(response.error().text(), HasSubstr("none/page.part: No such file or directory"));
}

TEST_P(ToFile, tells_that_the_disk_is_full) {
  std::filesystem::create_symlink("/dev/full", folder.path("page.part"));
  const auto response = get("/").to_file(folder.path("page")).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_THAT(response.error().text(), HasSubstr("No space left on device"));
  EXPECT_THAT(names(), IsEmpty());
  // The connection goes on.
  EXPECT_EQ(get("/").wait()->body, "hello");
}

TEST_P(ToFile, is_no_stream) {
  EXPECT_THROW(static_cast<void>(get("/").to_file(folder.path("page")).open_wait()), std::logic_error);
}

}  // namespace
}  // namespace weft::client
