// Field sections that are large, many, broken or forged.
#include <string>
#include <vector>

#include <tests/attacks/attack.hpp>

namespace weft::attacks {
namespace {

using frame::SettingId;
using testkit::hex;

namespace flag = frame::flag;

class FieldSection : public Attack {};

constexpr std::size_t largest_frame = 16'384;

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes repeated(std::uint8_t octet, std::size_t count) {
  return Bytes(count, octet);
}

// GET https://example.org/, whose :authority goes into the dynamic table.
Bytes plain_request() {
  return hex("82 84 87 41 0b") + testkit::text("example.org");
}

// Writes as few frames as possible.
void write_block(Frames& frames, StreamId stream, Octets block) {
  const Octets first = block.first(std::min(block.size(), largest_frame));
  block = block.subspan(first.size());
  const std::uint8_t ended = block.empty() ? flag::end_headers : std::uint8_t{0};
  frames.headers_block(stream, first, static_cast<std::uint8_t>(flag::end_stream | ended));
  while (!block.empty()) {
    const Octets next = block.first(std::min(block.size(), largest_frame));
    block = block.subspan(next.size());
    frames.continuation(stream, next, block.empty() ? flag::end_headers : std::uint8_t{0});
  }
}

// CVE-2026-49975: every octet of the block is a field.
TEST_P(FieldSection, of_one_octet_fields_is_a_bomb) {
  const auto attacker = peer({{SettingId::initial_window_size, 0}});
  for (StreamId stream = 1; stream < 200; stream += 2) {
    write_block(attacker->frames, stream, plain_request() + hex("40 01 61 00") + repeated(0xbe, 32'000));
  }
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

// CVE-2026-47774: every octet of the block is a cookie of 4 KiB.
TEST_P(FieldSection, of_repeated_cookies_is_a_bomb) {
  const auto attacker = peer();
  const Bytes cookie = hex("60 7f db 1e") + repeated('a', 4'058);
  write_block(attacker->frames, 1, plain_request() + cookie + repeated(0xbe, 32'768));
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

// CVE-2024-27316.
TEST_P(FieldSection, in_nine_continuations_is_too_much) {
  const auto attacker = peer();
  attacker->frames.headers_in(10, 1, request("GET").with("x-padding", std::string(2'000, 'x')), end_stream);
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

TEST_P(FieldSection, in_eight_continuations_is_served) {
  const auto attacker = peer();
  attacker->frames.headers_in(9, 1, request("GET").with("x-padding", std::string(2'000, 'x')), end_stream);
  attacker->send();
  EXPECT_TRUE(attacker->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(attacker->status(1), 200);
  expect_unharmed(*attacker);
}

TEST_P(FieldSection, in_endless_continuations_of_one_octet_is_too_much) {
  const auto attacker = peer();
  attacker->frames.headers_block(1, plain_request() + hex("00 7f ff 7f"), flag::end_stream);
  for (int i = 0; i < 10'000; ++i) attacker->frames.continuation(1, hex("61"), 0);
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

TEST_P(FieldSection, with_two_empty_continuations_is_too_much) {
  const auto attacker = peer();
  attacker->frames.headers_block(1, plain_request(), flag::end_stream);
  attacker->frames.continuation(1, {}, 0).continuation(1, {}, 0).continuation(1, {});
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

// RFC 9113 4.3: "Field blocks MUST be transmitted as a contiguous sequence of frames, with no interleaved frames of any
// other type or from any other stream"
TEST_P(FieldSection, that_is_interrupted_is_a_protocol_error) {
  const std::vector<Bytes> interruptions{
      testkit::bytes(testkit::frames().ping().octets()),
      testkit::bytes(testkit::frames().continuation(3, {}).octets()),
      testkit::bytes(testkit::frames().headers_block(3, plain_request(), flag::end_headers).octets()),
      testkit::bytes(testkit::frames().raw(static_cast<frame::Type>(0xbb), 0, 1).octets()),
  };
  for (const Bytes& interruption : interruptions) {
    const auto attacker = peer();
    attacker->frames.headers_block(1, plain_request(), flag::end_stream).raw(interruption).continuation(1, {});
    attacker->send();
    expect_connection_error(*attacker, ErrorCode::protocol_error);
  }
}

testkit::FieldList large_request(std::size_t octets) {
  testkit::FieldList fields = request("GET");
  constexpr std::size_t each = 4'000;
  for (std::size_t i = 0; i * each < octets; ++i) {
    fields = fields.with("x-" + std::to_string(i), std::string(each, static_cast<char>('a' + i % 26)));
  }
  return fields;
}

TEST_P(FieldSection, of_65_kib_is_answered_431_and_leaves_the_field_compression_right) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("GET").with("x-before", "1"), end_stream);
  write_block(attacker->frames, 3, attacker->frames.block(large_request(65 * 1024)));
  attacker->frames.headers(5, request("GET").with("x-before", "1").with("x-after", "1"), end_stream);
  attacker->send();
  EXPECT_TRUE(attacker->wait([](const Peer& p) { return p.ended(3) && p.ended(5); }));
  EXPECT_EQ(attacker->status(1), 200);
  EXPECT_EQ(attacker->status(3), 431);
  EXPECT_EQ(attacker->status(5), 200);
  expect_unharmed(*attacker);
}

// Many fields, each tiny, on every stream, for responses that cannot leave.
TEST_P(FieldSection, of_300_fields_on_a_hundred_streams_is_answered_431) {
  const auto attacker = peer({{SettingId::initial_window_size, 0}});
  Bytes block = plain_request();
  for (int i = 0; i < 300; ++i) block = block + hex("00 01 61 01 62");
  for (StreamId stream = 1; stream < 200; stream += 2) write_block(attacker->frames, stream, block);
  attacker->send();
  for (StreamId stream = 1; stream < 200; stream += 2) {
    ASSERT_TRUE(attacker->wait([stream](const Peer& p) { return p.ended(stream); })) << stream;
    EXPECT_EQ(attacker->status(stream), 431);
  }
  expect_unharmed(*attacker);
}

// Legal, and more together than one connection may hold.
TEST_P(FieldSection, of_200_fields_on_a_hundred_streams_is_served_or_refused) {
  const auto attacker = peer({{SettingId::initial_window_size, 0}});
  Bytes block = hex("82 04 0a") + testkit::text("/large.bin") + hex("87 01 0b") + testkit::text("example.org");
  for (int i = 0; i < 200; ++i) block = block + hex("00 03") + testkit::text("x-y") + hex("40") + repeated('v', 64);
  for (StreamId stream = 1; stream < 200; stream += 2) write_block(attacker->frames, stream, block);
  attacker->send();
  std::size_t served = 0;
  for (StreamId stream = 1; stream < 200; stream += 2) {
    ASSERT_TRUE(attacker->wait([stream](const Peer& p) { return p.status(stream) != 0 || p.reset_code(stream); }));
    served += attacker->status(stream) == 200;
    EXPECT_EQ(attacker->reset_code(stream).value_or(ErrorCode::refused_stream), ErrorCode::refused_stream);
  }
  EXPECT_GE(served, 15u);
  EXPECT_EQ(served + attacker->resets(), 100u);
  EXPECT_EQ(attacker->goaways(), 0u);
}

// The decoder of our peer keeps 4,096 octets, whatever it announces: a larger table of the server's would show. Three
// hundred files have fields of their own, far more than the table holds.
TEST_P(FieldSection, of_a_response_is_compressed_with_4096_octets_however_much_is_offered) {
  const auto attacker = peer({{SettingId::header_table_size, 0xffff'ffff}});
  for (StreamId n = 0; n < 10'000; ++n) {
    attacker->frames.headers(2 * n + 1, request("GET", "/many/" + std::to_string(n % 300)), end_stream);
    if (n % 50 != 49) continue;
    attacker->frames.window_update(0, 50 * 300);
    attacker->send();
    for (StreamId m = n - 49; m <= n; ++m) {
      const StreamId asked = 2 * m + 1;
      ASSERT_TRUE(attacker->wait([asked](const Peer& p) { return p.ended(asked); })) << asked;
      EXPECT_EQ(attacker->status(asked), 200);
      EXPECT_EQ(attacker->body(asked).size(), m % 300 + 1);
    }
  }
  expect_unharmed(*attacker);
}

TEST_P(FieldSection, of_257_kib_ends_the_connection) {
  const auto attacker = peer();
  const Bytes entry = hex("40 01 61 7f 99 1e") + repeated('a', 3'992);
  write_block(attacker->frames, 1, plain_request() + entry + repeated(0xbe, 66));
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

TEST_P(FieldSection, that_cannot_be_decompressed_is_a_compression_error) {
  const std::vector<std::pair<const char*, const char*>> blocks{
      {"index 0", "80"},
      {"index 62 of an empty table", "be"},
      {"a table of 4097 octets", "3f e2 1f"},
      {"a table size behind a field", "82 20"},
      {"three table sizes", "20 20 20"},
      {"an integer beyond 2^31", "ff ff ff ff ff ff 0f"},
      {"EOS in a string", "00 84 ffffffff 00"},
      {"padding of eleven bits", "00 82 1fff 00"},
      {"padding of zeros", "00 81 18 00"},
      {"a string beyond the block", "00 05 61"},
      {"a block that ends in a field", "00 01 61"},
  };
  for (const auto& [what, block] : blocks) {
    SCOPED_TRACE(what);
    const auto attacker = peer();
    attacker->frames.headers_block(1, hex(block), flag::end_stream | flag::end_headers);
    attacker->send();
    expect_connection_error(*attacker, ErrorCode::compression_error);
  }
}

Bytes literal(std::string_view name, std::string_view value) {
  const Bytes lengths{static_cast<std::uint8_t>(name.size()), static_cast<std::uint8_t>(value.size())};
  return Bytes{0, lengths[0]} + testkit::text(name) + Bytes{lengths[1]} + testkit::text(value);
}

// A request for each of some octets, all on one connection; those that must be refused, and the others.
struct Candidate {
  Bytes field;
  bool valid;
};

void expect_judged(Peer& peer, const std::vector<Candidate>& candidates) {
  StreamId stream = 1;
  for (const Candidate& candidate : candidates) {
    write_block(peer.frames, stream, plain_request() + candidate.field);
    stream += 2;
  }
  peer.send();
  stream = 1;
  for (const Candidate& candidate : candidates) {
    SCOPED_TRACE(testing::PrintToString(candidate.field));
    EXPECT_TRUE(peer.wait([stream](const Peer& p) { return p.ended(stream) || p.reset_code(stream); }));
    EXPECT_EQ(peer.status(stream), candidate.valid ? 200 : 0);
    EXPECT_EQ(peer.reset_code(stream).has_value(), !candidate.valid);
    EXPECT_EQ(peer.reset_code(stream).value_or(ErrorCode::protocol_error), ErrorCode::protocol_error);
    stream += 2;
  }
}

// RFC 9113 8.2.1 and RFC 9110 5.6.2.
bool name_octet(unsigned char octet) {
  const bool digit_or_letter = (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9');
  return digit_or_letter ||
         (octet != 0 && std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(octet)) != std::string_view::npos);
}

TEST_P(FieldSection, with_an_octet_that_no_name_has_is_a_protocol_error) {
  for (const std::size_t position : {0u, 1u, 2u}) {
    for (unsigned from = 0; from < 256; from += 64) {
      std::vector<Candidate> candidates;
      for (unsigned octet = from; octet < from + 64; ++octet) {
        std::string name = "qqq";
        name[position] = static_cast<char>(octet);
        candidates.push_back({literal(name, "1"), name_octet(static_cast<unsigned char>(octet))});
      }
      expect_judged(*peer(), candidates);
    }
  }
  expect_judged(*peer(), {{literal("", "1"), false}});
}

TEST_P(FieldSection, with_an_octet_that_no_value_has_is_a_protocol_error) {
  for (const std::size_t position : {0u, 1u, 2u}) {
    std::vector<Candidate> candidates;
    for (const char octet : {'\0', '\r', '\n', ' ', '\t', 'a', '!', '~', '\x80', '\xff'}) {
      std::string value = "qqq";
      value[position] = octet;
      const bool blank = octet == ' ' || octet == '\t';
      const bool never = octet == '\0' || octet == '\r' || octet == '\n';
      candidates.push_back({literal("x-name", value), !never && !(blank && position != 1)});
    }
    expect_judged(*peer(), candidates);
  }
}

INSTANTIATE_TEST_SUITE_P(Over, FieldSection, transports(), transport_name);

}  // namespace
}  // namespace weft::attacks
