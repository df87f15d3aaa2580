// The body of the response: kept whole, written to a file, or given to a reader piece by piece.
#include <algorithm>
#include <utility>

#include <weft/client/reason.hpp>
#include <weft/client/transfer.hpp>

namespace weft::client {

using Stage = ClientError::Stage;

std::size_t Transfer::on_body(Octets octets) {
  if (leads_on_) {
    skip(octets.size());
    return octets.size();
  }
  if (rate_) octets = octets.first(rate_->most(octets.size()));
  if (pause_) octets = octets.first(pause_->most(octets.size()));
  const std::size_t taken = octets.empty() ? 0 : take(octets);
  progress_.received += taken;
  response_.wire_octets += taken;
  moved();
  if (rate_ && rate_->took(taken)) hold(Progress::Phase::limited);
  if (pause_ && pause_->took(taken)) hold(Progress::Phase::paused);
  return taken;
}

std::size_t Transfer::take(Octets octets) {
  if (!is_streamed() || reader_) await_body();
  return decoder_ ? decode(octets) : deliver(octets);
}

std::size_t Transfer::deliver(Octets octets) {
  const std::size_t taken = is_streamed() ? give(octets) : file_ ? write(octets) : collect(octets);
  record(octets.first(taken));
  return taken;
}

// A server that is held back cannot be late.
void Transfer::await_body() {
  await(is_held() ? never : loop_.now() + request_->body_limit);
}

void Transfer::hold(Progress::Phase phase) {
  if (call_ == nullptr) return;
  call_->pause();
  held_since_ = loop_.now();
  await_body();
  enter(phase);
}

// A paused call goes on where somebody wants its octets, and may have them.
void Transfer::let_flow() {
  const bool is_wanted = !is_streamed() || reader_ != nullptr;
  if (call_ == nullptr || is_held()) return;
  if (progress_.phase != Progress::Phase::receive) response_.timing.held += loop_.now() - held_since_;
  enter(Progress::Phase::receive);
  if (!is_wanted) return;
  await_body();
  call_->resume();
}

std::size_t Transfer::collect(Octets octets) {
  if (response_.body.size() + octets.size() > request_->most_octets) {
    fail(Stage::limit, close_of(Reason::response_too_large));
    return octets.size();
  }
  if (response_.body.empty()) {
    response_.body.reserve(std::min<std::size_t>(progress_.to_receive.value_or(0), most_reserved));
  }
  response_.body += as_text(octets);
  return octets.size();
}

// --- a response that is streamed -------------------------------------------------------------------------------------

void Transfer::read(PieceReader reader) {
  reader_ = std::move(reader);
  if (has_more_to_give()) decode({});
  if (done_ || whole_ || !response_.body.empty()) return loop_.later(*this);
  await_body();
  let_flow();
}

// The octets of a turn are one piece. The rest stays where it is, and holds the window closed.
std::size_t Transfer::give(Octets octets) {
  if (response_.body.empty()) response_.body.reserve(last_piece_);
  const Octets some = octets.first(std::min(octets.size(), most_piece - response_.body.size()));
  response_.body += as_text(some);
  loop_.later(*this);
  return some.size();
}

void Transfer::on_later() {
  if (reader_ && (done_ || whole_ || !response_.body.empty())) answer_reader();
  if (done_) return user_.on_done(*this);
  if (std::exchange(redirected_, false)) user_.on_redirected(*this);
}

// Octets that came before an error come before it here as well.
void Transfer::answer_reader() {
  const PieceReader reader = std::exchange(reader_, nullptr);
  if (error_ && response_.body.empty()) return reader(weft::fail(*error_));
  last_piece_ = response_.body.size();
  Piece piece{.octets = std::exchange(response_.body, {}), .last = whole_ && !error_ && !has_more_to_give()};
  if (piece.last) piece.trailers = std::move(response_.trailers);
  if (call_ != nullptr && !whole_) call_->pause();
  if (!done_) await(never);
  reader(std::move(piece));
}

}  // namespace weft::client
