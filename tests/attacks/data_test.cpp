// DATA that is mostly overhead: tiny frames and padding, which are honest as long as somebody reads them.
#include <string>

#include <tests/attacks/attack.hpp>

namespace weft::attacks {
namespace {

class Data : public Attack {};

class UnreadData : public Attack {
 protected:
  UnreadData() : Attack(Program::slow_handlers) {}
};

// So many octets in frames of one.
TEST_P(Data, of_one_octet_each_is_taken_where_it_is_read) {
  const auto client = peer();
  client->frames.headers(1, request("POST", "/upload"));
  for (int i = 0; i < 65'534; ++i) client->frames.data(1, "x");
  client->frames.data(1, "x", end_stream);
  client->send();
  EXPECT_TRUE(client->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(client->body(1), "65535\n");
  expect_unharmed(*client);
}

// gRPC sends messages so, with PING to measure the path.
TEST_P(Data, of_a_hundred_thousand_small_messages_is_taken) {
  const auto client = peer();
  client->frames.headers(1, request("POST", "/upload"));
  const std::string message(50, 'm');
  std::size_t octets = 0;
  std::size_t pings = 0;
  for (std::size_t n = 0; n < 100'000; ++n) {
    const auto part = std::string_view(message).substr(0, 5 + n % 46);
    octets += part.size();
    client->frames.data(1, part);
    if (n % 2'000 != 1'999) continue;
    // All of it has been read then, and its credit given back.
    client->frames.ping(n);
    client->send();
    ++pings;
    ASSERT_TRUE(client->wait([pings](const Peer& p) { return p.ping_acks() == pings; }));
  }
  client->frames.data(1, "", end_stream);
  client->send();
  EXPECT_TRUE(client->wait([](const Peer& p) { return p.ended(1); }, seconds(20)));
  EXPECT_EQ(client->body(1), std::to_string(octets) + "\n");
  expect_unharmed(*client);
}

// Four windows of the stream, nearly all of it padding.
TEST_P(Data, with_padding_gets_its_credit_back) {
  const auto client = peer();
  client->frames.headers(1, request("POST", "/upload"));
  Bytes padded(257, 0);
  padded[0] = 255;
  for (int i = 0; i < 1'024; ++i) {
    client->frames.raw(frame::Type::data, frame::flag::padded, 1, padded);
    if (i % 100 == 99) {
      client->frames.ping();
      client->send();
      const auto acks = static_cast<std::size_t>(i / 100 + 1);
      ASSERT_TRUE(client->wait([acks](const Peer& p) { return p.ping_acks() == acks; }));
    }
  }
  client->frames.data(1, "", end_stream);
  client->send();
  EXPECT_TRUE(client->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(client->body(1), "1024\n");
  expect_unharmed(*client);
}

// RFC 9113 6.1: "If the length of the padding is the length of the frame payload or greater, the recipient MUST treat
// this as a connection error (Section 5.4.1) of type PROTOCOL_ERROR."
TEST_P(Data, that_is_shorter_than_its_padding_is_a_connection_error) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/upload"));
  attacker->frames.raw(testkit::hex("000003 00 08 00000001 03 0000"));
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::protocol_error);
}

TEST_P(UnreadData, of_one_octet_each_is_calmed_within_150_frames) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/wait/60"));
  for (int i = 0; i < 150; ++i) attacker->frames.data(1, "x");
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

// The GOAWAY arrives although nobody reads what comes after its cause.
TEST_P(UnreadData, of_one_octet_each_is_calmed_however_much_of_it_comes) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/wait/60"));
  for (int i = 0; i < 65'535; ++i) attacker->frames.data(1, "x");
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::enhance_your_calm);
}

// A whole window in frames as everybody sends them.
TEST_P(UnreadData, of_ordinary_frames_is_kept_until_the_answer) {
  const auto client = peer();
  const std::string content(65'535, 'x');
  client->frames.headers(1, request("POST", "/wait/2"));
  for (std::size_t at = 0; at < content.size(); at += 16'384) {
    client->frames.data(1, std::string_view(content).substr(at, 16'384));
  }
  client->send();
  EXPECT_TRUE(client->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(client->status(1), 200);
  expect_unharmed(*client);
}

// RFC 9113 6.9: "A receiver MAY respond with a stream error (Section 5.4.2) or connection error (Section 5.4.1) of type
// FLOW_CONTROL_ERROR if it is unable to accept a frame." Nobody reads, so no credit has gone out in between.
TEST_P(UnreadData, beyond_the_window_of_the_stream_is_a_stream_error) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/wait/60"));
  const std::string octets(16'384, 'x');
  for (int i = 0; i < 5; ++i) attacker->frames.data(1, octets);
  attacker->send();
  expect_stream_error(*attacker, 1, ErrorCode::flow_control_error);
  expect_served(*attacker, 3);
}

INSTANTIATE_TEST_SUITE_P(Over, Data, transports(), transport_name);
INSTANTIATE_TEST_SUITE_P(Over, UnreadData, transports(), transport_name);

}  // namespace
}  // namespace weft::attacks
