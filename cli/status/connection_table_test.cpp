#include <cli/status/connection_table.hpp>

#include <gmock/gmock.h>

#include <stdexcept>

#include <weft/server/control/connection_list.hpp>

namespace weft::cli::status {
namespace connection_table_test {

using server::ConnectionList;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using View = ConnectionList::View;

std::string told_of(std::vector<View> views, std::size_t loops = 1) {
  ConnectionList list(10, loops);
  list.add(std::move(views));
  return list.to_json();
}

// The tool reads the text that the server writes.
TEST(ConnectionTable, has_a_line_for_each) {
  const Time now = std::chrono::steady_clock::now();
  const View busy{.id = 7,
                  .state = View::State::active,
                  .peer = "192.0.2.1:5",
                  .version = http::Version::http2,
                  .tls = "TLSv1.3",
                  .since = now - std::chrono::seconds(65),
                  .heard = now - std::chrono::seconds(2),
                  .streams = 3,
                  .requests = 1200,
                  .octets = io::SocketOctets{.received = 2048, .sent = 9}};
  const View opening{.id = 12, .peer = "::1:99"};
  EXPECT_THAT(
      table_of_connections(told_of({opening, busy}), {}),
      ElementsAre("id  peer         version  tls      state    age         last  streams  requests       in  out",
                  " 7  192.0.2.1:5  HTTP/2   TLSv1.3  active   1 min 05 s  2 s         3     1,200  2.0 KiB  9 B",
                  "12  ::1:99       -        -        opening  -           -           0         0        -    -"));
}

TEST(ConnectionTable, of_none_is_its_head) {
  EXPECT_THAT(table_of_connections(told_of({}), {}), ElementsAre(StartsWith("id  peer")));
  EXPECT_THAT(table_of_connections(told_of({}), {.has_colours = true}), ElementsAre(StartsWith("\x1b[2mid")));
}

TEST(ConnectionTable, says_what_is_missing) {
  EXPECT_THAT(table_of_connections(told_of({}, 2), {}).back(), HasSubstr("has not answered"));
}

TEST(ConnectionTable, shows_no_control_character) {
  EXPECT_THAT(table_of_connections(told_of({View{.id = 1, .peer = "\x1b[2J"}}), {}).back(), HasSubstr("\\x1b[2J"));
}

TEST(ConnectionTable, is_not_made_of_any_text) {
  EXPECT_THROW(table_of_connections("<html>", {}), std::runtime_error);
  EXPECT_THROW(table_of_connections("{}", {}), std::runtime_error);
}

}  // namespace connection_table_test
}  // namespace weft::cli::status
