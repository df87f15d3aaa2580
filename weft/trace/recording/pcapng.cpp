#include <weft/trace/recording/pcapng.hpp>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <vector>

#include <weft/base/buffer.hpp>

namespace weft::trace {

namespace {

// An end of the connection. Addresses of both families are kept as the 16 octets of IPv6, those of IPv4 in the first 4.
struct Place {
  int family = AF_UNSPEC;
  std::array<std::uint8_t, 16> address{};
  std::uint16_t port = 0;
};

// "127.0.0.1:8443", "[::1]:8443".
Place place_of(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return {};
  Place place;
  const std::string_view digits = text.substr(colon + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), place.port);
  const bool is_6 = text.starts_with('[') && colon > 1;
  const std::string host(is_6 ? text.substr(1, colon - 2) : text.substr(0, colon));
  const int family = is_6 ? AF_INET6 : AF_INET;
  if (::inet_pton(family, host.c_str(), place.address.data()) == 1) place.family = family;
  return place;
}

Place made_up(std::uint16_t port) {
  return {AF_INET, {127, 0, 0, 1}, port};
}

struct Ends {
  Place local;
  Place peer;
};

// A socket of a file system has no address that IP knows.
Ends ends_of(const Recording& recording) {
  constexpr std::uint16_t client_port = 50'000;
  constexpr std::uint16_t server_port = 8'080;
  Ends ends{place_of(recording.local), place_of(recording.peer)};
  const bool is_server = recording.role == http::Role::server;
  if (ends.local.family == AF_UNSPEC || ends.local.family != ends.peer.family) {
    ends = {made_up(is_server ? server_port : client_port), made_up(is_server ? client_port : server_port)};
  }
  return ends;
}

void append_be16(Buffer& out, std::size_t number) {
  store_be16(out.prepare(2).data(), static_cast<std::uint16_t>(number));
  out.commit(2);
}
void append_be32(Buffer& out, std::uint32_t number) {
  store_be32(out.prepare(4).data(), number);
  out.commit(4);
}
void append_le32(Buffer& out, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}

// RFC 1071: the sum of 16-bit words, with the carries added.
std::uint32_t sum_of(Octets octets, std::uint32_t sum = 0) {
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2) sum += load_be16(octets.data() + i);
  if (octets.size() % 2 != 0) sum += static_cast<std::uint32_t>(octets.back()) << 8;
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

std::uint16_t checksum(std::uint32_t sum) {
  return static_cast<std::uint16_t>(~sum);
}

constexpr std::uint8_t tcp = 6;
namespace flag {
constexpr std::uint8_t fin = 0x01;
constexpr std::uint8_t syn = 0x02;
constexpr std::uint8_t push = 0x08;
constexpr std::uint8_t ack = 0x10;
}  // namespace flag

class Packets {
 public:
  Packets(const Ends& ends, std::uint64_t began) : ends_(ends), began_(began) {
    append_section();
    append_interface();
  }

  // RFC 9293 3.5: the three packets by which a connection begins.
  void open(Direction by) {
    const Direction other = by == Direction::sent ? Direction::received : Direction::sent;
    send(Time(), by, flag::syn, {});
    send(Time(), other, flag::syn | flag::ack, {});
    send(Time(), by, flag::ack, {});
  }

  void give(Time time, Direction direction, Octets octets) {
    // As large as a packet of Ethernet may be.
    constexpr std::size_t largest = 1'400;
    while (!octets.empty()) {
      const Octets piece = octets.first(std::min(largest, octets.size()));
      send(time, direction, flag::push | flag::ack, piece);
      octets = octets.subspan(piece.size());
    }
  }

  void close(Time time) {
    for (const Direction direction : {Direction::sent, Direction::received}) {
      send(time, direction, flag::fin | flag::ack, {});
    }
  }

  std::string text() const { return std::string(as_text(out_.readable())); }

 private:
  std::uint32_t& next_of(Direction direction) { return direction == Direction::sent ? sent_ : received_; }

  void append_section() {
    append_le32(out_, 0x0a0d0d0a);
    append_le32(out_, 28);
    append_le32(out_, 0x1a2b3c4d);  // the order of the octets
    append_le32(out_, 1);           // version 1.0
    append_le32(out_, 0xffffffff);  // the section ends with the file
    append_le32(out_, 0xffffffff);
    append_le32(out_, 28);
  }
  // Ethernet, with times in nanoseconds.
  void append_interface() {
    append_le32(out_, 1);
    append_le32(out_, 32);
    append_le32(out_, 1);
    append_le32(out_, 0);
    append_le32(out_, 9 | 1 << 16);
    append_le32(out_, 9);
    append_le32(out_, 0);
    append_le32(out_, 32);
  }

  void send(Time time, Direction direction, std::uint8_t flags, Octets content) {
    const bool is_ours = direction == Direction::sent;
    const Place& from = is_ours ? ends_.local : ends_.peer;
    const Place& to = is_ours ? ends_.peer : ends_.local;
    const Direction other = is_ours ? Direction::received : Direction::sent;
    Buffer segment;
    append_segment(segment, from, to, {next_of(direction), next_of(other), flags}, content);
    Buffer packet;
    append_addresses(packet, from, to, segment.size());
    packet.append(segment.readable());
    next_of(direction) += static_cast<std::uint32_t>(content.size()) + ((flags & (flag::syn | flag::fin)) != 0 ? 1 : 0);
    append_packet(time, packet.readable());
  }

