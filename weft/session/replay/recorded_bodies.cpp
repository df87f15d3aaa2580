#include <weft/session/replay/recorded_bodies.hpp>

#include <algorithm>

#include <weft/trace/tap.hpp>

namespace weft::session {

using trace::Direction;

struct RecordedBodies::Contents final : trace::Reader {
  explicit Contents(RecordedBodies& its_bodies) : bodies(its_bodies) {}

  void on_event(const trace::Event&) override {}
  void on_content(Direction direction, std::uint64_t message, Octets octets) override {
    if (direction == Direction::sent) bodies.at(message).content += as_text(octets);
  }

  RecordedBodies& bodies;
};

RecordedBodies::RecordedBodies(const trace::Recording& recording) {
  Contents contents(*this);
  trace::Tap tap(recording.role, recording.version, contents);
  for (const auto& entry : recording.entries) {
    if (const auto* seen = std::get_if<trace::OctetsSeen>(&entry)) {
      const bool is_sent = seen->direction == Direction::sent;
      is_sent ? tap.sent(seen->octets, seen->time) : tap.received(seen->octets, seen->time);
    }
    if (const auto* call = std::get_if<trace::Call>(&entry)) note(*call);
  }
}

void RecordedBodies::note(const trace::Call& call) {
  constexpr auto last_state = static_cast<std::uint64_t>(http::Pulled::State::failed);
  if (call.verb == trace::Verb::pulled && call.numbers.size() == 2 && call.numbers[1] <= last_state) {
    at(call.message).pulls.push_back({call.numbers[0], static_cast<http::Pulled::State>(call.numbers[1])});
  }
  if (call.verb != trace::Verb::trailers) return;
  for (const Field& field : call.fields) {
    at(call.message).fields.add(field.name, field.value, field.sensitive ? http::Sensitive::yes : http::Sensitive::no);
  }
}

http::Pulled RecordedBodies::Body::pull(MutableOctets room) {
  if (pulls.empty()) return {0, http::Pulled::State::blocked};
  const http::Pulled next = pulls.front();
  pulls.pop_front();
  const std::size_t size = std::min(next.size, room.size());
  const std::size_t known = std::min(size, content.size() - taken_);
  std::copy_n(content.data() + taken_, known, room.data());
  // The octets that the recorded engine took, and did not send.
  std::fill_n(room.data() + known, size - known, std::uint8_t{0});
  taken_ += known;
  return {size, next.state};
}

}  // namespace weft::session
