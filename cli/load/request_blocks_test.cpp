#include <cli/load/request_blocks.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <weft/hpack/decoder.hpp>

namespace weft::cli::load {
namespace {

using FieldTexts = std::vector<std::pair<std::string, std::string>>;

const Target target = parse_target("https://localhost:8443/");

// A peer reads the first `count` requests of a connection, as a server does.
class Peer {
 public:
  explicit Peer(std::size_t table_size = 4096) { decoder_.set_max_table_size(table_size); }

  FieldTexts read(const RequestBlock& block) {
    const frame::Header header = frame::Header::load(block.frame.data());
    EXPECT_EQ(header.length, block.frame.size() - frame::header_size);
    EXPECT_EQ(header.type, frame::Type::headers);
    Arena arena;
    std::vector<Field> fields;
    const auto outcome = decoder_.decode(block.frame.subspan(frame::header_size), {}, arena, fields);
    EXPECT_EQ(outcome.status, hpack::DecodeStatus::ok);
    FieldTexts texts;
    for (const Field& field : fields) texts.emplace_back(field.name, field.value);
    return texts;
  }
  std::uint32_t inserted() const { return decoder_.table().inserted(); }

 private:
  hpack::Decoder decoder_;
};

FieldTexts expected(const Request& request) {
  FieldTexts texts = {
      {":method", request.method}, {":scheme", "https"}, {":authority", "localhost:8443"}, {":path", request.path}};
  texts.insert(texts.end(), request.fields.begin(), request.fields.end());
  return texts;
}

Requests browser_like(std::size_t count) {
  Requests requests;
  for (std::size_t i = 0; i < count; ++i) {
    requests.push_back({.path = fmt::format("/articles/{}/a-path-of-some-length", i), .fields = {}});
    for (int field = 0; field < 12; ++field) {
      requests.back().fields.emplace_back(fmt::format("x-field-{}", field), std::string(40, 'v'));
    }
  }
  return requests;
}

TEST(RequestBlocks, say_what_the_requests_say_in_every_round) {
  const Requests requests = browser_like(200);
  const RequestBlocks blocks(requests, target, 4096);
  Peer peer;
  for (std::uint64_t n = 0; n < 2000; ++n) {
    const RequestBlock block = blocks.at(n);
    ASSERT_EQ(block.request, n % requests.size());
    ASSERT_EQ(peer.read(block), expected(requests[block.request])) << n;
  }
}

// This holds whatever the tables contain: at the beginning, in the middle, and after the peer has chosen a smaller
// table.
TEST(RequestBlocks, one_alone_can_be_sent_at_any_time) {
  const Requests requests = browser_like(20);
  for (const std::size_t table_size : {4096U, 200U, 0U}) {
    const RequestBlocks blocks(requests, target, table_size);
    Peer peer(table_size);
    for (std::uint32_t n = 0; n < 100; ++n) {
      const RequestBlock alone = blocks.alone(n * 7 % 20);
      ASSERT_EQ(alone.request, n * 7 % 20);
      const std::uint32_t before = peer.inserted();
      ASSERT_EQ(peer.read(alone), expected(requests[alone.request]));
      ASSERT_EQ(peer.inserted(), before);
      const RequestBlock next = blocks.at(n);
      ASSERT_EQ(peer.read(next), expected(requests[next.request]));
    }
  }
}

TEST(RequestBlocks, a_steady_request_is_all_indexed) {
  const Requests requests = {{.path = "/a/path", .fields = {{"user-agent", "weft-load"}, {"accept", "text/html"}}}};
  const RequestBlocks blocks(requests, target, 4096);
  const Octets frame = blocks.at(1'000'000).frame;
  ASSERT_EQ(frame.size(), frame::header_size + 6);
  for (const std::uint8_t octet : frame.subspan(frame::header_size)) EXPECT_GE(octet, 0x80);
}

TEST(RequestBlocks, the_steady_round_changes_nothing) {
  const Requests requests = browser_like(200);
  const RequestBlocks blocks(requests, target, 4096);
  Peer peer;
  for (std::uint64_t n = 0; n < 10'000; ++n) peer.read(blocks.at(n));
  const std::uint32_t inserted = peer.inserted();
  for (std::uint64_t n = 10'000; n < 10'200; ++n) peer.read(blocks.at(n));
  EXPECT_EQ(peer.inserted(), inserted);
}

TEST(RequestBlocks, fields_that_come_often_are_let_in_before_others) {
  const Requests requests = browser_like(200);
  const RequestBlocks blocks(requests, target, 4096);
  // Twelve fields, the method, the scheme and the authority are an octet each; of the paths hardly any fits beside
  // them.
  const std::size_t longest_path = 4 + requests.back().path.size();
  for (std::uint64_t n = 10'000; n < 10'200; ++n) {
    EXPECT_LE(blocks.at(n).frame.size(), frame::header_size + 15 + longest_path);
  }
}

TEST(RequestBlocks, fit_the_table_of_the_peer) {
  const Requests requests = browser_like(3);
  for (const std::size_t size : {0U, 100U, 1000U, 4096U, 65'536U}) {
    SCOPED_TRACE(size);
    const RequestBlocks blocks(requests, target, size);
    Peer peer(size);
    for (std::uint64_t n = 0; n < 20; ++n) EXPECT_EQ(peer.read(blocks.at(n)), expected(requests[n % 3]));
  }
}

TEST(RequestBlocks, only_a_request_without_a_body_ends_its_stream) {
  const Requests requests = {{}, {.method = "POST", .body = "x"}};
  const RequestBlocks blocks(requests, target, 4096);
  EXPECT_EQ(frame::Header::load(blocks.at(0).frame.data()).flags, frame::flag::end_headers | frame::flag::end_stream);
  EXPECT_EQ(frame::Header::load(blocks.at(1).frame.data()).flags, frame::flag::end_headers);
}

TEST(RequestBlocks, a_host_field_is_the_authority) {
  const Requests requests = {{.fields = {{"host", "example.test"}}}};
  const RequestBlocks blocks(requests, target, 4096);
  Peer peer;
  const FieldTexts texts = peer.read(blocks.at(0));
  EXPECT_EQ(texts.size(), 4U);
  EXPECT_EQ(texts[2], (std::pair<std::string, std::string>{":authority", "example.test"}));
}

TEST(RequestBlocks, secrets_are_never_indexed) {
  const Requests requests = {{.fields = {{"authorization", "Bearer 123"}}}};
  const RequestBlocks blocks(requests, target, 4096);
  Peer peer;
  for (std::uint64_t n = 0; n < 5; ++n) EXPECT_EQ(peer.read(blocks.at(n)), expected(requests[0]));
  EXPECT_EQ(peer.inserted(), 1U);  // the authority
}

TEST(RequestBlocks, a_request_that_no_frame_holds_is_refused) {
  const Requests requests = {{}, {.fields = {{"x", std::string(20'000, 'y')}}}};
  try {
    const RequestBlocks blocks(requests, target, 4096);
    ADD_FAILURE();
  } catch (const std::invalid_argument& error) {
    EXPECT_EQ(std::string(error.what()).rfind("request 2 has ", 0), 0U) << error.what();
  }
}

}  // namespace
}  // namespace weft::cli::load
