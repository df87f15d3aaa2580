#include <weft/server/handlers/kept_body.hpp>

#include <utility>

namespace weft::server {

KeptBody::KeptBody(std::unique_ptr<session::Body> body, Place place)
    : body_(std::move(body)), place_(std::move(place)) {
  place_.content->siblings().being_made.add(place_.coding);
}

KeptBody::~KeptBody() {
  place_.content->siblings().being_made.remove(place_.coding);
}

http::Pulled KeptBody::pull(MutableOctets room) {
  const http::Pulled pulled = body_->pull(room);
  if (is_kept_) take(room.first(pulled.size));
  if (is_kept_ && pulled.state == http::Pulled::State::end) keep();
  return pulled;
}

void KeptBody::take(Octets octets) {
  octets_.insert(octets_.end(), octets.begin(), octets.end());
  if (octets_.size() <= place_.most) return;
  is_kept_ = false;
  octets_ = {};
}

// The cache looks at the file whenever it is asked, so that a change while it was read shows.
void KeptBody::keep() {
  is_kept_ = false;
  octets_.shrink_to_fit();
  if (const auto cache = place_.cache.lock()) {
    cache->keep(place_.name, place_.file, FileContent::compressed(*place_.content, std::move(octets_)), Time());
  }
}

}  // namespace weft::server
