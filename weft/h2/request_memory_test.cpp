#include <weft/h2/request_memory.hpp>

#include <random>
#include <string>

#include <gtest/gtest.h>

#include <weft/h2/message_rules.hpp>
#include <weft/h2/request_fields.hpp>
#include <weft/hpack/encoder.hpp>
#include <weft/hpack/static_table.hpp>
#include <weft/http/field_name.hpp>

namespace weft::h2 {
namespace {

using List = std::vector<std::pair<std::string_view, std::string_view>>;

// The whole head as text.
std::string text_of(const http::RequestHead& head) {
  std::string out;
  for (const auto part : {head.method_text, head.scheme, head.authority, head.path, head.protocol}) {
    out += std::string(part) + '\n';
  }
  out += std::to_string(static_cast<int>(head.method)) + ' ' + std::to_string(head.content_length.value_or(0)) + '\n';
  for (const Field& field : head.fields) {
    out += std::string(field.name) + ": " + std::string(field.value) + ' ' + std::to_string(field.token) + '\n';
  }
  return out;
}

class Memory : public testing::Test {
 protected:
  // Reads a block as a connection does. Returns whether the request was recalled.
  bool read(Octets block) {
    head.clear();
    if (memory.recall(block, decoder.epoch(), limits, head)) return true;
    head.clear();
    const std::uint32_t before = decoder.epoch();
    const auto outcome = decoder.decode(block, limits.field_section, head.fields.arena(), head.fields.list());
    EXPECT_EQ(outcome.status, hpack::DecodeStatus::ok);
    EXPECT_EQ(read_request(head, {limits}), std::nullopt);
    memory.note({block, before, decoder.epoch()}, outcome, head);
    return false;
  }
  // The path as clients send it that do not index it: RFC 7541 6.2.2.
  Buffer block_of(std::string_view path, const List& rest) {
    Buffer block;
    encoder.begin(block);
    encoder.add({":method", "GET", 2}, block);
    encoder.add({":scheme", "https", 6}, block);
    encoder.add({":authority", "example.org", 1}, block);
    add_path(path, block);
    for (const auto& [name, value] : rest) encoder.add({name, value, http::intern_field_name(name)}, block);
    return block;
  }
  static void add_path(std::string_view path, Buffer& block) {
    const std::uint8_t head_of_it[] = {0x04, static_cast<std::uint8_t>(path.size())};
    block.append(head_of_it);
    block.append(as_octets(path));
  }
  bool ask(std::string_view path, const List& rest) { return read(block_of(path, rest).readable()); }

