#include <weft/trace/recording/pcapng.hpp>

#include <weft/trace/recording/recorded_test.hpp>

namespace weft::trace {
namespace pcapng_test {
namespace {

using testkit::Frames;

std::uint32_t le32(std::string_view text, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) number = number << 8 | static_cast<std::uint8_t>(text[at + i]);
  return number;
}

struct Packet {
  std::uint64_t time;
  std::string octets;
};

// The blocks say their lengths twice.
std::vector<Packet> packets_of(const std::string& file) {
  std::vector<Packet> out;
  for (std::size_t at = 0; at < file.size();) {
    const std::uint32_t length = le32(file, at + 4);
    EXPECT_EQ(le32(file, at + length - 4), length);
    EXPECT_EQ(length % 4, 0u);
    if (le32(file, at) == 6) {
      const std::uint64_t time = std::uint64_t{le32(file, at + 12)} << 32 | le32(file, at + 16);
      out.push_back({time, file.substr(at + 28, le32(file, at + 20))});
    }
    at += length;
  }
  return out;
}

constexpr std::size_t tcp_at = 14 + 20;

std::string content_of(const Packet& packet) {
  return packet.octets.substr(tcp_at + 20);
}
std::uint32_t sequence_of(const Packet& packet) {
  return load_be32(as_octets(packet.octets).data() + tcp_at + 4);
}
int flags_of(const Packet& packet) {
  return packet.octets[tcp_at + 13];
}

Recording recorded(std::string_view in, std::string_view out) {
  Recorded recorded(http::Version::http2, true);
  recorded.received(as_octets(in)).sent(as_octets(out)).ended();
  return read(recorded.text);
}

TEST(Pcapng, has_the_octets_in_packets_of_a_connection_of_TCP) {
  const std::string in(3'000, 'i');
  const Recording recording = recorded(in, "out");
  const auto packets = packets_of(*pcapng_of(recording));
  // Three to open, three of 3,000 octets, one answer, two ends.
  ASSERT_EQ(packets.size(), 9u);
  EXPECT_EQ(flags_of(packets[0]), 0x02);
  EXPECT_EQ(flags_of(packets[1]), 0x12);
  EXPECT_EQ(content_of(packets[3]) + content_of(packets[4]) + content_of(packets[5]), in);
  EXPECT_EQ(content_of(packets[6]), "out");
  EXPECT_EQ(sequence_of(packets[3]), 1u);
  EXPECT_EQ(sequence_of(packets[4]), 1'401u);
  EXPECT_EQ(sequence_of(packets[6]), 1u);
  EXPECT_EQ(flags_of(packets[8]) & 0x01, 1);
  // 2026-11-29T12:00:00.250 and 1.5 ms.
  EXPECT_EQ(packets[3].time, 1'795'953'600'251'500'000u);
  EXPECT_EQ(server_port_of(recording), 8443);
}

TEST(Pcapng, has_right_checksums) {
  const std::string file = *pcapng_of(recorded("odd", "even"));
  for (const Packet& packet : packets_of(file)) {
    const Octets octets = as_octets(packet.octets);
    const auto sum = [](Octets part, std::uint32_t start) {
      for (std::size_t i = 0; i < part.size(); ++i) start += std::uint32_t{part[i]} << (i % 2 == 0 ? 8 : 0);
      while (start >> 16 != 0) start = (start & 0xffff) + (start >> 16);
      return start;
    };
    EXPECT_EQ(sum(octets.subspan(14, 20), 0), 0xffffu);
    const Octets segment = octets.subspan(tcp_at);
    EXPECT_EQ(sum(segment, sum(octets.subspan(14 + 12, 8), 6 + static_cast<std::uint32_t>(segment.size()))), 0xffffu);
  }
}

TEST(Pcapng, knows_addresses_of_ip_version_6) {
  RecordedConnection connection = connection_of(http::Version::http2, true);
  connection.local = "[::1]:8443";
  connection.peer = "[::1]:5000";
  std::string text;
  Recorder recorder(connection, [&](std::string_view more) { text += more; });
  recorder.on_octets(Direction::sent, as_octets("x"), Time());
  const auto packets = packets_of(*pcapng_of(read(text)));
  EXPECT_EQ(load_be16(as_octets(packets[3].octets).data() + 12), 0x86dd);
  EXPECT_EQ(packets[3].octets.size(), 14u + 40 + 20 + 1);
}

TEST(Pcapng, begins_in_1970_where_nanoseconds_cannot_tell_the_time) {
  for (const std::string wall_time : {"9999-12-31T23:59:59.999Z", "2262-01-01T00:00:00.000Z", "soon", ""}) {
    Recording recording = recorded("in", "out");
    recording.wall_time = wall_time;
    EXPECT_EQ(packets_of(*pcapng_of(recording)).at(3).time, 1'500'000u) << wall_time;
  }
}

TEST(Pcapng, needs_octets) {
  Recorded recorded;
  recorded.received(as_octets("PRI"));
  EXPECT_FALSE(pcapng_of(read(recorded.text)));
}

}  // namespace
}  // namespace pcapng_test
}  // namespace weft::trace
