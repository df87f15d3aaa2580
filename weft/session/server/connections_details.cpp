// Connections as somebody sees them who asks why a request is slow. Nothing is kept for it.
#include <algorithm>
#include <cstddef>
#include <utility>

#include <weft/http/rank.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::session::server {

namespace {

// More than anybody reads of one. All requests of a server may have long paths, and all are copied.
constexpr std::size_t longest_text = 200;

ConnectionDetails::Request request_of(const Exchange& exchange) {
  const http::RequestHead& head = exchange.request();
  return {.id = exchange.id(),
          .method = std::string(head.method_text.substr(0, longest_text)),
          .path = std::string(head.path.substr(0, std::min(head.path.find('?'), longest_text))),
          .status = exchange.status(),
          .started = exchange.started(),
          .is_pushed = exchange.pushed(),
          .awaits_continue = exchange.owes_invitation()};
}

// The rates of a server stand between its engine and its handlers, so that the engine does not know them.
void tell_held(const std::vector<http::MessageId>& requests, http::EngineView& view) {
  for (const http::MessageId each : requests) {
    const auto found = std::ranges::find(view.streams, each, &http::StreamView::id);
    if (found != view.streams.end()) found->held = http::StreamView::Held::by_rate;
  }
}

bool is_busy(Connection& connection) {
  return connection.engine().started() && connection.engine().live_messages() != 0;
}

// Those whose worst streams are the worst of all, and the oldest of those that are alike. None is looked at in full.
void keep_worst(std::vector<Connection*>& busy, std::size_t most, Time now) {
  if (busy.size() <= most) return;
  std::vector<std::pair<http::Rank, Connection*>> ranked;
  ranked.reserve(busy.size());
  for (Connection* each : busy) ranked.emplace_back(each->engine().worst(now), each);
  const auto end = ranked.begin() + static_cast<std::ptrdiff_t>(most);
  std::ranges::nth_element(ranked, end, [](const auto& one, const auto& other) {
    return one.first != other.first ? one.first > other.first : one.second->facts().id < other.second->facts().id;
  });
  busy.clear();
  for (auto each = ranked.begin(); each != end; ++each) busy.push_back(each->second);
}

}  // namespace

ConnectionDetails Connection::details(std::size_t most_frames) {
  ConnectionDetails details{.connection = view(), .now = now(), .backlog = channel().backlog()};
  if (!engine().started()) return details;
  details.engine = engine().view(now());
  if (rates_ != nullptr) tell_held(rates_->held_requests(), details.engine);
  if (const Listening* kept = engine().listening()) details.frames = kept->frames(most_frames);
  exchanges_.for_each([&](const Exchange& exchange) { details.requests.push_back(request_of(exchange)); });
  return details;
}

ConnectionDetails ParkedConnection::details(std::size_t most_frames) const {
  const Time now = connections_.loop.now();
  return {.connection = view(),
          .now = now,
          .engine = h2::view_of(state.engine, connections_.options.h2, connections_.workspace, now),
          .frames = connections_.frames_of_parked(state.id, most_frames)};
}

std::optional<std::vector<FrameView>> Connections::frames_of_parked(std::uint64_t id, std::size_t most) const {
  const auto place = parked_frames_.find(id);
  return place == parked_frames_.end() ? std::nullopt : place->second->frames(most);
}

std::vector<ConnectionDetails> Connections::details(std::size_t most, std::uint64_t only, std::size_t most_frames,
                                                    bool has_parked) {
  std::vector<ConnectionDetails> all;
  const auto add = [&](auto& connection) {
    if (all.size() < most) all.push_back(connection.details(most_frames));
  };
  std::vector<Connection*> busy;
  for_each([&](Connection& each) {
    if (is_busy(each) && (only == 0 || each.facts().id == only)) busy.push_back(&each);
  });
  keep_worst(busy, most, loop.now());
  for (Connection* each : busy) add(*each);
  for_each([&](Connection& each) {
    if (!is_busy(each) && (only == 0 || each.facts().id == only)) add(each);
  });
  if (!has_parked) return all;
  for (ParkedConnection* each = parked_.empty() ? nullptr : &parked_.front(); each != nullptr;
       each = parked_.next(*each)) {
    if (only == 0 || each->state.id == only) add(*each);
  }
  return all;
}

}  // namespace weft::session::server
