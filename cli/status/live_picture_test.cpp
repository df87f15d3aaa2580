#include <cli/status/live_picture.hpp>

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cli/get/screen.hpp>
#include <weft/server/control/streams_json.hpp>

namespace weft::cli::status {
namespace live_picture_test {

using namespace std::chrono_literals;
using http::EngineView;
using http::Wait;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Details = session::server::ConnectionDetails;

struct Size {
  std::size_t columns;
  std::size_t rows;
};
constexpr std::array sizes = {Size{160, 49}, Size{80, 23}, Size{60, 19}, Size{30, 8}, Size{300, 80}, Size{80, 1}};

Snapshot status_of_server() {
  Snapshot snapshot;
  snapshot.version = "1.0.0";
  snapshot.phase = "serving";
  snapshot.uptime = 100;
  snapshot.threads = 2;
  snapshot.requests = 5000;
  return snapshot;
}

http::StreamView stream(http::MessageId id, std::optional<Wait> wait, Duration waiting) {
  http::StreamView view{.id = id, .wait = wait, .waiting = waiting, .send_window = 0, .unsent = 1'048'576};
  if (wait) view.waits[*wait] = waiting;
  return view;
}

Details connection(std::uint64_t id, std::vector<http::StreamView> streams) {
  Details details{.connection = {.id = id, .peer = "192.0.2.1:51234"}, .now = Time(100s)};
  details.engine.windows = EngineView::Windows{.send = 32'768, .stream_send = 65'535};
  details.engine.scheme = EngineView::Scheme::urgency;
  details.engine.streams = std::move(streams);
  for (const auto& each : details.engine.streams)
    details.requests.push_back({.id = each.id, .method = "GET", .path = "/big.json", .started = Time(90s)});
  return details;
}

Details slow() {
  return connection(7, {stream(41, Wait::stream_window, 2900ms), stream(43, {}, {})});
}

class Pictures {
 public:
  std::vector<std::string> show(const std::vector<Details>& connections, Size size = {80, 23},
                                bool has_colours = false) {
    return picture_.lines(status_of_server(),
                          server::streams_json(connections, {.at = ++seconds_ * 1s, .open = connections.size()}),
                          size.rows, {size.columns, has_colours});
  }

 private:
  LivePicture picture_;
  int seconds_ = 0;
};

std::size_t line_with(const std::vector<std::string>& lines, std::string_view text) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find(text) != std::string::npos) return i;
  }
  ADD_FAILURE() << "no line has " << text;
  return 0;
}

TEST(LivePicture, begins_with_the_sentence_and_its_proof) {
  const auto lines = Pictures().show({slow()});
  EXPECT_THAT(lines[0], StartsWith("weft 1.0.0   serving   1 connection   2 streams   up 1 min 40 s   2 threads"));
  EXPECT_EQ(lines[1], "Why slow?   stream_window, the client must act");
  EXPECT_THAT(lines[2], StartsWith("stream 41 GET /big.json (connection 7): 2.9 s of 10.0 s waiting for the client"));
  EXPECT_THAT(lines[5], StartsWith("  windows: stream 0 of 65,535 left"));
}

TEST(LivePicture, has_the_connections_and_what_their_streams_wait_for) {
  const auto lines = Pictures().show({slow()}, {160, 49});
  const std::size_t head = line_with(lines, "who must act");
  EXPECT_THAT(lines[head + 1], HasSubstr("     7  192.0.2.1:51234"));
  EXPECT_THAT(lines[head + 1], HasSubstr("100 %  [##########..........]       32,768"));
  EXPECT_THAT(lines[head + 1], HasSubstr("client (stream_window)"));
  const std::size_t streams = line_with(lines, "request ");
  EXPECT_THAT(lines[streams + 1], HasSubstr("      7:41  GET /big.json"));
  EXPECT_THAT(lines[streams + 1], HasSubstr("  stream_window         2.9 s  client             0     1.0 MiB  u3"));
  EXPECT_THAT(lines[streams + 1], testing::EndsWith(" SSS"));
  EXPECT_THAT(lines[streams + 2], HasSubstr("      7:43  GET /big.json"));
  EXPECT_THAT(lines[streams + 2], testing::EndsWith(" ="));
  EXPECT_THAT(lines, Contains(StartsWith("requests     50/s   5,000 in all")));
}

