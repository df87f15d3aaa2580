#include <weft/trace/tap.hpp>

#include <weft/trace/notes_test.hpp>

namespace weft::trace {
namespace tap_test {
namespace {

using testing::HasSubstr;
using testkit::end_stream;
using testkit::Frames;

TEST(Tap, sees_the_same_from_either_side) {
  Frames client;
  client.preface().settings().headers(1, testkit::request("GET"), end_stream);
  Frames server;
  server.settings().settings_ack().headers(1, testkit::response(204), end_stream);
  Notes at_client;
  Tap of_client(http::Role::client, http::Version::http2, at_client);
  Notes at_server({}, http::Role::server);
  Tap of_server(http::Role::server, http::Version::http2, at_server);
  of_client.sent(client.octets(), Time());
  of_server.received(client.octets(), Time());
  of_client.received(server.octets(), Time());
  of_server.sent(server.octets(), Time());
  std::string turned;
  for (std::string_view rest = at_server.text; !rest.empty();) {
    const std::size_t arrow = std::min(rest.find("ms  →"), rest.find("ms  ←"));
    turned += rest.substr(0, arrow);
    if (arrow == rest.npos) break;
    turned += rest.substr(arrow).starts_with("ms  →") ? "ms  ←" : "ms  →";
    rest.remove_prefix(arrow + std::string_view("ms  →").size());
  }
  EXPECT_EQ(turned, at_client.text);
}

TEST(Tap, says_how_the_connection_ended_and_what_was_cut_off) {
  Notes notes;
  Tap tap(http::Role::client, http::Version::http2, notes);
  tap.received(testkit::frames().ping().octets().first(12), Time());
  tap.ended({}, Time() + std::chrono::milliseconds(1500));
  EXPECT_EQ(notes.text,
            "  1500.0 ms  ←  cut off inside a message\n"
            "  1500.0 ms  ·  end:\n");
}

TEST(Tap, of_http1_says_what_was_cut_off) {
  Notes notes;
  Tap tap(http::Role::client, http::Version::http11, notes);
  tap.sent(as_octets("GET / HTTP/1.1\r\n\r\n"), Time());
  tap.received(as_octets("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"), Time());
  tap.ended({}, Time());
  EXPECT_THAT(notes.text, HasSubstr("←  cut off inside a message\n"));
  EXPECT_THAT(notes.text, testing::Not(HasSubstr("→  cut off")));
}

}  // namespace
}  // namespace tap_test
}  // namespace weft::trace
