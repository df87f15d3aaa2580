#include <weft/trace/frame_ring.hpp>

#include <algorithm>
#include <chrono>

#include <weft/http/preface.hpp>

namespace weft::trace {
namespace {

using frame::WindowUpdate;

// RFC 9113 6.9: the bit before an increment is reserved. A length has fewer bits.
constexpr std::uint32_t number_bits = 0x7fff'ffff;

}  // namespace

// RFC 9113 3.4: "The client connection preface starts with a sequence of 24 octets".
FrameRing::FrameRing(http::Role role, std::uint32_t frames) : entries_(new Entry[frames]), size_(frames) {
  (role == http::Role::client ? sent_ : received_).rest = http::client_preface.size();
}

void FrameRing::read(Way& way, Direction direction, Octets octets, Time now) {
  while (!octets.empty()) {
    const std::size_t passed = std::min(way.rest, octets.size());
    way.rest -= passed;
    octets = octets.subspan(passed);
    const std::size_t taken = std::min<std::size_t>(way.wanted - way.have, octets.size());
    std::copy_n(octets.begin(), taken, way.head.begin() + way.have);
    way.have = static_cast<std::uint8_t>(way.have + taken);
    octets = octets.subspan(taken);
    if (way.have < way.wanted) return;
    const auto header = frame::Header::load(way.head.data());
    const bool has_increment = header.type == WindowUpdate::type && header.length == WindowUpdate::payload_size;
    if (has_increment && way.have == frame::header_size) {
      way.wanted = static_cast<std::uint8_t>(way.head.size());
      continue;
    }
    const std::uint32_t number = has_increment ? load_be32(way.head.data() + frame::header_size) : header.length;
    way = {.rest = has_increment ? 0 : header.length};
    note(header, {.value = number & number_bits, .is_increment = has_increment}, direction, now);
  }
}

void FrameRing::note(const frame::Header& header, Number number, Direction direction, Time now) {
  using std::chrono::microseconds;
  const auto time = std::chrono::duration_cast<microseconds>(now.time_since_epoch()).count();
  constexpr std::uint64_t time_bits = (std::uint64_t{1} << 48) - 1;
  entries_[next_] = {.microseconds = static_cast<std::uint64_t>(time) & time_bits,
                     .flags = header.flags,
                     .type = static_cast<std::uint8_t>(header.type),
                     .stream = header.stream & frame::max_stream_id,
                     .is_sent = direction == Direction::sent,
                     .number = number};
  next_ = next_ + 1 == size_ ? 0 : next_ + 1;
  count_ = std::min(count_ + 1, size_);
}

std::vector<FrameRing::Frame> FrameRing::newest(std::size_t most) const {
  const auto wanted = static_cast<std::uint32_t>(std::min<std::size_t>(most, count_));
  std::vector<Frame> frames;
  frames.reserve(wanted);
  for (std::uint32_t back = wanted; back > 0; --back) {
    const Entry& entry = entries_[next_ >= back ? next_ - back : next_ + size_ - back];
    const bool has_increment = entry.number.is_increment != 0;
    const std::uint32_t number = entry.number.value;
    frames.push_back({.time = Time(std::chrono::microseconds(entry.microseconds)),
                      .direction = entry.is_sent != 0 ? Direction::sent : Direction::received,
                      .header = {.length = has_increment ? std::uint32_t{WindowUpdate::payload_size} : number,
                                 .type = static_cast<frame::Type>(entry.type),
                                 .flags = static_cast<std::uint8_t>(entry.flags),
                                 .stream = entry.stream},
                      .increment = has_increment ? std::optional(number) : std::nullopt});
  }
  return frames;
}

}  // namespace weft::trace
