#include <cli/get/listener.hpp>

#include <cstdio>
#include <string>

#include <fmt/format.h>

#include <weft/io/address.hpp>
#include <weft/trace/format.hpp>

namespace weft::cli::get {

namespace {

void show(const std::string& lines) {
  std::fputs(lines.c_str(), stderr);
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
    const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
    if (seen == nullptr || event.direction != trace::Direction::received) return;
    if (const auto* settings = std::get_if<frame::Settings>(&seen->frame)) note(*settings);
  }

 private:
  void show_event(const trace::Event& event) {
    const std::chrono::duration<double, std::milli> time = event.time - listener_.began_;
    if (!first_line_.empty()) show(fmt::format("{:>8.1f} ms  ·  {}\n", time.count(), first_line_));
    first_line_.clear();
    show(format_.lines(event));
  }
  void note(const frame::Settings& settings) {
    if (settings.ack) return;
    const std::lock_guard lock(listener_.mutex_);
    Allowed& allowed = listener_.allowed_[connection_];
    for (const frame::Setting each : settings.settings) {
      if (each.id == frame::SettingId::max_concurrent_streams) allowed.streams = each.value;
      if (each.id == frame::SettingId::initial_window_size) allowed.window = each.value;
    }
  }

  Listener& listener_;
  const std::uint64_t connection_;
  std::string first_line_;
  const trace::Format format_;
};

std::unique_ptr<trace::Reader> Listener::on_connection(const session::Facts& facts) {
  return std::make_unique<Reader>(*this, facts, ++connections_);
}

std::optional<Allowed> Listener::allowed_by(std::uint64_t connection) const {
  const std::lock_guard lock(mutex_);
  const auto place = allowed_.find(connection);
  return place == allowed_.end() ? std::nullopt : std::optional(place->second);
}

}  // namespace weft::cli::get
