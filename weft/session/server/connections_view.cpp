// Connections as an operator sees them. Nobody else asks, and nothing is kept for it.
#include <weft/io/address.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::session::server {

using State = ConnectionView::State;

ConnectionView Connection::view() {
  ConnectionView view{.id = facts().id, .peer = to_string(*facts().peer)};
  if (facts().tls != nullptr) view.tls = facts().tls->version;
  view.octets = channel().octets();
  if (facts().has_spoken) view.version = facts().version;
  if (!engine().started()) return view;
  view.since = engine().created();
  view.heard = heard();
  view.streams = engine().live_messages();
  view.requests = engine().messages_begun();
  if (is_leaving()) {
    view.state = State::closing;
  } else {
    view.state = view.streams == 0 ? State::idle : State::active;
  }
  return view;
}

ConnectionView ParkedConnection::view() const {
  const h2::Parked& engine = state.engine;
  return {.id = state.id,
          .state = State::parked,
          .peer = to_string(state.channel.peer()),
          .version = http::Version::http2,
          .tls = std::string(state.channel.tls_version()),
          .since = engine.durable.created,
          .heard = engine.durable.last_active,
          .requests = engine.requests(),
          .octets = io::octets_of(state.channel.descriptor())};
}

std::vector<ConnectionView> Connections::views(std::size_t most) {
  std::vector<ConnectionView> views;
  for (Connection* each = list_.empty() ? nullptr : &list_.front(); each != nullptr && views.size() < most;
       each = list_.next(*each)) {
    views.push_back(each->view());
  }
  for (ParkedConnection* each = parked_.empty() ? nullptr : &parked_.front(); each != nullptr && views.size() < most;
       each = parked_.next(*each)) {
    views.push_back(each->view());
  }
  return views;
}

}  // namespace weft::session::server
