#include <weft/session/replay/sent_octets.hpp>

#include <gtest/gtest.h>

namespace weft::session {
namespace sent_octets_test {
namespace {

// A client's preface and two PINGs, sent in two pieces, and the end of the connection.
trace::Recording recording(bool has_ended = true) {
  static const std::string octets = std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") +
                                    std::string("\0\0\x8\x6\0\0\0\0\0abcdefgh", 17) +
                                    std::string("\0\0\x8\x6\0\0\0\0\0ijklmnop", 17);
  trace::Recording out;
  out.role = http::Role::client;
  out.version = http::Version::http2;
  for (const std::string_view piece : {std::string_view(octets).substr(0, 30), std::string_view(octets).substr(30)}) {
    out.entries.emplace_back(trace::OctetsSeen{Time(), trace::Direction::sent, piece.size(), as_octets(piece)});
  }
  if (has_ended) out.entries.emplace_back(trace::Event{Time(), trace::Direction::received, trace::Ended{}});
  return out;
}

std::string all(const trace::Recording& recording) {
  std::string out;
  for (const auto& entry : recording.entries) {
    if (const auto* seen = std::get_if<trace::OctetsSeen>(&entry)) out += as_text(seen->octets);
  }
  return out;
}

TEST(SentOctets, may_be_sent_again_in_other_pieces) {
  const trace::Recording once = recording();
  SentOctets sent(once);
  const std::string octets = all(once);
  for (const char octet : octets) EXPECT_TRUE(sent.compare(as_octets(std::string_view(&octet, 1)), Time()));
  EXPECT_TRUE(sent.is_whole(Time()));
  EXPECT_EQ(sent.octets(), 58u);
  EXPECT_FALSE(sent.difference());
}

TEST(SentOctets, finds_the_frame_of_the_first_octet_that_differs) {
  const trace::Recording once = recording();
  std::string other = all(once);
  other[50] = 'X';
  SentOctets sent(once);
  EXPECT_FALSE(sent.compare(as_octets(other), Time(std::chrono::milliseconds(3))));
  ASSERT_TRUE(sent.difference());
  EXPECT_EQ(sent.difference()->offset, 50u);
  EXPECT_EQ(sent.difference()->recorded, 'i');
  EXPECT_EQ(sent.difference()->replayed, 'X');
  EXPECT_EQ(sent.difference()->time, Time(std::chrono::milliseconds(3)));
  EXPECT_EQ(sent.difference()->inside, "     0.0 ms  →  PING          0");
}

TEST(SentOctets, notices_what_is_missing_and_what_is_too_much) {
  const trace::Recording once = recording();
  SentOctets missing(once);
  EXPECT_TRUE(missing.compare(as_octets("PRI"), Time()));
  EXPECT_FALSE(missing.is_whole(Time()));
  EXPECT_EQ(missing.difference()->recorded, ' ');
  EXPECT_FALSE(missing.difference()->replayed);
  EXPECT_EQ(missing.difference()->inside, "     0.0 ms  →  preface             HTTP/2");
  SentOctets more(once);
  EXPECT_FALSE(more.compare(as_octets(all(once) + "?"), Time()));
  EXPECT_FALSE(more.difference()->recorded);
  EXPECT_EQ(more.difference()->replayed, '?');
}

// Nobody knows what came behind the last record.
TEST(SentOctets, may_be_more_than_those_of_a_recording_without_an_end) {
  const trace::Recording once = recording(false);
  SentOctets sent(once);
  EXPECT_TRUE(sent.is_cut());
  EXPECT_TRUE(sent.compare(as_octets(all(once) + "?"), Time()));
  EXPECT_TRUE(sent.is_whole(Time()));
  EXPECT_EQ(sent.octets(), 58u);
  SentOctets other(once);
  EXPECT_FALSE(other.compare(as_octets("PRI?"), Time()));
  const trace::Recording ended = recording();
  EXPECT_FALSE(SentOctets(ended).is_cut());
}

}  // namespace
}  // namespace sent_octets_test
}  // namespace weft::session