TEST(LivePicture, says_that_nothing_is_slow) {
  EXPECT_THAT(Pictures().show({})[2], StartsWith("Nothing is slow now"));
  // Streams of a server that is well wait as well.
  EXPECT_THAT(Pictures().show({connection(7, {stream(1, Wait::priority, 400ms)})})[2], StartsWith("Nothing is slow"));
}

TEST(LivePicture, is_as_high_as_the_terminal_and_never_wider) {
  const std::vector<Details> many = {slow(), connection(8, {}),
                                     connection(9, std::vector<http::StreamView>(90, stream(1, Wait::socket, 90s)))};
  for (const auto& [columns, rows] : sizes) {
    for (const auto& connections : {many, std::vector<Details>()}) {
      const auto lines = Pictures().show(connections, {columns, rows}, true);
      EXPECT_EQ(lines.size(), rows) << columns;
      for (const auto& line : lines) EXPECT_LE(get::columns_of(line), columns) << line;
    }
  }
}

TEST(LivePicture, has_its_parts_in_their_places_whatever_they_have) {
  for (const auto& size : sizes) {
    if (size.rows < 19) continue;
    Pictures pictures;
    const auto before = pictures.show({}, size);
    const auto after = pictures.show({slow(), connection(9, {})}, size);
    for (const auto* part : {"Why slow?", "peer", "request ", "requests "})
      EXPECT_EQ(line_with(after, part), line_with(before, part)) << part;
  }
}

TEST(LivePicture, leaves_streams_in_their_rows) {
  Pictures pictures;
  const auto at = [&](Duration one, Duration other) {
    return line_with(pictures.show({connection(7, {stream(1, Wait::socket, one), stream(3, Wait::socket, other)})}),
                     "7:3 ");
  };
  EXPECT_EQ(at(2s, 1s), at(2s, 9s));
}

TEST(LivePicture, tells_the_rate_between_two_pictures) {
  Pictures pictures;
  Details one = slow();
  one.connection.octets = io::SocketOctets{.sent = 1'000'000};
  EXPECT_THAT(pictures.show({one}, {160, 49}), Not(Contains(HasSubstr("/s  client"))));
  one.connection.octets->sent += 2048;
  EXPECT_THAT(pictures.show({one}, {160, 49}), Contains(HasSubstr("2.0 KiB/s  client (stream_window)")));
}

TEST(LivePicture, has_colours_only_where_they_are_wanted) {
  for (const std::string& line : Pictures().show({slow()}, {160, 49})) EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  const auto lines = Pictures().show({slow()}, {160, 49}, true);
  EXPECT_THAT(lines,
              Contains(StartsWith("\x1b[1mWhy slow?\x1b[22m   \x1b[31mstream_window, the client must act\x1b[39m")));
  EXPECT_THAT(lines, Contains(HasSubstr("\x1b[31mSSS\x1b[39m")));
}

TEST(LivePicture, obeys_no_octets_of_a_client) {
  Details one = slow();
  one.requests[0].path = "/\x1b[2J" + std::string(300, 'a');
  for (const auto& [columns, rows] : sizes) {
    const auto lines = Pictures().show({one}, {columns, rows});
    for (const auto& line : lines) EXPECT_THAT(line, Not(HasSubstr("\x1b")));
    // The path leaves room for what is said of it.
    if (columns < 160) continue;
    EXPECT_THAT(lines, Contains(HasSubstr("waiting for the client to open the stream window")));
  }
}

TEST(LivePicture, says_that_something_is_missing) {
  LivePicture picture;
  const auto lines = picture.lines(status_of_server(), server::streams_json({}, {.is_complete = false}), 23, {80});
  EXPECT_THAT(lines[1], HasSubstr("has not answered"));
}

TEST(LivePicture, wants_the_text_of_a_server) {
  LivePicture picture;
  for (const auto* text : {"[]", "<html>", R"({"complete": true})"})
    EXPECT_THROW(picture.lines(status_of_server(), text, 23, {}), std::runtime_error);
}

}  // namespace live_picture_test
}  // namespace weft::cli::status
