#include <cli/get/listener.hpp>

#include <algorithm>
#include <span>
#include <string>

#include <fmt/format.h>

#include <weft/io/address.hpp>
#include <weft/trace/format.hpp>

namespace weft::cli::get {

namespace {

SeenHead head_of(std::span<const Field> fields, std::size_t octets) {
  SeenHead head{.octets = octets};
  for (const Field& field : fields) {
    const std::string line = trace::shown(field, false);
    // RFC 9113 8.3: names of pseudo-header fields begin with a colon.
    const std::size_t colon = line.find(':', 1);
    head.fields.emplace_back(line.substr(0, colon), line.substr(std::min(colon + 2, line.size())));
  }
  return head;
}

// "HTTP/2 to 127.0.0.1:8443   TLSv1.3"
std::string words_of(const session::Facts& facts) {
  std::string words = std::string(http::to_string(facts.version));
  if (facts.peer != nullptr) words += " to " + io::to_string(*facts.peer);
  if (facts.tls != nullptr) words += "   " + facts.tls->version;
  return words;
}

}  // namespace

class Listener::Reader final : public trace::Reader {
 public:
  // The first line stands before the first event.
  Reader(Listener& listener, const session::Facts& facts, unsigned number)
      : listener_(listener),
        connection_(facts.id),
        first_line_((number == 1 ? "" : fmt::format("connection {}: ", number)) + words_of(facts)),
        format_(http::Role::client, listener.began_,
                {.detail = listener.verbose_ > 1, .connection = number == 1 ? "" : fmt::format("{}:", number)}) {}

  void on_event(const trace::Event& event) override {
    if (listener_.verbose_ > 0) show_event(event);
    const std::lock_guard lock(listener_.mutex_);
    Connection& noted = listener_.connections_[connection_];
    noted.windows.on_event(event);
    if (listener_.keeps_heads_) keep_head(event, noted);
    const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
    if (seen == nullptr || event.direction != trace::Direction::received) return;
    if (const auto* settings = std::get_if<frame::Settings>(&seen->frame)) note_settings(*settings, noted);
  }

 private:
  void show_event(const trace::Event& event) {
    if (!first_line_.empty()) listener_.note(event.time, first_line_);
    first_line_.clear();
    listener_.screen_.tell(format_.lines(event));
  }
  static void note_settings(const frame::Settings& settings, Connection& noted) {
    if (settings.ack) return;
    if (!noted.allowed) noted.allowed.emplace();
    Allowed& allowed = *noted.allowed;
    for (const frame::Setting each : settings.settings) {
      if (each.id == frame::SettingId::max_concurrent_streams) allowed.streams = each.value;
      if (each.id == frame::SettingId::initial_window_size) allowed.window = each.value;
    }
  }

  // The first one of a message is that of the request, or of the final response.
  static void keep_head(const trace::Event& event, Connection& noted) {
    const auto keep = [&](std::uint64_t message, std::span<const Field> fields, std::size_t octets) {
      SeenHeads& heads = noted.heads[message];
      SeenHead& head = event.direction == trace::Direction::sent ? heads.request : heads.response;
      if (head.octets == 0) head = head_of(fields, octets);
    };
    if (const auto* head = std::get_if<trace::HeadSeen>(&event.what)) keep(head->message, head->fields, head->octets);
    const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
    if (seen != nullptr && seen->section) keep(seen->section->stream, seen->section->fields, seen->section->on_wire);
  }

  Listener& listener_;
  const std::uint64_t connection_;
  std::string first_line_;
  const trace::Format format_;
};

std::unique_ptr<trace::Reader> Listener::on_connection(const session::Facts& facts) {
  return std::make_unique<Reader>(*this, facts, ++count_);
}

std::optional<Allowed> Listener::allowed_by(std::uint64_t connection) const {
  const std::lock_guard lock(mutex_);
  const auto place = connections_.find(connection);
  return place == connections_.end() ? std::nullopt : place->second.allowed;
}

Windows::State Listener::window_of(std::uint64_t connection, std::uint64_t message) const {
  const std::lock_guard lock(mutex_);
  const auto place = connections_.find(connection);
  return place == connections_.end() ? Windows::State::open : place->second.windows.state_of(message);
}

Duration Listener::windows_closed(std::uint64_t connection, std::uint64_t message, Time now) const {
  const std::lock_guard lock(mutex_);
  const auto place = connections_.find(connection);
  return place == connections_.end() ? Duration() : place->second.windows.closed_for(message, now);
}

SeenHeads Listener::heads_of(std::uint64_t connection, std::uint64_t message) const {
  const std::lock_guard lock(mutex_);
  const auto place = connections_.find(connection);
  if (place == connections_.end()) return {};
  const auto heads = place->second.heads.find(message);
  return heads == place->second.heads.end() ? SeenHeads() : heads->second;
}

void Listener::note(Time now, std::string_view words) {
  screen_.tell(trace::note_line(now - began_, words));
}

}  // namespace weft::cli::get
