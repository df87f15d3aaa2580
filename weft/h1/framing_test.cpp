#include <weft/h1/framing.hpp>

#include <gtest/gtest.h>

namespace weft::h1 {
namespace {

using http::Method;
using http::Status;
using http::Version;
using Body = Framing::Body;

ConnectionFields coding(std::string_view value) {
  ConnectionFields fields;
  fields.codings = 1;
  fields.coding = value;
  return fields;
}

ConnectionFields length(std::uint64_t octets) {
  ConnectionFields fields;
  fields.content_length = octets;
  return fields;
}

Reason fault_of(const ConnectionFields& fields, Version version = Version::http11) {
  const auto framing = frame_request(fields, version);
  return framing ? Reason::complete : framing.error();
}

TEST(RequestFraming, without_a_length_or_a_coding_has_no_body) {
  EXPECT_EQ(frame_request({}, Version::http11)->body, Body::none);
  EXPECT_EQ(frame_request(length(0), Version::http11)->body, Body::none);
}

TEST(RequestFraming, is_by_length_or_by_chunks) {
  EXPECT_EQ(frame_request(length(7), Version::http11)->body, Body::length);
  EXPECT_EQ(frame_request(length(7), Version::http11)->length, 7U);
  EXPECT_EQ(frame_request(coding("chunked"), Version::http11)->body, Body::chunked);
  EXPECT_EQ(frame_request(coding("Chunked"), Version::http11)->body, Body::chunked);
}

TEST(RequestFraming, refuses_a_coding_whose_last_is_not_chunked) {
  for (const char* value : {"", "identity", "gzip", "chunked, gzip", "chunked, identity", "xchunked", "chunkedx",
                            "chunked;q=1", "\"chunked\"", "chunked chunked", "chunked, chunked", "chunked,", ",chunked",
                            "chunked, gzip, chunked", "chunked\x0b", "'chunked'"}) {
    EXPECT_EQ(fault_of(coding(value)), Reason::coding_not_chunked) << value;
  }
}

TEST(RequestFraming, does_not_implement_codings_before_chunked) {
  for (const char* value : {"gzip, chunked", "identity, chunked", "x,y,CHUNKED"}) {
    EXPECT_EQ(fault_of(coding(value)), Reason::coding_not_understood) << value;
  }
}

TEST(RequestFraming, refuses_a_coding_with_a_length_in_http10_and_twice) {
  ConnectionFields both = coding("chunked");
  both.content_length = 0;
  EXPECT_EQ(fault_of(both), Reason::content_length_and_coding);
  EXPECT_EQ(fault_of(coding("chunked"), Version::http10), Reason::coding_in_http10);
  ConnectionFields twice = coding("chunked");
  twice.codings = 2;
  EXPECT_EQ(fault_of(twice), Reason::coding_repeated);
}

TEST(Persistence, depends_on_version_and_options) {
  ConnectionFields close;
  close.close = true;
  ConnectionFields keep_alive;
  keep_alive.keep_alive = true;
  EXPECT_TRUE(frame_request({}, Version::http11)->persistent);
  EXPECT_FALSE(frame_request(close, Version::http11)->persistent);
  EXPECT_FALSE(frame_request({}, Version::http10)->persistent);
  EXPECT_TRUE(frame_request(keep_alive, Version::http10)->persistent);
  keep_alive.close = true;
  EXPECT_FALSE(frame_request(keep_alive, Version::http10)->persistent);
}

TEST(RequestFraming, ignores_upgrade_and_expectation_in_http10) {
  ConnectionFields fields;
  fields.upgrade = fields.expects_continue = true;
  EXPECT_TRUE(frame_request(fields, Version::http11)->upgrade);
  EXPECT_TRUE(frame_request(fields, Version::http11)->expects_continue);
  EXPECT_FALSE(frame_request(fields, Version::http10)->upgrade);
  EXPECT_FALSE(frame_request(fields, Version::http10)->expects_continue);
}

TEST(ResponseFraming, ends_with_the_head_whatever_the_fields_say) {
  ConnectionFields both = coding("chunked");
  both.content_length = 9;
  EXPECT_EQ(frame_response(both, Version::http11, Status::ok, Method::head)->body, Body::none);
  for (const Status status : {Status::continue_, Status::no_content, Status::not_modified}) {
    EXPECT_EQ(frame_response(length(5), Version::http11, status, Method::get)->body, Body::none);
  }
}

TEST(ResponseFraming, begins_a_tunnel_after_101_and_connect) {
  EXPECT_EQ(frame_response({}, Version::http11, Status::switching_protocols, Method::get)->body, Body::tunnel);
  EXPECT_EQ(frame_response(length(5), Version::http11, Status::ok, Method::connect)->body, Body::tunnel);
  EXPECT_EQ(frame_response(length(5), Version::http11, Status::forbidden, Method::connect)->body, Body::length);
}

TEST(ResponseFraming, goes_on_until_close_only_without_a_length) {
  EXPECT_EQ(frame_response({}, Version::http11, Status::ok, Method::get)->body, Body::until_close);
  EXPECT_FALSE(frame_response({}, Version::http11, Status::ok, Method::get)->persistent);
  EXPECT_EQ(frame_response(length(0), Version::http11, Status::ok, Method::get)->body, Body::none);
  EXPECT_EQ(frame_response(coding("chunked"), Version::http11, Status::ok, Method::get)->body, Body::chunked);
  EXPECT_EQ(frame_response(coding("gzip"), Version::http11, Status::ok, Method::get).error(),
            Reason::coding_not_chunked);
}

}  // namespace
}  // namespace weft::h1
