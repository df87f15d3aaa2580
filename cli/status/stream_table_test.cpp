#include <cli/status/stream_table.hpp>

#include <array>
#include <stdexcept>

#include <gmock/gmock.h>

#include <weft/server/control/streams_json.hpp>

namespace weft::cli::status {
namespace stream_table_test {

using namespace std::chrono_literals;
using http::EngineView;
using http::Wait;
using testing::ElementsAre;
using testing::HasSubstr;
using Details = session::server::ConnectionDetails;

// The tool reads the text that the server writes.
std::string told_of(const Details& details, bool is_complete = true) {
  return server::streams_json(std::array{details}, {.is_complete = is_complete});
}

Details with_streams() {
  Details details{.connection = {.id = 7}, .now = Time(10s)};
  details.engine.windows = EngineView::Windows{};
  details.engine.scheme = EngineView::Scheme::urgency;
  details.engine.streams = {{.id = 41,
                             .priority = {.urgency = 5, .incremental = true},
                             .wait = Wait::stream_window,
                             .waiting = 2900ms,
                             .send_window = -5,
                             .sent = 65'536,
                             .unsent = 1'048'576},
                            {.id = 43, .send_window = 65'535}};
  details.requests = {{.id = 41, .method = "GET", .path = "/big", .status = http::Status::ok, .started = Time(5s)}};
  return details;
}

TEST(StreamTable, has_a_line_for_each) {
  EXPECT_THAT(table_of_streams(told_of(with_streams()), {}),
              ElementsAre("stream  request   status  order  wait             for  side    window   unsent      sent",
                          "  7:41  GET /big  200     u5i    stream_window  2.9 s  client      -5  1.0 MiB  64.0 KiB",
                          "  7:43  -         -       u3     -                  -  -       65,535        -       0 B"));
}

TEST(StreamTable, shows_places_of_a_tree) {
  Details details = with_streams();
  details.engine.scheme = EngineView::Scheme::tree;
  details.engine.streams[0].place = http::StreamView::Place{3, 200};
  EXPECT_THAT(table_of_streams(told_of(details), {})[1], HasSubstr("  200<3  "));
}

TEST(StreamTable, says_that_something_is_missing) {
  EXPECT_THAT(table_of_streams(told_of(with_streams(), false), {}).back(), HasSubstr("has not answered"));
}

TEST(StreamTable, obeys_no_octets_of_a_client) {
  Details details = with_streams();
  details.requests[0].path = "/\x1b[2J";
  EXPECT_THAT(table_of_streams(told_of(details), {})[1], testing::Not(HasSubstr("\x1b")));
}

TEST(StreamTable, leaves_half_of_a_line_to_other_columns_than_the_path) {
  Details details = with_streams();
  details.requests[0].path = "/" + std::string(100, 'a');
  EXPECT_THAT(table_of_streams(told_of(details), {.columns = 40})[1],
              HasSubstr("  GET /" + std::string(14, 'a') + "…  200  "));
}

TEST(StreamTable, wants_the_text_of_a_server) {
  EXPECT_THROW(table_of_streams("[]", {}), std::runtime_error);
  EXPECT_THROW(table_of_streams("<html>", {}), std::runtime_error);
}

}  // namespace stream_table_test
}  // namespace weft::cli::status
