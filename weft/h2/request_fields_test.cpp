#include <weft/h2/request_fields.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include <weft/hpack/static_table.hpp>

namespace weft::h2 {
namespace {

using List = std::vector<std::pair<std::string_view, std::string_view>>;

class RequestFields : public ::testing::Test {
 protected:
  // Reads the fields as a decoder leaves them, without marks and with them: the marks must change nothing.
  std::optional<Reason> read(const List& fields) {
    const std::optional<Reason> unmarked = read(fields, [](const Field&) { return std::uint8_t{0}; });
    EXPECT_EQ(read(fields, marks_of), unmarked);
    return unmarked;
  }
  // A good request, followed by these fields.
  std::optional<Reason> read_with(const List& fields) {
    List all{{":method", "GET"}, {":scheme", "https"}, {":authority", "example.org"}, {":path", "/"}};
    all.insert(all.end(), fields.begin(), fields.end());
    return read(all);
  }
  std::optional<Reason> read_path(std::string_view method, std::string_view path) {
    return read({{":method", method}, {":scheme", "https"}, {":path", path}, {":authority", "example.org"}});
  }

  template <class Inspector>
  std::optional<Reason> read(const List& fields, Inspector inspector) {
    head.clear();
    for (const auto& [name, value] : fields) {
      const NameToken known = http::intern_field_name(name);
      const NameToken token = known != 0 ? known : hpack::static_table::token_of(name);
      Field field{head.fields.arena().store(name), head.fields.arena().store(value), token, false};
      field.marks = inspector(field);
      head.fields.add_view(field);
    }
    return read_request(head, {limits, extended_connect});
  }

