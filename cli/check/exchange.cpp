#include <cli/check/exchange.hpp>

#include <chrono>
#include <utility>

#include <weft/trace/recording/wall_time.hpp>

namespace weft::cli::check {

void Exchange::record(std::string local, std::string peer, bool secure) {
  trace::RecordedConnection connection{.role = role_,
                                       .version = http::Version::http2,
                                       .local = std::move(local),
                                       .peer = std::move(peer),
                                       .secure = secure,
                                       .wall_time = trace::wall_time(std::chrono::system_clock::now()),
                                       .keeping = {.values = true}};
  recorder_ =
      std::make_unique<trace::Recorder>(std::move(connection), [this](std::string_view text) { recording_ += text; });
}

void Exchange::on_event(const trace::Event& event) {
  words_ += format_.lines(event);
  if (recorder_ != nullptr) recorder_->on_event(event);
}

void Exchange::on_octets(trace::Direction direction, Octets octets, Time now) {
  if (recorder_ != nullptr) recorder_->on_octets(direction, octets, now);
}

}  // namespace weft::cli::check