  Limits limits;
  hpack::Encoder encoder;
  hpack::Decoder decoder{http::intern_field_name, hpack::default_table_size, marks_of};
  RequestMemory memory;
  http::RequestHead head;
  const List browser{{"user-agent", "a browser"}, {"accept", "*/*"}, {"cookie", "a=1; b=2; c=3; d=4; e=5"}};
};

TEST_F(Memory, recalls_a_request_that_differs_in_its_path_only) {
  EXPECT_FALSE(ask("/a", browser));
  EXPECT_FALSE(ask("/b", browser));
  const std::string decoded = text_of(head);
  EXPECT_TRUE(ask("/b", browser));
  EXPECT_EQ(text_of(head), decoded);
  EXPECT_TRUE(ask("/another", browser));
  EXPECT_EQ(head.path, "/another");
  EXPECT_EQ(head.authority, "example.org");
  EXPECT_EQ(head.fields.size(), 3u);
  EXPECT_EQ(head.fields.find(http::FieldName::cookie), "a=1; b=2; c=3; d=4; e=5");
}

TEST_F(Memory, recalls_a_request_all_of_which_is_in_the_tables) {
  const auto whole = [this] {
    Buffer block;
    const std::vector<Field> fields{
        {":method", "POST", 3}, {":scheme", "https", 6}, {":path", "/", 4}, {"content-length", "0", 28}};
    encoder.encode(fields, block);
    return block;
  };
  read(whole().readable());
  read(whole().readable());
  const std::string decoded = text_of(head);
  EXPECT_TRUE(read(whole().readable()));
  EXPECT_EQ(text_of(head), decoded);
  EXPECT_EQ(head.content_length, 0u);
}

// Uploads are sent so: their length is not worth a place in a table.
TEST_F(Memory, recalls_a_request_with_literals_that_are_the_same) {
  const auto upload = [this](std::string_view path, std::string_view length) {
    Buffer block = block_of(path, browser);
    // RFC 7541 6.2.2, with the name at index 28: content-length.
    const std::uint8_t head_of_it[] = {0x0f, 28 - 15, static_cast<std::uint8_t>(length.size())};
    block.append(head_of_it);
    block.append(as_octets(length));
    return block;
  };
  read(upload("/a", "1024").readable());
  read(upload("/a", "1024").readable());
  const std::string decoded = text_of(head);
  EXPECT_TRUE(read(upload("/a", "1024").readable()));
  EXPECT_EQ(text_of(head), decoded);
  EXPECT_TRUE(read(upload("/another", "1024").readable()));
  EXPECT_EQ(head.path, "/another");
  EXPECT_EQ(head.content_length, 1024u);
  EXPECT_FALSE(read(upload("/a", "1025").readable()));
  EXPECT_EQ(head.content_length, 1025u);
}

TEST_F(Memory, forgets_when_the_table_changes) {
  ask("/a", browser);
  ask("/a", browser);
  EXPECT_TRUE(ask("/a", browser));
  const Buffer same = block_of("/a", browser);
  EXPECT_FALSE(ask("/a", {{"x-new", "pushes all others one place back"}}));
  // The same octets as before mean something else now.
  EXPECT_FALSE(memory.recall(same.readable(), decoder.epoch(), limits, head));
}

TEST_F(Memory, does_not_stand_in_for_a_decoder_that_waits_for_a_smaller_table) {
  ask("/a", browser);
  ask("/a", browser);
  EXPECT_TRUE(ask("/a", browser));
  decoder.set_max_table_size(10);
  const Buffer same = block_of("/a", browser);
  head.clear();
  EXPECT_FALSE(memory.recall(same.readable(), decoder.epoch(), limits, head));
  EXPECT_EQ(decoder.decode(same.readable(), {}, head.fields.arena(), head.fields.list()).status,
            hpack::DecodeStatus::missing_table_size);
}

TEST_F(Memory, leaves_a_path_that_is_wrong_or_too_long_to_those_who_can_say_so) {
  limits.path_octets = 20;
  ask("/a", browser);
  ask("/a", browser);
  ASSERT_TRUE(ask("/a", browser));
  for (const std::string& path :
       {std::string("a"), std::string("/a b"), std::string("*"), std::string(), '/' + std::string(20, 'x')}) {
    head.clear();
    EXPECT_FALSE(memory.recall(block_of(path, browser).readable(), decoder.epoch(), limits, head)) << path;
  }
}

TEST_F(Memory, keeps_no_request_with_a_field_that_is_sensitive) {
  const auto secret = [this] {
    Buffer block = block_of("/a", {});
    encoder.add({"authorization", "secret", 23, true}, block);
    return block;
  };
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(read(secret().readable()));
}

// For any block, the head is the same as that of a decoder without a memory.
TEST_F(Memory, agrees_with_a_decoder_that_remembers_nothing) {
  hpack::Decoder other(http::intern_field_name, hpack::default_table_size, marks_of);
  std::mt19937 random(5);
  std::size_t recalled = 0;
  for (int i = 0; i < 4000; ++i) {
    List rest = browser;
    if (random() % 8 == 0) rest.push_back({"accept-language", random() % 2 == 0 ? "de" : "en"});
    if (random() % 32 == 0) rest.push_back({"x-once", random() % 2 == 0 ? "1" : "two"});
    const std::string path = "/" + std::string(random() % 5, 'p') + (random() % 64 == 0 ? "?q=\x04" : "");
    Buffer block = block_of(path, rest);
    // Now and then the path comes a second time, somewhere behind, or in another order: all of that is malformed.
    if (random() % 64 == 0) add_path(path, block);
    http::RequestHead expected;
    const auto outcome =
        other.decode(block.readable(), limits.field_section, expected.fields.arena(), expected.fields.list());
    ASSERT_EQ(outcome.status, hpack::DecodeStatus::ok);
    const auto violation = read_request(expected, {limits});
    head.clear();
    if (memory.recall(block.readable(), decoder.epoch(), limits, head)) {
      ++recalled;
      ASSERT_EQ(violation, std::nullopt) << i;
      ASSERT_EQ(text_of(head), text_of(expected)) << i;
      continue;
    }
    head.clear();
    const std::uint32_t before = decoder.epoch();
    const auto own = decoder.decode(block.readable(), limits.field_section, head.fields.arena(), head.fields.list());
    ASSERT_EQ(own.status, hpack::DecodeStatus::ok);
    ASSERT_EQ(read_request(head, {limits}), violation);
    if (!violation) memory.note({block.readable(), before, decoder.epoch()}, own, head);
  }
  EXPECT_GT(recalled, 1000u);
}

}  // namespace
}  // namespace weft::h2
