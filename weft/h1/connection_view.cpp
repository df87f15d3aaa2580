// A connection at one moment. Nobody else asks, and nothing is kept for it.
#include <algorithm>
#include <chrono>

#include <weft/h1/connection.hpp>

namespace weft::h1 {

namespace {

// RFC 9113 5.1 has these words.
std::string_view state_of(bool is_receiving, bool is_sending) {
  if (is_receiving) return is_sending ? "open" : "half-closed (local)";
  return is_sending ? "half-closed (remote)" : "closed";
}

}  // namespace

// A client waits for nothing of its own until it has sent its request. A request that comes waits for nothing either,
// until it has not come any further for a moment.
std::optional<http::Wait> Connection::present_wait(Duration since_moved) const {
  if (!under_way() || exchange_.sending == Sending::complete) return std::nullopt;
  if (!output_.empty()) return http::Wait::socket;
  if (exchange_.sending == Sending::body) {
    if (body_.state() == BodyWriter::State::blocked) return http::Wait::application;
    return is_held_by_rate() ? http::Wait::rate_limit : http::Wait::socket;
  }
  if (role_ != Role::server || std::holds_alternative<Stopped>(reading_)) return std::nullopt;
  if (std::holds_alternative<Complete>(reading_)) return http::Wait::application;
  if (since_moved < std::chrono::seconds(1)) return std::nullopt;
  return is_receiving_held_by_rate() ? http::Wait::rate_limit : http::Wait::application;
}

http::StreamView Connection::view_message(Time now) const {
  const bool is_receiving = !std::holds_alternative<Complete>(reading_) && !std::holds_alternative<Stopped>(reading_);
  // Neither the last octet that went out nor the last that came was waited for.
  const Duration since_moved = now - std::max(response_moved_, last_body_octet_);
  http::StreamView view{.id = exchange_.id,
                        .state = state_of(is_receiving, exchange_.sending != Sending::complete),
                        .is_receiving = is_receiving,
                        .has_begun = exchange_.sending != Sending::nothing,
                        .wait = present_wait(since_moved),
                        .unread = exchange_.unconsumed,
                        .sent = exchange_.traffic.sent,
                        .received = exchange_.traffic.received};
  if (is_receiving && is_receiving_held_by_rate()) view.held = http::StreamView::Held::by_rate;
  if (exchange_.sending == Sending::complete) view.unsent = 0;
  if (exchange_.sending == Sending::body && body_.rest() != OctetRate::endless) view.unsent = body_.rest();
  if (view.wait) {
    view.waiting = since_moved;
    view.waits[*view.wait] = view.waiting;
  }
  return view;
}

http::Rank Connection::worst(Time now) const {
  return exchange_.live ? http::rank_of(view_message(std::max(now, now_))) : http::Rank();
}

http::EngineView Connection::view(Time now) const {
  http::EngineView view{
      .is_draining = shutting_down_, .is_over = closed(), .unproduced = output_.size(), .unread = exchange_.unconsumed};
  if (exchange_.live) view.streams.push_back(view_message(std::max(now, now_)));
  return view;
}

}  // namespace weft::h1
