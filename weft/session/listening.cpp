#include <weft/session/listening.hpp>

#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace weft::session {

using trace::Verb;

// Gives what the application's source gives, and tells how much that was.
class Listening::Body final : public http::BodySource {
 public:
  Body(Listening& listening, http::BodySource& source) : listening_(listening), source_(source) {}

  void belongs(http::MessageId message) { message_ = message; }

  http::Pulled pull(MutableOctets room) override {
    const http::Pulled pulled = source_.pull(room);
    listening_.tell(Verb::pulled, message_, {pulled.size, static_cast<std::uint64_t>(pulled.state)});
    if (listening_.watch_) listening_.watch_->picked(message_, pulled.size);
    if (pulled.state == http::Pulled::State::end_with_trailers) tell_trailers();
    return pulled;
  }
  const http::Fields& trailers() const override { return source_.trailers(); }

 private:
  // Engines read them more than once.
  void tell_trailers() {
    if (!listening_.is_told()) return;
    listening_.tell(
        {.time = listening_.now_, .verb = Verb::trailers, .message = message_, .fields = source_.trailers().all()});
  }

  Listening& listening_;
  http::BodySource& source_;
  http::MessageId message_ = 0;
};

Listening::Listening(http::Role role, http::Version version, std::unique_ptr<trace::Reader> reader)
    : reader_(std::move(reader)) {
  if (reader_ == nullptr) return;
  tap_ = std::make_unique<trace::Tap>(role, version, *reader_);
  if (reader_->wants_notes()) watch_ = std::make_unique<EngineWatch>(*reader_);
}

Listening::~Listening() = default;

std::optional<std::vector<FrameView>> Listening::frames(std::size_t most) const {
  if (frames_ == nullptr) return std::nullopt;
  std::vector<FrameView> views;
  for (const auto& [time, direction, header, increment] : frames_->newest(most)) {
    views.push_back({.time = time,
                     .is_sent = direction == trace::Direction::sent,
                     .type = static_cast<std::uint8_t>(header.type),
                     .flags = header.flags,
                     .stream = header.stream,
                     .length = header.length,
                     .increment = increment});
  }
  return views;
}

// Rates count in microseconds of the clock, which a replay therefore has to share.
void Listening::begin(std::string_view options, const http::WallTime* wall, Time now) {
  if (!is_told()) return;
  const Duration beyond = now.time_since_epoch() % std::chrono::microseconds(1);
  tell_now(Verb::begin, 0, {static_cast<std::uint64_t>(beyond.count())}, now, options);
  surroundings_ = std::make_unique<Surroundings>(*reader_, wall);
}

void Listening::sent(Octets octets, std::size_t budget, Time now) {
  if (frames_) frames_->sent(octets, now);
  if (!is_told()) return;
  tell_now(Verb::produce, 0, {budget, octets.size()}, now, {});
  if (!octets.empty()) tap_->sent(octets, now);
  if (reader_->is_done()) stop();
}

void Listening::stop() {
  surroundings_ = nullptr;
  watch_ = nullptr;
  tap_ = nullptr;
  reader_ = nullptr;
}

void Listening::tell_now(Verb verb, http::MessageId message, Numbers numbers, Time now, std::string_view text) {
  now_ = now;
  look_around(now);
  tell({.time = now, .verb = verb, .message = message, .numbers = numbers, .fields = {}, .text = text});
}

void Listening::tell_response(Verb verb, http::MessageId message, const http::ResponseHead& head, bool has_body,
                              std::optional<Time> now) {
  if (!is_told()) return;
  now_ = now.value_or(now_);
  look_around(now_);
  const std::string status = std::to_string(http::code(head.status));
  std::vector<Field> fields{{.name = ":status", .value = status}};
  fields.insert(fields.end(), head.fields.begin(), head.fields.end());
  const std::array<std::uint64_t, 3> numbers{has_body, head.content_length.has_value(),
                                             head.content_length.value_or(0)};
  tell({.time = now_, .verb = verb, .message = message, .numbers = numbers, .fields = fields});
}

void Listening::tell_request(Verb verb, http::MessageId message, const http::RequestHead& head, bool has_body,
                             const std::optional<h2::Dependency>& dependency, Time now) {
  if (!is_told()) return;
  now_ = now;
  look_around(now);
  std::vector<Field> fields{{.name = ":method", .value = head.method_text},
                            {.name = ":scheme", .value = head.scheme},
                            {.name = ":authority", .value = head.authority},
                            {.name = ":path", .value = head.path},
                            {.name = ":protocol", .value = head.protocol}};
  fields.insert(fields.end(), head.fields.begin(), head.fields.end());
  const h2::Dependency stands = dependency.value_or(h2::Dependency{});
  const std::array<std::uint64_t, 7> numbers{has_body,
                                             head.content_length.has_value(),
                                             head.content_length.value_or(0),
                                             dependency.has_value(),
                                             stands.parent,
                                             stands.weight,
                                             stands.exclusive};
  tell({.time = now_, .verb = verb, .message = message, .numbers = numbers, .fields = fields});
}

http::BodySource* Listening::watched(http::BodySource* source) {
  if (!is_told()) return source;
  newest_ = source == nullptr ? nullptr : std::make_unique<Body>(*this, *source);
  return newest_.get();
}

void Listening::belongs(http::MessageId message) {
  if (newest_ == nullptr) return;
  newest_->belongs(message);
  bodies_[message] = std::move(newest_);
}

void Listening::forget(http::MessageId message) {
  if (surroundings_) surroundings_->forget(message);
  bodies_.erase(message);
}

}  // namespace weft::session