  Limits limits;
  ExtendedConnect extended_connect = ExtendedConnect::off;
  http::RequestHead head;
};

TEST_F(RequestFields, become_a_head) {
  ASSERT_EQ(read({{":method", "POST"},
                  {":path", "/a?b"},
                  {":scheme", "https"},
                  {":authority", "example.org:8443"},
                  {"content-length", "5"},
                  {"x-name", "value"}}),
            std::nullopt);
  EXPECT_EQ(head.method, http::Method::post);
  EXPECT_EQ(head.path, "/a?b");
  EXPECT_EQ(head.scheme, "https");
  EXPECT_EQ(head.authority, "example.org:8443");
  EXPECT_EQ(head.content_length, 5u);
  ASSERT_EQ(head.fields.size(), 2u);
  EXPECT_EQ(head.fields.find("x-name"), "value");
}

TEST_F(RequestFields, keep_a_method_that_has_no_name_here) {
  ASSERT_EQ(read_path("BREW", "/"), std::nullopt);
  EXPECT_EQ(head.method, http::Method::other);
  EXPECT_EQ(head.method_text, "BREW");
}

TEST_F(RequestFields, need_method_scheme_and_path) {
  EXPECT_EQ(read({{":scheme", "https"}, {":path", "/"}}), Reason::pseudo_field_missing);
  EXPECT_EQ(read({{":method", "GET"}, {":path", "/"}}), Reason::pseudo_field_missing);
  EXPECT_EQ(read({{":method", "GET"}, {":scheme", "https"}}), Reason::pseudo_field_missing);
  EXPECT_EQ(read({}), Reason::pseudo_field_missing);
  EXPECT_EQ(read({{":method", "GET"}, {":scheme", "https"}, {":path", "/"}}), std::nullopt);
}

TEST_F(RequestFields, have_known_pseudo_fields_once_and_in_front) {
  EXPECT_EQ(read_with({{":path", "/"}}), Reason::pseudo_field_repeated);
  EXPECT_EQ(read_with({{":status", "200"}}), Reason::pseudo_field_unknown);
  EXPECT_EQ(read_with({{":other", "x"}}), Reason::pseudo_field_unknown);
  EXPECT_EQ(read_with({{"a", "b"}, {":path", "/"}}), Reason::pseudo_field_too_late);
  EXPECT_EQ(read_with({{"a", "b"}, {":other", "/"}}), Reason::pseudo_field_too_late);
}

TEST_F(RequestFields, have_pseudo_fields_of_visible_octets) {
  for (const auto* text : {"/a b", "/\r\n", "/\t", "/\x80", "/\x7f"}) {
    EXPECT_EQ(read_path("GET", text), Reason::pseudo_field_not_valid) << text;
  }
  EXPECT_EQ(read_path("G T", "/"), Reason::pseudo_field_not_valid);
  EXPECT_EQ(read_path("", "/"), Reason::pseudo_field_not_valid);
  EXPECT_EQ(read({{":method", "GET"}, {":scheme", "https"}, {":path", "/"}, {":authority", "a\rb"}}),
            Reason::pseudo_field_not_valid);
  EXPECT_EQ(read({{":method", "GET"}, {":scheme", "ht tp"}, {":path", "/"}}), Reason::pseudo_field_not_valid);
  EXPECT_EQ(read({{":method", "GET"}, {":scheme", ""}, {":path", "/"}}), Reason::pseudo_field_not_valid);
}

TEST_F(RequestFields, have_a_path_that_begins_with_a_slash) {
  EXPECT_EQ(read_path("GET", ""), Reason::path_not_valid);
  EXPECT_EQ(read_path("GET", "a"), Reason::path_not_valid);
  EXPECT_EQ(read_path("GET", "*"), Reason::path_not_valid);
  EXPECT_EQ(read_path("GET", "/#fragment"), Reason::path_not_valid);
  EXPECT_EQ(read_path("OPTIONS", "*"), std::nullopt);
}

TEST_F(RequestFields, have_limits) {
  EXPECT_EQ(read_path("GET", "/" + std::string(limits.path_octets - 1, 'a')), std::nullopt);
  EXPECT_EQ(read_path("GET", "/" + std::string(limits.path_octets, 'a')), Reason::path_too_long);
  EXPECT_EQ(read_with({{"a", std::string(limits.value_octets, 'a')}}), std::nullopt);
  EXPECT_EQ(read_with({{"a", std::string(limits.value_octets + 1, 'a')}}), Reason::field_too_large);
  EXPECT_EQ(read_with({{std::string(limits.name_octets + 1, 'a'), "a"}}), Reason::field_too_large);
}

TEST_F(RequestFields, that_are_malformed_are_not_answered_although_something_else_could_be) {
  EXPECT_EQ(read_with({{"a", std::string(limits.value_octets + 1, 'a')}, {"B", "b"}}), Reason::field_name_not_valid);
}

TEST_F(RequestFields, have_a_scheme_of_http) {
  EXPECT_EQ(read({{":method", "GET"}, {":scheme", "ftp"}, {":path", "/"}}), Reason::scheme_not_supported);
  EXPECT_EQ(read({{":method", "GET"}, {":scheme", "http"}, {":path", "/"}}), std::nullopt);
}

TEST_F(RequestFields, take_the_authority_from_host_where_there_is_no_other) {
  ASSERT_EQ(read({{":method", "GET"}, {":scheme", "https"}, {":path", "/"}, {"host", "example.org"}, {"a", "b"}}),
            std::nullopt);
  EXPECT_EQ(head.authority, "example.org");
  EXPECT_EQ(head.fields.size(), 1u);
}

TEST_F(RequestFields, drop_a_host_that_says_the_same) {
  for (const auto* host : {"example.org", "EXAMPLE.org", "example.org:443"}) {
    EXPECT_EQ(read_with({{"host", host}}), std::nullopt) << host;
    EXPECT_EQ(head.authority, "example.org");
    EXPECT_TRUE(head.fields.empty());
  }
}

TEST_F(RequestFields, must_not_have_a_host_that_differs_or_two) {
  EXPECT_EQ(read_with({{"host", "example.com"}}), Reason::host_differs);
  EXPECT_EQ(read_with({{"host", "example.org:444"}}), Reason::host_differs);
  EXPECT_EQ(read_with({{"host", ""}}), Reason::host_differs);
  EXPECT_EQ(read_with({{"host", "example.org"}, {"host", "example.org"}}), Reason::host_repeated);
}

TEST_F(RequestFields, must_have_an_authority_of_host_and_port) {
  for (const auto* authority : {"", "user@example.org", "example.org:x", "example.org:99999", ":80"}) {
    EXPECT_EQ(read({{":method", "GET"}, {":scheme", "https"}, {":path", "/"}, {":authority", authority}}),
              Reason::authority_not_valid)
        << authority;
  }
  EXPECT_EQ(read({{":method", "GET"}, {":scheme", "https"}, {":path", "/"}, {"host", ""}}),
            Reason::authority_not_valid);
}

TEST_F(RequestFields, have_one_content_length_of_digits) {
  for (const auto* length : {"+5", "-1", "5,5", "", "0x5", "18446744073709551616"}) {
    EXPECT_EQ(read_with({{"content-length", length}}), Reason::content_length_not_valid) << length;
  }
  EXPECT_EQ(read_with({{"content-length", "5"}, {"content-length", "5"}}), Reason::content_length_not_valid);
}

TEST_F(RequestFields, have_their_cookies_joined_in_place) {
  ASSERT_EQ(read_with({{"a", "1"}, {"cookie", "x=1"}, {"b", "2"}, {"cookie", "y=2"}, {"cookie", "z=3"}}), std::nullopt);
  ASSERT_EQ(head.fields.size(), 3u);
  EXPECT_EQ(head.fields.all()[0].name, "a");
  EXPECT_EQ(head.fields.all()[1].value, "x=1; y=2; z=3");
  EXPECT_EQ(head.fields.all()[2].name, "b");
}

TEST_F(RequestFields, keep_a_single_cookie_as_it_is) {
  ASSERT_EQ(read_with({{"cookie", "x=1; y=2"}}), std::nullopt);
  EXPECT_EQ(head.fields.find(http::FieldName::cookie), "x=1; y=2");
}

TEST_F(RequestFields, that_only_the_application_knows_keep_their_order_whatever_goes) {
  ASSERT_EQ(read_with({{"x-a", "1"}, {"host", "example.org"}, {"x-b", "2"}, {"cookie", "c"}, {"x-c", "3"}}),
            std::nullopt);
  std::string names;
  for (const Field& field : head.fields) names += std::string(field.name) + ' ';
  EXPECT_EQ(names, "x-a x-b cookie x-c ");
  EXPECT_EQ(head.fields.size(), 4u);
  EXPECT_EQ(head.fields.find("x-c"), "3");
  EXPECT_FALSE(head.fields.find(http::FieldName::host));
}

TEST_F(RequestFields, of_connect_have_an_authority_with_port_and_nothing_else) {
  EXPECT_EQ(read({{":method", "CONNECT"}, {":authority", "example.org:443"}}), std::nullopt);
  EXPECT_EQ(read({{":method", "CONNECT"}, {":authority", "example.org"}}), Reason::authority_not_valid);
  EXPECT_EQ(read({{":method", "CONNECT"}}), Reason::connect_not_valid);
  EXPECT_EQ(read({{":method", "CONNECT"}, {":authority", "example.org:443"}, {":path", "/"}}),
            Reason::connect_not_valid);
  EXPECT_EQ(read({{":method", "CONNECT"}, {":authority", "example.org:443"}, {":scheme", "https"}}),
            Reason::connect_not_valid);
}

TEST_F(RequestFields, of_extended_connect_are_known_where_it_is_enabled) {
  const List fields{{":method", "CONNECT"},
                    {":protocol", "websocket"},
                    {":scheme", "https"},
                    {":path", "/chat"},
                    {":authority", "a"}};
  EXPECT_EQ(read(fields), Reason::connect_protocol_not_enabled);
  extended_connect = ExtendedConnect::on;
  EXPECT_EQ(read(fields), std::nullopt);
  EXPECT_EQ(head.protocol, "websocket");
  EXPECT_EQ(head.path, "/chat");
  EXPECT_EQ(read_with({}), std::nullopt);
  EXPECT_EQ(read({{":method", "GET"}, {":protocol", "websocket"}, {":scheme", "https"}, {":path", "/"}}),
            Reason::connect_protocol_not_enabled);
  EXPECT_EQ(read({{":method", "CONNECT"}, {":protocol", "websocket"}, {":authority", "a"}}),
            Reason::pseudo_field_missing);
}

}  // namespace
}  // namespace weft::h2
