#include <weft/client/pool/coalescing.hpp>

#include <algorithm>

namespace weft::client {

namespace {

bool leads_to(const io::Address& peer, const std::vector<io::SocketAddress>& addresses) {
  return std::any_of(addresses.begin(), addresses.end(), [&](const io::SocketAddress& each) {
    const io::Address address = io::to_address(each);
    return address.host == peer.host && address.port == peer.port;
  });
}

bool share_an_address(const std::vector<io::SocketAddress>& some, const std::vector<io::SocketAddress>& others) {
  return std::any_of(some.begin(), some.end(),
                     [&](const io::SocketAddress& each) { return leads_to(io::to_address(each), others); });
}

}  // namespace

// RFC 9113 9.1.1: "A connection can be reused as long as the origin server is authoritative (Section 10.1). For TCP
// connections without TLS, this depends on the host having resolved to the same IP address. For "https" resources,
// connection reuse additionally depends on having a certificate that is valid for the host in the URI."
bool Coalescing::Offer::serves(const Wanted& wanted) const {
  if (!open_ || !may_serve(wanted) || connection_->room() == 0) return false;
  const session::Facts& facts = connection_->facts();
  const http::Url& origin = wanted.guest->origin();
  return facts.version == http::Version::http2 && leads_to(*facts.peer, wanted.addresses) && origins_.has(origin) &&
         connection_->is_certified_for(origin.host);
}

bool Coalescing::Offer::may_serve(const Wanted& wanted) const {
  return made_for_.guest != wanted.guest && made_for_.trust == wanted.trust;
}

Coalescing::Offer* Coalescing::find(const Wanted& wanted) {
  const auto place =
      std::find_if(offers_.begin(), offers_.end(), [&](const Offer& offer) { return offer.serves(wanted); });
  return place == offers_.end() ? nullptr : &*place;
}

const Coalescing::Offer* Coalescing::find_unopened(const Wanted& wanted) const {
  const auto place = std::find_if(offers_.begin(), offers_.end(), [&](const Offer& offer) {
    return !offer.open_ && offer.may_serve(wanted) && share_an_address(offer.made_for_.addresses, wanted.addresses);
  });
  return place == offers_.end() ? nullptr : &*place;
}

// --- a connection is wanted ------------------------------------------------------------------------------------------

bool Coalescing::seek(Seeker& seeker, const Wanted& wanted) {
  const bool is_there = find(wanted) != nullptr;
  const Offer* const unopened = is_there ? nullptr : find_unopened(wanted);
  if (!is_there && unopened == nullptr) return false;
  held_.push_back({&seeker, wanted, unopened});
  if (is_there) loop_.later(*this);
  return true;
}

void Coalescing::offer(const Seeker& maker, const Wanted& wanted) {
  offers_.emplace_back(maker, wanted);
}

void Coalescing::forget(const Seeker& seeker) {
  std::erase_if(held_, [&](const Held& held) { return held.seeker == &seeker; });
  const auto place =
      std::find_if(offers_.begin(), offers_.end(), [&](const Offer& offer) { return offer.maker_ == &seeker; });
  if (place == offers_.end()) return;
  release(*place);
  offers_.erase(place);
}

// Those that wait for the connection look again, once all that happens now is over.
void Coalescing::release(const Offer& offer) {
  for (Held& held : held_) {
    if (held.offer == &offer) held.offer = nullptr;
  }
  loop_.later(*this);
}

void Coalescing::on_later() {
  const auto next = [this] {
    return std::find_if(held_.begin(), held_.end(), [](const Held& held) { return held.offer == nullptr; });
  };
  for (auto place = next(); place != held_.end(); place = next()) {
    const Held held = std::move(*place);
    held_.erase(place);
    settle(held);
  }
}

// Each waits once: a chain of handshakes, one behind the other, would cost more time than it saves connections.
void Coalescing::settle(const Held& held) {
  Offer* const found = find(held.wanted);
  if (found == nullptr) {
    offer(*held.seeker, held.wanted);
    return held.seeker->go_on();
  }
  auto& guests = found->guests_;
  const bool is_known = std::find(guests.begin(), guests.end(), held.wanted.guest) != guests.end();
  if (!is_known) guests.push_back(held.wanted.guest);
  held.seeker->found(*found);
}

// --- a connection that was offered -----------------------------------------------------------------------------------

Coalescing::Offer* Coalescing::connected(const Seeker& maker, session::client::Connection& connection) {
  const auto place =
      std::find_if(offers_.begin(), offers_.end(), [&](const Offer& offer) { return offer.maker_ == &maker; });
  if (place == offers_.end()) return nullptr;
  place->maker_ = nullptr;
  place->connection_ = &connection;
  return &*place;
}

void Coalescing::opened(Offer& offer) {
  offer.open_ = true;
  release(offer);
}

void Coalescing::has_room(Offer& offer) {
  for (Guest* guest : offer.guests_) guest->on_shared_room();
}

void Coalescing::named(Offer& offer, const std::vector<std::string_view>& origins) {
  offer.origins_.add(origins);
  for (Guest* guest : offer.guests_) {
    if (!offer.origins_.has(guest->origin())) guest->on_shared_refused(offer);
  }
}

void Coalescing::refused(Offer& offer, Guest& guest) {
  offer.origins_.remove(guest.origin());
  guest.on_shared_refused(offer);
}

void Coalescing::closed(Offer& offer) {
  release(offer);
  std::list<Offer> gone;
  const auto place = std::find_if(offers_.begin(), offers_.end(), [&](const Offer& each) { return &each == &offer; });
  gone.splice(gone.begin(), offers_, place);
  for (Guest* guest : offer.guests_) guest->on_shared_closed(offer);
}

}  // namespace weft::client
