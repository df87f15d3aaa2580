#include <weft/h2/outgoing_fields.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <weft/hpack/decoder.hpp>
#include <weft/http/field_marks.hpp>

namespace weft::h2 {
namespace {

using ::testing::ElementsAre;

template <class Section>
std::vector<std::string> sent(const Section& section) {
  hpack::Encoder encoder;
  hpack::Decoder decoder;
  Buffer block;
  encode_section(section, encoder, block);
  Arena arena;
  std::vector<Field> fields;
  EXPECT_EQ(decoder.decode(block.readable(), {}, arena, fields).status, hpack::DecodeStatus::ok);
  std::vector<std::string> out;
  for (const Field& field : fields) out.push_back(std::string(field.name) + "=" + std::string(field.value));
  return out;
}

http::RequestHead get() {
  http::RequestHead head;
  head.scheme = "https";
  head.authority = "example.org";
  head.path = "/";
  return head;
}

TEST(OutgoingResponse, has_the_status_in_front_and_the_length_behind) {
  http::ResponseHead head;
  head.status = static_cast<http::Status>(299);
  head.fields.add("a", "b");
  head.content_length = 12;
  EXPECT_THAT(sent(head), ElementsAre(":status=299", "a=b", "content-length=12"));
}

TEST(OutgoingResponse, tells_any_status_of_three_digits) {
  http::ResponseHead head;
  for (int code = 100; code < 1000; ++code) {
    head.status = static_cast<http::Status>(code);
    EXPECT_EQ(is_sendable(head), code != 101);
    EXPECT_THAT(sent(head), ElementsAre(":status=" + std::to_string(code)));
  }
  for (const int code : {0, 99, 1000}) {
    head.status = static_cast<http::Status>(code);
    EXPECT_FALSE(is_sendable(head)) << code;
  }
}

TEST(OutgoingResponse, tells_any_length) {
  http::ResponseHead head;
  for (const std::uint64_t length : {0ull, 9ull, 10ull, 1024ull, 99'999'999ull, 100'000'000ull, ~0ull}) {
    head.content_length = length;
    EXPECT_THAT(sent(head), ElementsAre(":status=200", "content-length=" + std::to_string(length)));
  }
}

TEST(OutgoingResponse, has_its_length_once) {
  http::ResponseHead head;
  head.fields.add(http::FieldName::content_length, "7");
  head.content_length = 7;
  EXPECT_THAT(sent(head), ElementsAre(":status=200", "content-length=7"));
}

TEST(OutgoingResponse, without_content_by_its_status_has_no_length) {
  http::ResponseHead head;
  head.content_length = 0;
  head.status = http::Status::no_content;
  EXPECT_THAT(sent(head), ElementsAre(":status=204"));
  head.status = http::Status::early_hints;
  EXPECT_THAT(sent(head), ElementsAre(":status=103"));
  head.status = http::Status::not_modified;
  EXPECT_THAT(sent(head), ElementsAre(":status=304", "content-length=0"));
}

TEST(OutgoingRequest, has_its_pseudo_fields_in_front) {
  http::RequestHead head = get();
  head.fields.add("a", "b");
  EXPECT_THAT(sent(head), ElementsAre(":method=GET", ":scheme=https", ":authority=example.org", ":path=/", "a=b"));
}

TEST(OutgoingRequest, of_extended_connect_names_the_protocol) {
  http::RequestHead head = get();
  head.method = http::Method::connect;
  head.method_text = "CONNECT";
  head.protocol = "websocket";
  EXPECT_TRUE(is_sendable(head));
  EXPECT_THAT(sent(head), ElementsAre(":method=CONNECT", ":protocol=websocket", ":scheme=https",
                                      ":authority=example.org", ":path=/"));
}

TEST(OutgoingRequest, needs_a_target_that_fits_the_method) {
  EXPECT_TRUE(is_sendable(get()));
  http::RequestHead head = get();
  head.path = "";
  EXPECT_FALSE(is_sendable(head));
  head.path = "*";
  EXPECT_FALSE(is_sendable(head));
  head.method = http::Method::options;
  EXPECT_TRUE(is_sendable(head));
  head.scheme = "";
  EXPECT_FALSE(is_sendable(head));
  head.path = "";
  head.method = http::Method::connect;
  EXPECT_TRUE(is_sendable(head));
  head.authority = "user@host";
  EXPECT_FALSE(is_sendable(head));
}

TEST(OutgoingFields, that_would_be_malformed_are_not_sent) {
  for (const auto& [name, value] : std::vector<std::pair<const char*, const char*>>{
           {"Upper", "a"}, {"a", "b\r\nc: d"}, {"a", " b"}, {"connection", "close"}, {":status", "200"}, {"te", "x"}}) {
    http::ResponseHead head;
    head.fields.add(name, value);
    EXPECT_FALSE(is_sendable(head)) << name;
    http::RequestHead request = get();
    request.fields.add(name, value);
    EXPECT_FALSE(is_sendable(request)) << name;
  }
}

// The octets of these fields are sound, but their names are not allowed.
TEST(OutgoingFields, about_the_connection_are_not_sent_however_well_they_look) {
  for (const auto* name : {"transfer-encoding", "connection", "te", "upgrade", "keep-alive", "proxy-connection"}) {
    http::Fields fields;
    fields.add("accept-ranges", "bytes", http::Sensitive::no, http::mark::sound);
    EXPECT_TRUE(is_sendable(fields));
    fields.add(name, "x", http::Sensitive::no, http::mark::sound);
    EXPECT_FALSE(is_sendable(fields)) << name;
  }
}

TEST(OutgoingResponse, has_a_status_that_exists_in_http2) {
  http::ResponseHead head;
  head.status = http::Status::switching_protocols;
  EXPECT_FALSE(is_sendable(head));
  head.status = static_cast<http::Status>(99);
  EXPECT_FALSE(is_sendable(head));
}

TEST(OutgoingTrailers, are_sent_as_they_are) {
  http::Fields trailers;
  trailers.add("grpc-status", "0");
  EXPECT_THAT(sent(trailers), ElementsAre("grpc-status=0"));
}

}  // namespace
}  // namespace weft::h2
