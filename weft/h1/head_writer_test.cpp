#include <weft/h1/head_writer.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::h1 {
namespace head_writer_test {

http::RequestHead request(std::string_view path = "/") {
  http::RequestHead head;
  head.authority = "a";
  head.path = path;
  return head;
}

template <class Head>
std::string write(const Head& head, const Envelope& envelope = {}) {
  Buffer out;
  Result<void, Misuse> written;
  if constexpr (std::is_same_v<Head, http::RequestHead>) {
    written = append_request_head(out, head, envelope);
  } else {
    written = append_response_head(out, head, envelope);
  }
  if (written) return std::string(as_text(out.readable()));
  EXPECT_TRUE(out.empty());
  return std::string(to_string(written.error()));
}

TEST(WrittenResponse, is_status_line_fields_and_empty_line) {
  http::ResponseHead head;
  head.status = http::Status::not_found;
  head.fields.add("content-type", "text/plain");
  head.fields.add("x-name", "");
  EXPECT_EQ(write(head), "HTTP/1.1 404 Not Found\r\ncontent-type: text/plain\r\nx-name: \r\n\r\n");
}

TEST(WrittenResponse, has_the_space_behind_the_code_without_a_phrase) {
  http::ResponseHead head;
  head.status = static_cast<http::Status>(299);
  EXPECT_EQ(write(head), "HTTP/1.1 299 \r\n\r\n");
}

TEST(WrittenResponse, gets_its_framing_and_persistence_from_the_connection) {
  http::ResponseHead head;
  head.fields.add("content-length", "1");
  Envelope envelope;
  envelope.content_length = 18446744073709551615U;
  envelope.persistence = Envelope::Persistence::close;
  EXPECT_EQ(write(head, envelope),
            "HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\nconnection: close\r\n\r\n");
  envelope = Envelope{};
  envelope.chunked = true;
  envelope.persistence = Envelope::Persistence::keep_alive;
  EXPECT_EQ(write(head, envelope), "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n\r\n");
}

TEST(WrittenHeads, list_upgrade_and_te_in_connection) {
  auto head = request();
  head.fields.add("upgrade", "websocket");
  head.fields.add("te", "trailers");
  Envelope envelope;
  envelope.persistence = Envelope::Persistence::close;
  EXPECT_EQ(
      write(head, envelope),
      "GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nte: trailers\r\nconnection: close, upgrade, te\r\n\r\n");
}

TEST(WrittenRequest, is_written_in_the_form_of_its_method) {
  EXPECT_EQ(write(request("/a?b")), "GET /a?b HTTP/1.1\r\nhost: a\r\n\r\n");
  auto options = request("*");
  options.method = http::Method::options;
  options.method_text = "OPTIONS";
  EXPECT_EQ(write(options), "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n");
  auto connect = request("");
  connect.method = http::Method::connect;
  connect.method_text = "CONNECT";
  connect.authority = "a:443";
  EXPECT_EQ(write(connect), "CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n");
}

// RFC 9112 3.2.2
TEST(WrittenRequest, has_the_absolute_form_for_a_proxy) {
  EXPECT_EQ(write(request("http://a/b?c")), "GET http://a/b?c HTTP/1.1\r\nhost: a\r\n\r\n");
  for (const char* path : {"http://b/", "http://a", "http://a/ b", "http://u@a/", "ftp://a/"}) {
    EXPECT_EQ(write(request(path)), "head_not_valid") << path;
  }
}

TEST(WrittenRequest, with_parts_that_cannot_be_sent_is_not_written) {
  for (const char* path : {"", "a", "*", "/a b", "/a\r\nb", "/#"}) EXPECT_EQ(write(request(path)), "head_not_valid");
  auto head = request();
  head.authority = "";
  EXPECT_EQ(write(head), "head_not_valid");
  head.authority = "a\r\nx: y";
  EXPECT_EQ(write(head), "head_not_valid");
  head = request();
  head.method_text = "G T";
  head.method = http::Method::other;
  EXPECT_EQ(write(head), "head_not_valid");
  head.method_text = "POST";
  EXPECT_EQ(write(head), "head_not_valid");
  head = request();
  head.fields.add("host", "b");
  EXPECT_EQ(write(head), "head_not_valid");
  head = request();
  head.protocol = "websocket";
  EXPECT_EQ(write(head), "head_not_valid");
  head = request();
  head.method = http::Method::connect;
  head.method_text = "CONNECT";
  EXPECT_EQ(write(head), "head_not_valid");
}

TEST(WrittenHeads, never_contain_a_field_that_would_be_read_otherwise) {
  for (const auto& [name, value] :
       std::initializer_list<std::pair<std::string, std::string>>{{"X-Upper", "a"},
                                                                  {"x y", "a"},
                                                                  {"", "a"},
                                                                  {"x:", "a"},
                                                                  {"x\r\ny", "a"},
                                                                  {"x", "a\rb"},
                                                                  {"x", "a\nb"},
                                                                  {"x", "a\r\ny: z"},
                                                                  {"x", std::string("a\0b", 3)},
                                                                  {"x", "a\x7f"},
                                                                  {"x", " a"},
                                                                  {"x", "a\t"},
                                                                  {"etag", "a\r\nb"},
                                                                  {"te", "gzip"},
                                                                  {"connection", "close"},
                                                                  {"keep-alive", "a"},
                                                                  {"proxy-connection", "a"},
                                                                  {"transfer-encoding", "chunked"}}) {
    http::ResponseHead head;
    head.fields.add(name, value);
    EXPECT_EQ(write(head), "head_not_valid") << name << ": " << value;
    auto asking = request();
    asking.fields.add(name, value);
    EXPECT_EQ(write(asking), "head_not_valid") << name << ": " << value;
  }
}

TEST(WrittenResponse, without_a_three_digit_status_is_not_written) {
  http::ResponseHead head;
  for (const std::uint16_t code : {std::uint16_t{0}, std::uint16_t{99}, std::uint16_t{1000}}) {
    head.status = static_cast<http::Status>(code);
    EXPECT_EQ(write(head), "head_not_valid");
  }
}

TEST(Trailers, leave_out_what_is_forbidden_and_refuse_what_cannot_be_written) {
  http::Fields fields;
  fields.add("x-sum", "1");
  fields.add("content-length", "5");
  fields.add("transfer-encoding", "chunked");
  Buffer out;
  EXPECT_TRUE(append_trailers(out, fields));
  EXPECT_EQ(as_text(out.readable()), "x-sum: 1\r\n\r\n");
  fields.add("x", "a\nb");
  out.clear();
  EXPECT_FALSE(append_trailers(out, fields));
  EXPECT_TRUE(out.empty());
}

TEST(Answer, says_the_reason_in_its_phrase_and_closes) {
  Buffer out;
  append_answer(out, Reason::bare_lf, std::nullopt);
  EXPECT_EQ(as_text(out.readable()),
            "HTTP/1.1 400 Bad Request (bare_lf)\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}

TEST(Answer, has_a_date_where_the_time_of_day_is_known) {
  Buffer out;
  append_answer(out, Reason::bare_lf, http::Date(std::chrono::seconds(784'111'777)));
  EXPECT_EQ(as_text(out.readable()),
            "HTTP/1.1 400 Bad Request (bare_lf)\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\ncontent-length: 0\r\n"
            "connection: close\r\n\r\n");
}

TEST(Answer, may_have_a_sentence_for_content) {
  Buffer out;
  append_answer(out, Reason::bare_lf, std::nullopt, "No.");
  EXPECT_EQ(as_text(out.readable()),
            "HTTP/1.1 400 Bad Request (bare_lf)\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n"
            "connection: close\r\n\r\nNo.\n");
}

TEST(DeclaredLength, is_in_the_head_or_among_its_fields) {
  http::Fields fields;
  EXPECT_EQ(declared_length(fields, std::nullopt).value(), std::nullopt);
  EXPECT_EQ(declared_length(fields, 5).value(), 5U);
  fields.add("content-length", "5");
  EXPECT_EQ(declared_length(fields, std::nullopt).value(), 5U);
  EXPECT_EQ(declared_length(fields, 5).value(), 5U);
  EXPECT_EQ(declared_length(fields, 6).error(), Misuse::head_not_valid);
  fields.add("content-length", "5");
  EXPECT_EQ(declared_length(fields, 5).error(), Misuse::head_not_valid);
}

}  // namespace head_writer_test
}  // namespace weft::h1
