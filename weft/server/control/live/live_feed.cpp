#include <weft/server/control/live/live_feed.hpp>

#include <optional>
#include <utility>

#include <fmt/format.h>

#include <weft/server/control/control_guard.hpp>
#include <weft/server/events/server_event.hpp>

namespace weft::server {
namespace {

// Also left where a coroutine is cancelled.
class Turn {
 public:
  explicit Turn(bool& is_taken) : is_taken_(is_taken) { is_taken_ = true; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { is_taken_ = false; }

 private:
  bool& is_taken_;
};

}  // namespace

class LiveFeed::Seat {
 public:
  explicit Seat(LiveFeed& feed) : feed_(feed) { ++feed_.viewers_; }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat() {
    if (--feed_.viewers_ == 0) feed_.last_.reset();
  }

 private:
  LiveFeed& feed_;
};

Task<> LiveFeed::watch(Context& c) {
  if (viewers_ >= most_viewers) {
    answer_error(c, http::Status::service_unavailable, "live",
                 fmt::format("{} viewers watch this server already", most_viewers));
    co_return;
  }
  const Seat seat(*this);
  co_await tell(c);
}

Task<> LiveFeed::tell(Context& c) {
  auto body = c.stream("text/event-stream");
  std::optional<ServerPhase> told;
  Event before;
  while (!c.draining()) {
    if (const ServerPhase phase = phase_(); phase != told) {
      told = phase;
      co_await body.write(event_text({to_string(phase), "phase"}));
    }
    if (const Event event = co_await newest(c); event != before) {
      co_await body.write(*event);
      before = event;
    }
    co_await c.sleep(period);
  }
  co_await body.write(event_text({"the server has ended", "end"}));
}

Task<LiveFeed::Event> LiveFeed::newest(Context& c) {
  const bool is_due = looked_ == never || c.now() - looked_ >= period;
  if (is_looking_ || !is_due) co_return last_;
  const Turn turn(is_looking_);
  looked_ = c.now();
  const std::string view = co_await look_(c);
  last_ = std::make_shared<const std::string>(event_text({view, "view"}));
  co_return last_;
}

}  // namespace weft::server
