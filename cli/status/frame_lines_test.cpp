#include <cli/status/frame_lines.hpp>

#include <array>
#include <stdexcept>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <weft/server/control/streams_json.hpp>

namespace weft::cli::status {
namespace frame_lines_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Details = session::server::ConnectionDetails;

std::string told(std::optional<std::vector<session::FrameView>> frames) {
  Details details{.connection = {.id = 7}, .now = Time(10s)};
  details.frames = std::move(frames);
  return server::streams_json(std::array{details}, {});
}

std::vector<session::FrameView> four() {
  return {{.time = Time(9s), .type = 1, .flags = 5, .stream = 41, .length = 20},
          {.time = Time(9500ms), .is_sent = true, .type = 4, .flags = 1},
          {.time = Time(10s), .is_sent = true, .type = 0, .stream = 41, .length = 16'384},
          {.time = Time(10s), .type = 8, .length = 4, .increment = 65'535}};
}

std::string complaint_about(const std::string& json, std::uint64_t connection) {
  try {
    frames_of_connection(json, connection);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

TEST(FrameLines, are_those_of_a_connection) {
  EXPECT_THAT(frames_of_connection(told(four()), 7),
              ElementsAre("connection 7: the last 4 frames; → was sent by the server",
                          "     1.000 s ago  ←  HEADERS       41    20 B   END_STREAM   END_HEADERS",
                          "     0.500 s ago  →  SETTINGS      0     0 B   ACK",
                          "     0.000 s ago  →  DATA          41    16,384 B",
                          "     0.000 s ago  ←  WINDOW_UPDATE 0     +65,535"));
}

TEST(FrameLines, are_the_newest_of_a_stream) {
  const auto connection = [](std::vector<session::FrameView> frames) {
    return nlohmann::ordered_json::parse(told(std::move(frames)))["connections"][0];
  };
  EXPECT_THAT(frames_of_stream(connection(four()), 41),
              ElementsAre("  last frames; → was sent by the server:", HasSubstr("HEADERS"), HasSubstr("DATA")));
  EXPECT_THAT(frames_of_stream(connection(four()), 43), IsEmpty());
  std::vector<session::FrameView> many(20, {.time = Time(9s), .stream = 41});
  many.back().length = 5;
  const auto lines = frames_of_stream(connection(std::move(many)), 41);
  EXPECT_EQ(lines.size(), 9u);
  EXPECT_THAT(lines.back(), HasSubstr("5 B"));
  EXPECT_THAT(frames_of_stream(nlohmann::ordered_json::parse(R"({"id": 1})"), 41), IsEmpty());
}

TEST(FrameLines, say_why_there_are_none) {
  EXPECT_THAT(complaint_about(told(std::nullopt), 7), HasSubstr("weft serve --frames N"));
  EXPECT_THAT(complaint_about(told(four()), 8), HasSubstr("there is no connection 8"));
  EXPECT_THAT(complaint_about("{}", 7), HasSubstr("not the streams of a weft server"));
}

}  // namespace frame_lines_test
}  // namespace weft::cli::status
