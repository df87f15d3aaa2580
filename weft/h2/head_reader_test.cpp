#include <weft/h2/head_reader.hpp>

#include <gtest/gtest.h>

#include <string>

#include <weft/testkit/frames.hpp>

namespace weft::h2 {
namespace {

using testkit::Bytes;
using testkit::FieldList;
using testkit::request;

class HeadReaderTest : public ::testing::Test {
 protected:
  Reading read(const FieldList& fields, http::End end = http::End::yes) { return read(frames.block(fields), end); }
  Reading read(const Bytes& octets, http::End end = http::End::yes) {
    head.clear();
    FieldBlock block;
    block.stream = stream;
    block.end = end;
    block.priority = priority;
    block.octets = octets;
    const bool is_first = stream == 1;
    stream += 2;
    return reader.read_request(block, is_first, guard, head);
  }

  Options options;
  Guard guard{options.limits, Time{}};
  HeadReader reader{options};
  testkit::Frames frames;
  frame::StreamId stream = 1;
  std::optional<frame::Dependency> priority;
  http::RequestHead head;
};

TEST_F(HeadReaderTest, makes_a_head_of_a_block) {
  EXPECT_TRUE(read(request("GET", "/index.html")).is_in_order());
  EXPECT_EQ(head.method, http::Method::get);
  EXPECT_EQ(head.path, "/index.html");
}

TEST_F(HeadReaderTest, tells_a_violation_from_the_end_of_the_connection) {
  const Reading malformed = read(request("GET").without(":path"));
  EXPECT_TRUE(malformed.is_violation());
  EXPECT_FALSE(malformed.is_fatal());
  // The table is right all the same.
  EXPECT_TRUE(read(request("GET")).is_in_order());
  // RFC 7541 2.3.3: an index of 0.
  const Reading broken = read(Bytes{0x80});
  EXPECT_TRUE(broken.is_fatal());
  EXPECT_EQ(broken.reason(), Reason::compression_error);
}

TEST_F(HeadReaderTest, answers_fields_beyond_the_soft_limit) {
  options.limits.field_section.soft_fields = 5;
  const Reading reading = read(request("GET", "/long").with("x-one", "1").with("x-two", "2"));
  EXPECT_TRUE(reading.is_violation());
  EXPECT_EQ(reading.reason(), Reason::fields_too_large);
  // For the log.
  EXPECT_EQ(head.path, "/long");
}

TEST_F(HeadReaderTest, gives_up_beyond_the_hard_limit) {
  options.limits.field_section.soft_fields = options.limits.field_section.hard_fields = 5;
  const Reading reading = read(request("GET").with("x-one", "1").with("x-two", "2"));
  EXPECT_TRUE(reading.is_fatal());
  EXPECT_EQ(reading.reason(), Reason::field_section_limit);
}

// RFC 7540 5.3.1: "A stream cannot depend on itself."
TEST_F(HeadReaderTest, refuses_a_dependency_on_itself_before_anything_else) {
  priority = frame::Dependency{.stream = 1};
  EXPECT_EQ(read(request("GET").without(":path")).reason(), Reason::priority_on_itself);
}

// RFC 9113 8.1.1
TEST_F(HeadReaderTest, misses_content_that_the_request_has_promised) {
  const FieldList fields = request("POST").with("content-length", "5");
  EXPECT_EQ(read(fields).reason(), Reason::content_length_differs);
  EXPECT_TRUE(read(fields, http::End::no).is_in_order());
  EXPECT_TRUE(read(request("POST").with("content-length", "0")).is_in_order());
}

TEST_F(HeadReaderTest, remembers_requests_behind_the_first_one) {
  const FieldList fields = request("GET", "/").with("x-name", "value");
  EXPECT_TRUE(read(fields).is_in_order());
  const std::size_t before = reader.memory();
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(read(fields).is_in_order());
    EXPECT_EQ(head.fields.find("x-name"), "value");
  }
  EXPECT_GT(reader.memory(), before);
}

TEST_F(HeadReaderTest, remembers_nothing_where_fields_hold_all_memory) {
  EXPECT_TRUE(guard.hold_fields(options.limits.held_field_octets));
  const FieldList fields = request("GET", "/");
  EXPECT_TRUE(read(fields).is_in_order());
  const std::size_t before = reader.memory();
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(read(fields).is_in_order());
  EXPECT_EQ(reader.memory(), before);
}

TEST_F(HeadReaderTest, decodes_what_is_thrown_away) {
  const Bytes first = frames.block(testkit::response(200).with("x-name", "value"));
  const Bytes second = frames.block(testkit::response(200).with("x-name", "value"));
  http::Fields scratch;
  EXPECT_EQ(reader.discard(first, scratch), std::nullopt);
  http::Fields fields;
  const auto decoded = reader.decode(second, fields);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, Decoded::whole);
  EXPECT_EQ(fields.find("x-name"), "value");
}

}  // namespace
}  // namespace weft::h2
