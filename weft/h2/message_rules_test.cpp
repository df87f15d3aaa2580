#include <weft/h2/message_rules.hpp>

#include <gtest/gtest.h>

#include <string>

#include <weft/hpack/static_table.hpp>

namespace weft::h2 {
namespace {

std::optional<Reason> check(std::string_view name, std::string_view value, MessageKind kind = MessageKind::request) {
  return check_regular_field({name, value, http::intern_field_name(name), false}, kind);
}

TEST(RegularField, has_a_name_of_lower_case_token_octets) {
  for (int octet = 0; octet < 256; ++octet) {
    const char c = static_cast<char>(octet);
    const bool valid =
        std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz").find(c) != std::string_view::npos;
    for (const std::string& name : {std::string(1, c) + "ab", std::string("a") + c + "b", std::string("ab") + c}) {
      EXPECT_EQ(check(name, "value"), valid ? std::optional<Reason>() : Reason::field_name_not_valid) << octet;
    }
  }
  EXPECT_EQ(check("", "value"), Reason::field_name_not_valid);
}

TEST(RegularField, has_no_nul_cr_or_lf_in_its_value) {
  for (const char c : {'\0', '\r', '\n'}) {
    for (const std::string& value : {std::string(1, c) + "ab", std::string("a") + c + "b", std::string("ab") + c}) {
      EXPECT_EQ(check("name", value), Reason::field_value_not_valid) << int{c};
    }
  }
}

TEST(RegularField, has_no_whitespace_around_its_value) {
  for (const auto* value : {" a", "a ", "\ta", "a\t", " "}) {
    EXPECT_EQ(check("name", value), Reason::field_value_not_valid) << value;
  }
  EXPECT_EQ(check("name", "a \t b"), std::nullopt);
  EXPECT_EQ(check("name", ""), std::nullopt);
  EXPECT_EQ(check("name", "\xc3\xa9"), std::nullopt);
}

TEST(RegularField, is_not_about_the_connection) {
  for (const auto* name : {"connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"}) {
    EXPECT_EQ(check(name, "x"), Reason::connection_specific_field) << name;
  }
}

TEST(Te, says_trailers_in_requests_and_nothing_else) {
  EXPECT_EQ(check("te", "trailers"), std::nullopt);
  EXPECT_EQ(check("te", "gzip"), Reason::connection_specific_field);
  EXPECT_EQ(check("te", "trailers, gzip"), Reason::connection_specific_field);
  EXPECT_EQ(check("te", "trailers", MessageKind::response), Reason::connection_specific_field);
}

TEST(Trailers, have_no_pseudo_fields) {
  http::Fields trailers;
  trailers.add("checksum", "1");
  EXPECT_EQ(check_trailers(trailers, MessageKind::request), std::nullopt);
  trailers.add(":status", "200");
  EXPECT_EQ(check_trailers(trailers, MessageKind::response), Reason::pseudo_field_in_trailers);
}

TEST(Trailers, obey_the_rules_of_fields) {
  http::Fields trailers;
  trailers.add("Upper", "1");
  EXPECT_EQ(check_trailers(trailers, MessageKind::request), Reason::field_name_not_valid);
}

TEST(Answer, is_given_to_requests_that_can_be_answered) {
  EXPECT_EQ(answer_to(Reason::authority_not_valid), http::Status::bad_request);
  EXPECT_EQ(answer_to(Reason::path_too_long), http::Status::uri_too_long);
  EXPECT_EQ(answer_to(Reason::fields_too_large), http::Status::request_header_fields_too_large);
  EXPECT_EQ(answer_to(Reason::field_name_not_valid), std::nullopt);
}

std::uint8_t marks(std::string_view name, std::string_view value) {
  const NameToken known = http::intern_field_name(name);
  return marks_of({name, value, known != 0 ? known : hpack::static_table::token_of(name)});
}

TEST(Marks, of_a_regular_field_say_that_name_and_value_are_sound) {
  EXPECT_EQ(marks("x-name", "a value"), http::mark::sound);
  EXPECT_EQ(marks("accept", ""), http::mark::sound);
  EXPECT_EQ(marks("X-Name", "value"), 0);
  EXPECT_EQ(marks("x-name", " value"), 0);
  EXPECT_EQ(marks("accept", "a\r\nb"), 0);
}

TEST(Marks, of_a_pseudo_field_say_that_its_value_is_what_its_name_asks_for) {
  EXPECT_EQ(marks(":method", "PURGE"), http::mark::sound);
  EXPECT_EQ(marks(":method", "GET POST"), 0);
  EXPECT_EQ(marks(":path", "/a?b"), http::mark::sound);
  EXPECT_EQ(marks(":path", "*"), 0);
  EXPECT_EQ(marks(":path", "/a b"), 0);
  EXPECT_EQ(marks(":scheme", "coap+tcp"), http::mark::sound);
  EXPECT_EQ(marks(":scheme", "1http"), 0);
  EXPECT_EQ(marks(":authority", "example.org:8443"), http::mark::sound);
  EXPECT_EQ(marks(":authority", "user@example.org"), 0);
  EXPECT_EQ(marks(":protocol", "websocket"), 0);
}

// The static table marks all of its fields, and some of these must not be sent.
TEST(Marks, do_not_make_a_field_about_the_connection_plain) {
  for (const auto* name : {"transfer-encoding", "connection", "te", "upgrade", "keep-alive", "proxy-connection"}) {
    EXPECT_FALSE(is_plain({name, "x", http::intern_field_name(name), false, 0xff})) << name;
  }
  EXPECT_TRUE(is_plain({"accept", "x", http::intern_field_name("accept"), false, 0xff}));
}

}  // namespace
}  // namespace weft::h2
