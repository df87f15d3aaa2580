#include <cli/check/client/visitor.hpp>

#include <algorithm>
#include <utility>

#include <weft/io/address.hpp>

namespace weft::cli::check {

namespace {

// A client that goes on talking does not hold a case up for longer, in times of its patience: as long as it may take to
// make its request, and as long again.
constexpr int most_patience = 20;

}  // namespace

Visitor::Visitor(io::Loop& loop, std::unique_ptr<io::Channel> channel, const conformance::Patience& patience,
                 bool recorded, VisitorUser& user)
    : loop_(loop),
      user_(user),
      patience_(patience),
      latest_(loop.now() + most_patience * patience.answer),
      recorded_(recorded),
      exchange_(http::Role::server, loop.now()),
      talk_(patience, &exchange_),
      channel_(std::move(channel)) {
  loop_.deadlines().arm(*this, loop_.now() + talk_.patience());
  channel_->start(*this);
}

void Visitor::on_open() {
  if (const io::TlsFacts* tls = channel_->tls()) talk_.came_over_tls(tls->server_name);
  if (recorded_)
    exchange_.record(io::to_string(channel_->local()), io::to_string(channel_->peer()), channel_->tls() != nullptr);
  go_on();
}

void Visitor::on_received(MutableOctets octets) {
  // A client that goes on after the end is not heard any more.
  if (over_) return;
  talk_.receive(octets, loop_.now());
  if (talk_.asks()) user_.on_request(*this);
  go_on();
}

// Sends what there is to send, and waits.
void Visitor::go_on() {
  testkit::Bytes octets = talk_.take_octets();
  if (!octets.empty()) channel_->send(octets);
  const bool has_ended = talk_.is_over() && !std::exchange(over_, talk_.is_over());
  const Time next = loop_.now() + (over_ ? patience_.answer : talk_.patience());
  loop_.deadlines().arm(*this, over_ ? next : std::min(next, latest_));
  if (!has_ended) return;
  channel_->finish();
  user_.on_heard(*this);
}

void Visitor::on_deadline(Time now) {
  // The client has had time enough to see the end, and to close its side.
  if (over_) return channel_->close();
  talk_.wait_no_longer(now);
  go_on();
}

void Visitor::on_end() {
  if (over_) return channel_->close();
  talk_.end(conformance::Heard::End::closed, loop_.now());
  go_on();
}

void Visitor::on_closed(std::error_code error, io::Reason /*reason*/) {
  if (!over_) {
    talk_.end(error ? conformance::Heard::End::reset : conformance::Heard::End::closed, loop_.now());
    over_ = true;
    user_.on_heard(*this);
  }
  loop_.deadlines().disarm(*this);
  user_.on_gone(*this);
}

}  // namespace weft::cli::check
