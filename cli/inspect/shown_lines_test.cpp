#include <cli/inspect/shown_lines.hpp>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/trace/tap.hpp>

namespace weft::cli::inspect {
namespace shown_lines_test {
namespace {

using testing::HasSubstr;

constexpr std::string_view request = "GET /a HTTP/1.1\r\nhost: x\r\n\r\n";
constexpr std::string_view response = "HTTP/1.1 204 No Content\r\n\r\n";

struct Shown : testing::Test {
  void pass(std::uint64_t connection) {
    session::Facts facts;
    facts.id = connection;
    const auto reader = lines.on_connection(facts);
    trace::Tap tap(http::Role::client, http::Version::http11, *reader);
    tap.sent(as_octets(request), Time(std::chrono::milliseconds(3)));
    tap.received(as_octets(response), Time(std::chrono::milliseconds(4)));
  }

  std::string text;
  ShownLines lines{[this](std::string_view more) { text += more; }, false, Time(std::chrono::milliseconds(1))};
};

TEST_F(Shown, lines_have_the_number_of_their_connection_and_count_from_the_beginning) {
  pass(1);
  pass(2);
  EXPECT_THAT(text, HasSubstr("     2.0 ms  →  request       1:1"));
  EXPECT_THAT(text, HasSubstr("     3.0 ms  ←  response      1:1"));
  EXPECT_THAT(text, HasSubstr("     2.0 ms  →  request       2:1"));
}

TEST_F(Shown, requests_are_counted_and_responses_are_not) {
  EXPECT_EQ(lines.requests(), 0u);
  pass(1);
  EXPECT_EQ(lines.requests(), 1u);
  pass(2);
  EXPECT_EQ(lines.requests(), 2u);
}

}  // namespace
}  // namespace shown_lines_test
}  // namespace weft::cli::inspect
