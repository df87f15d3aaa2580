#include <weft/websocket/header_reader.hpp>

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <weft/websocket/frame_writer.hpp>

namespace weft::websocket {
namespace header_reader_test {

using namespace std::string_literals;
using Outcome = Result<std::optional<FrameHeader>, Reason>;

constexpr HeaderRules from_client{.masked = true, .compression = false, .longest = 1 << 20};
constexpr HeaderRules from_server{.masked = false, .compression = true, .longest = 1 << 20};

Outcome read(const std::string& text, const HeaderRules& rules) {
  HeaderReader reader(rules);
  Octets octets = as_octets(text);
  auto whole = reader.take(octets);
  HeaderReader slow(rules);
  for (const char& octet : text) {
    Octets one = as_octets({&octet, 1});
    const auto outcome = slow.take(one);
    if (outcome && !*outcome) continue;
    EXPECT_EQ(outcome, whole);
    break;
  }
  return whole;
}

Reason fault(const std::string& text, const HeaderRules& rules) {
  const auto outcome = read(text, rules);
  if (outcome) ADD_FAILURE() << "no fault";
  return outcome ? Reason() : outcome.error();
}

TEST(FrameHeader, is_read_as_it_was_written) {
  for (const std::size_t size : {0u, 1u, 125u, 126u, 127u, 0xffffu, 0x10000u, 70'000u}) {
    for (const bool fin : {true, false}) {
      const std::vector<std::uint8_t> octets(size);
      Buffer out;
      FrameHeader header{.fin = fin, .opcode = Opcode::binary, .size = size, .mask = MaskKey{1, 2, 3, 4}};
      append_frame(out, header, octets);
      const auto text = std::string(as_text(out.readable().first(std::min<std::size_t>(out.size(), longest_header))));
      EXPECT_EQ(read(text, from_client), header);
      header.mask.reset();
      header.compressed = true;
      out.clear();
      append_frame(out, header, octets);
      EXPECT_EQ(read(std::string(as_text(out.readable().first(std::min<std::size_t>(out.size(), 10)))), from_server),
                header);
    }
  }
}

TEST(FrameHeader, has_a_mask_where_a_client_sends) {
  EXPECT_EQ(fault("\x81\x05"s, from_client), Reason::mask_missing);
  EXPECT_EQ(fault("\x81\x85"s, from_server), Reason::mask_forbidden);
}

TEST(FrameHeader, has_no_bit_without_a_meaning) {
  for (const char bits : {'\x40', '\x20', '\x10'}) {
    const char first = static_cast<char>(0x81 | bits);
    EXPECT_EQ(fault({first, '\x80'}, from_client), Reason::reserved_bits);
  }
  EXPECT_TRUE(read("\xc1\x01"s, from_server));
  EXPECT_EQ(fault("\xa1\x01"s, from_server), Reason::reserved_bits);
  // RFC 7692 6: neither continuations nor control frames.
  for (const char opcode : {'\x00', '\x08', '\x09', '\x0a'}) {
    EXPECT_EQ(fault({static_cast<char>(0xc0 | opcode), '\x01'}, from_server), Reason::reserved_bits);
  }
}

TEST(FrameHeader, has_an_opcode_that_is_known) {
  for (const unsigned opcode : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u}) {
    EXPECT_EQ(fault({static_cast<char>(0x80 | opcode), '\x80'}, from_client), Reason::opcode_not_known);
  }
}

TEST(FrameHeader, of_a_control_frame_is_short_and_final) {
  for (const char opcode : {'\x08', '\x09', '\x0a'}) {
    EXPECT_EQ(fault({opcode, '\x80'}, from_client), Reason::control_fragmented);
    EXPECT_EQ(fault({static_cast<char>(0x80 | opcode), '\xfe', '\x00', '\x7e'}, from_client), Reason::control_too_long);
  }
}

TEST(FrameHeader, has_a_length_in_its_shortest_form) {
  EXPECT_EQ(fault("\x82\x7e\x00\x7d"s, from_server), Reason::length_not_minimal);
  EXPECT_TRUE(read("\x82\x7e\x00\x7e"s, from_server));
  EXPECT_EQ(fault("\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff"s, from_server), Reason::length_not_minimal);
  EXPECT_TRUE(read("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s, from_server));
  EXPECT_EQ(fault("\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00"s, from_server), Reason::length_not_valid);
}

TEST(FrameHeader, has_a_length_within_the_limit) {
  EXPECT_TRUE(read("\x82\x7f\x00\x00\x00\x00\x00\x10\x00\x00"s, from_server));
  EXPECT_EQ(fault("\x82\x7f\x00\x00\x00\x00\x00\x10\x00\x01"s, from_server), Reason::frame_too_large);
}

TEST(FrameHeader, leaves_what_stands_behind_it) {
  HeaderReader reader(from_server);
  Octets octets = as_octets("\x81\x02hi");
  EXPECT_TRUE(reader.take(octets));
  EXPECT_EQ(as_text(octets), "hi");
}

}  // namespace header_reader_test
}  // namespace weft::websocket
