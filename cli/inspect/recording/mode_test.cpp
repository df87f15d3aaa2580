#include <cli/inspect/recording/mode.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <fmt/format.h>
#include <weft/trace/recording/recorded_test.hpp>

namespace weft::cli::inspect {
namespace mode_test {
namespace {

using testing::HasSubstr;

class Mode : public testing::Test {
 protected:
  struct Told {
    int code = 0;
    std::string out = {};
    std::string err = {};
  };

  Mode() { std::filesystem::create_directories(folder); }
  ~Mode() override { std::filesystem::remove_all(folder); }

  static Told run(const RecordingOptions& options) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = run_recording(options);
    return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
  }
  std::string written(const std::string& text) const {
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

  const std::string folder = testing::TempDir() + std::to_string(::getpid()) + "weft_recording_mode";
  const std::string file = folder + "/one.sqlog";
};

std::string recorded() {
  testkit::Frames in;
  in.preface().headers(1, testkit::request("GET", "/a"), testkit::end_stream);
  trace::Recorded recorded(http::Version::http2, true);
  recorded.received(in.octets()).ended();
  return recorded.text;
}

TEST_F(Mode, writes_packets_for_their_owner_alone_whatever_stood_there_before) {
  const std::string packets = folder + "/one.pcapng";
  std::ofstream(packets) << "before";
  ::chmod(packets.c_str(), 0644);
  const Told told = run({.file = written(recorded()), .pcapng = packets});
  EXPECT_EQ(told.code, 0);
  EXPECT_THAT(told.out, HasSubstr("tshark -r"));
  struct stat status{};
  ASSERT_EQ(::stat(packets.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_GT(status.st_size, 200);
}

TEST_F(Mode, tells_why_packets_cannot_be_written) {
  const Told told = run({.file = written(recorded()), .pcapng = folder + "/none/one.pcapng"});
  EXPECT_EQ(told.code, 1);
  EXPECT_THAT(told.err, HasSubstr("one.pcapng cannot be written: No such file or directory"));
}

TEST(ModeOptions, choose_nothing_of_a_replay_or_of_packets) {
  const auto parse = [](const std::string& line) {
    CLI::App app;
    RecordingOptions options;
    add_recording_options(app, options);
    app.parse(line);
    return options;
  };
  for (const std::string way : {"--replay", "--pcapng one.pcapng"}) {
    EXPECT_THROW(parse(way + " --stream 1"), CLI::ExcludesError);
    EXPECT_THROW(parse(way + " --frames DATA"), CLI::ExcludesError);
  }
  EXPECT_EQ(parse("--summary --stream 1,3 --frames 0xf0").streams.size(), 2u);
  EXPECT_THROW(parse("--frames HEADER"), CLI::ValidationError);
}

// A terminal obeys no octet of a file, wherever that stands.
TEST_F(Mode, shows_nothing_that_a_terminal_obeys) {
  constexpr std::string_view escape = R"(\u001b]0;title\u0007\u009b2J)";
  // The text goes behind these.
  for (const std::string_view place :
       {R"("local":")", R"("peer":")", R"("wall_clock_time":")", R"("reason":")", R"("blame":")", R"("name":")",
        R"("version":")", R"("call":")", R"("numbers":[],"text":")"}) {
    std::string text = recorded();
    const std::string begin = R"("numbers":[])";
    text.replace(text.find(begin), begin.size(), begin + R"(,"text":"")");
    ASSERT_NE(text.find(place), text.npos) << place;
    text.insert(text.find(place) + place.size(), escape);
    for (const bool summary : {false, true}) {
      for (const bool replay : {false, true}) {
        const Told told = run({.file = written(text), .summary = summary, .replay = replay});
        EXPECT_EQ((told.out + told.err).find_first_of("\x1b\x07"), std::string::npos) << place;
        EXPECT_EQ((told.out + told.err).find("\xc2\x9b"), std::string::npos) << place;
      }
    }
  }
}

}  // namespace
}  // namespace mode_test
}  // namespace weft::cli::inspect