  struct Numbers {
    std::uint32_t sequence;
    std::uint32_t acknowledged;
    std::uint8_t flags;
  };

  static void append_segment(Buffer& out, const Place& from, const Place& to, Numbers numbers, Octets content) {
    append_be16(out, from.port);
    append_be16(out, to.port);
    append_be32(out, numbers.sequence);
    append_be32(out, (numbers.flags & flag::ack) != 0 ? numbers.acknowledged : 0);
    append_be16(out, std::size_t{5} << 12 | numbers.flags);
    append_be16(out, 65'535);
    append_be32(out, 0);  // checksum, urgent
    out.append(content);
    // RFC 9293 3.1: the checksum counts the addresses as well.
    std::uint32_t sum =
        sum_of(address_of(from)) + sum_of(address_of(to)) + tcp + static_cast<std::uint32_t>(out.size());
    sum = sum_of(out.readable(), sum);
    store_be16(out.mutable_readable().data() + 16, checksum(sum));
  }

  static Octets address_of(const Place& place) {
    return Octets(place.address).first(place.family == AF_INET6 ? 16 : 4);
  }

  static void append_addresses(Buffer& out, const Place& from, const Place& to, std::size_t size) {
    const bool is_6 = from.family == AF_INET6;
    for (int i = 0; i < 12; ++i) out.push_back(0);
    append_be16(out, is_6 ? 0x86dd : 0x0800);
    const std::size_t header = out.size();
    if (is_6) {
      append_be32(out, 6u << 28);
      append_be16(out, size);
      append_be16(out, std::size_t{tcp} << 8 | 64);
    } else {
      append_be16(out, 0x4500);
      append_be16(out, 20 + size);
      append_be32(out, 0x4000);  // RFC 791 3.1: not to be cut
      append_be16(out, std::size_t{64} << 8 | tcp);
      append_be16(out, 0);
    }
    out.append(address_of(from));
    out.append(address_of(to));
    if (!is_6) {
      std::uint8_t* at = out.mutable_readable().data() + header;
      store_be16(at + 10, checksum(sum_of({at, 20})));
    }
  }

  void append_packet(Time time, Octets packet) {
    const std::uint64_t at = began_ + static_cast<std::uint64_t>(std::max(Duration(), time.time_since_epoch()).count());
    const auto size = static_cast<std::uint32_t>(packet.size());
    const std::uint32_t padding = (4 - size % 4) % 4;
    append_le32(out_, 6);
    append_le32(out_, 32 + size + padding);
    append_le32(out_, 0);
    append_le32(out_, static_cast<std::uint32_t>(at >> 32));
    append_le32(out_, static_cast<std::uint32_t>(at));
    append_le32(out_, size);
    append_le32(out_, size);
    out_.append(packet);
    for (std::uint32_t i = 0; i < padding; ++i) out_.push_back(0);
    append_le32(out_, 32 + size + padding);
  }

  const Ends ends_;
  // Nanoseconds since 1970.
  const std::uint64_t began_;
  Buffer out_;
  std::uint32_t sent_ = 0;
  std::uint32_t received_ = 0;
};

// RFC 3339, in UTC; 1970 where it is something else, or later than nanoseconds can tell.
std::uint64_t nanoseconds_of(const std::string& wall_time) {
  int year = 0;
  unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0, thousandth = 0;
  const int found = std::sscanf(wall_time.c_str(), "%4d-%2u-%2uT%2u:%2u:%2u.%3u", &year, &month, &day, &hour, &minute,
                                &second, &thousandth);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
  constexpr int last_year = 2261;
  if (found < 6 || !date.ok() || year < 1970 || year > last_year) return 0;
  const auto time = std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour) +
                    std::chrono::minutes(minute) + std::chrono::seconds(second) + std::chrono::milliseconds(thousandth);
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(time).count());
}

}  // namespace

std::uint16_t server_port_of(const Recording& recording) {
  const Ends ends = ends_of(recording);
  return recording.role == http::Role::server ? ends.local.port : ends.peer.port;
}

Result<std::string, std::string> pcapng_of(const Recording& recording) {
  if (!recording.has_values) {
    return fail(std::string("the recording keeps no octets: only one that was made with values has packets to show"));
  }
  Packets packets(ends_of(recording), nanoseconds_of(recording.wall_time));
  packets.open(recording.role == http::Role::client ? Direction::sent : Direction::received);
  for (const auto& entry : recording.entries) {
    if (const auto* seen = std::get_if<OctetsSeen>(&entry)) packets.give(seen->time, seen->direction, seen->octets);
    const auto* event = std::get_if<Event>(&entry);
    if (event != nullptr && std::holds_alternative<Ended>(event->what)) packets.close(event->time);
  }
  return packets.text();
}

}  // namespace weft::trace
