#include <weft/trace/tap.hpp>

namespace weft::trace {

namespace {

http::Role other(http::Role role) {
  return role == http::Role::client ? http::Role::server : http::Role::client;
}

}  // namespace

Tap::Tap(http::Role role, http::Version version, Reader& reader)
    : reader_(reader), directions_(directions_of(role, version)) {}

std::variant<Tap::Http1, Tap::Http2> Tap::directions_of(http::Role role, http::Version version) {
  if (version != http::Version::http2) return Http1{Http1Direction(role), Http1Direction(other(role)), {}};
  return Http2{Http2Direction(role), Http2Direction(other(role)), {}, {}};
}

void Tap::see(Octets octets, Direction direction, Time now) {
  const Telling telling{reader_, direction, now};
  reader_.on_octets(direction, octets, now);
  const bool is_ours = direction == Direction::sent;
  if (auto* http1 = std::get_if<Http1>(&directions_)) {
    return (is_ours ? http1->sent : http1->received).read(octets, http1->requests, telling);
  }
  auto& http2 = std::get<Http2>(directions_);
  if (is_ours) return http2.sent.read(octets, http2.ours, http2.theirs, telling);
  http2.received.read(octets, http2.theirs, http2.ours, telling);
}

void Tap::ended(const http::Close& close, Time now) {
  for (const Direction direction : {Direction::sent, Direction::received}) {
    if (!is_whole(direction, now)) reader_.on_event({now, direction, CutOff{}});
  }
  reader_.on_event({now, Direction::received, Ended{close}});
}

bool Tap::is_whole(Direction direction, Time now) {
  const bool is_ours = direction == Direction::sent;
  if (auto* http1 = std::get_if<Http1>(&directions_)) {
    return (is_ours ? http1->sent : http1->received).end({reader_, direction, now});
  }
  const auto& http2 = std::get<Http2>(directions_);
  return !(is_ours ? http2.sent : http2.received).mid_frame();
}

}  // namespace weft::trace
