// RFC 9113 8.2.1: Field Validity.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

bool is_token_octet(int octet) {
  return octet > 0x20 && octet < 0x7f && !(octet >= 'A' && octet <= 'Z') &&
         std::string_view("\"(),/:;<=>?@[\\]{}").find(static_cast<char>(octet)) == std::string_view::npos;
}

std::vector<std::string> around(int octet) {
  const char c = static_cast<char>(octet);
  return {std::string("ab") + c, std::string("a") + c + "b", c + std::string("ab"), std::string(1, c)};
}

// "A field name MUST NOT contain characters in the ranges 0x00-0x20, 0x41-0x5a, or 0x7f-0xff (all ranges inclusive)."
// and "field names MUST NOT include a colon (ASCII COLON, 0x3a)."
TEST(Rfc9113_8_2_1, octets_that_no_name_has_are_malformed_anywhere) {
  for (int octet = 0; octet < 256; ++octet) {
    if (octet > 0x20 && octet != ':' && !(octet >= 'A' && octet <= 'Z') && octet < 0x7f) continue;
    for (const std::string& name : around(octet)) {
      SCOPED_TRACE(testing::PrintToString(name));
      server().receives(frames().headers(1, get.with(name, "value"), end_stream)).is_stream_error(1, protocol_error);
    }
  }
}

TEST(Rfc9113_8_2_1, octets_of_a_token_make_a_name) {
  for (int octet = 0; octet < 256; ++octet) {
    if (!is_token_octet(octet)) continue;
    for (const std::string& name : around(octet)) {
      SCOPED_TRACE(name);
      const auto verdict = server().receives(frames().headers(1, get.with("x-" + name, "value"), end_stream));
      verdict.is_ignored();
      EXPECT_EQ(verdict.events().size(), 1u);
    }
  }
}

TEST(Rfc9113_8_2_1, empty_name_is_malformed) {
  server().receives(frames().headers(1, get.with("", "value"), end_stream)).is_stream_error(1, protocol_error);
}

// "A field value MUST NOT contain the zero value (ASCII NUL, 0x00), line feed (ASCII LF, 0x0a), or carriage return
// (ASCII CR, 0x0d) at any position."
TEST(Rfc9113_8_2_1, nul_cr_and_lf_in_a_value_are_malformed_anywhere) {
  for (const int octet : {0x00, 0x0a, 0x0d}) {
    for (const std::string& value : around(octet)) {
      SCOPED_TRACE(testing::PrintToString(value));
      server().receives(frames().headers(1, get.with("x-name", value), end_stream)).is_stream_error(1, protocol_error);
      client()
          .receives(frames().headers(1, response(200).with("x-name", value), end_stream))
          .is_stream_error(1, protocol_error);
    }
  }
}

// "A field value MUST NOT start or end with an ASCII whitespace character (ASCII SP or HTAB, 0x20 or 0x09)."
TEST(Rfc9113_8_2_1, whitespace_around_a_value_is_malformed) {
  for (const char* value : {" a", "a ", "\ta", "a\t", " ", "\t", " a "}) {
    SCOPED_TRACE(value);
    server().receives(frames().headers(1, get.with("x-name", value), end_stream)).is_stream_error(1, protocol_error);
  }
}

TEST(Rfc9113_8_2_1, other_octets_make_a_value) {
  for (int octet = 0x20; octet < 256; ++octet) {
    if (octet == 0x7f) continue;
    SCOPED_TRACE(octet);
    const std::string value = std::string("a") + static_cast<char>(octet) + "b";
    const auto verdict = server().receives(frames().headers(1, get.with("x-name", value), end_stream));
    verdict.is_ignored();
    EXPECT_EQ(verdict.events().size(), 1u);
  }
  server().receives(frames().headers(1, get.with("x-name", "a\tb"), end_stream)).is_ignored();
  server().receives(frames().headers(1, get.with("x-name", ""), end_stream)).is_ignored();
}

// "A request or response that contains a field that violates any of these conditions MUST be treated as malformed":
// trailers are part of it.
TEST(Rfc9113_8_2_1, trailers_are_validated_too) {
  server()
      .receives(frames().headers(1, post).then().headers(1, FieldList().with("x-name", "a\nb"), end_stream))
      .is_stream_error(1, protocol_error);
  client()
      .receives(frames().headers(1, response(200)).then().headers(1, FieldList().with("x name", "a"), end_stream))
      .is_stream_error(1, protocol_error);
}

TEST(Rfc9113_8_2_1, pseudo_fields_are_validated_too) {
  for (const char* name : {":method", ":authority", ":path", ":scheme"}) {
    for (const std::string& value : {std::string("a\r\nb"), std::string("a\0b", 3), std::string("a\nb")}) {
      SCOPED_TRACE(name);
      const auto verdict = server().receives(frames().headers(1, get.replacing(name, value), end_stream));
      verdict.is_stream_error(1, protocol_error);
      for (const auto& event : verdict.events()) EXPECT_THAT(event, testing::Not(testing::StartsWith("request")));
    }
  }
}

}  // namespace
}  // namespace weft::conformance
