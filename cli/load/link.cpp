#include <cli/load/link.hpp>

#include <algorithm>
#include <utility>

namespace weft::cli::load {

namespace {

constexpr Duration shortest_pause = std::chrono::milliseconds(10);
constexpr Duration longest_pause = std::chrono::milliseconds(250);

}  // namespace

Link::Link(const ConnectionContext& context, LinkUser& user) : context_(context), user_(user), pause_(shortest_pause) {}

Link::~Link() = default;

void Link::seek() {
  if (state_ != State::none || !user_.wants_connections()) return;
  state_ = State::queued;
  user_.on_wanting(*this);
}

void Link::connect() {
  state_ = State::connecting;
  connection_ = std::make_unique<Connection>(context_, static_cast<ConnectionUser&>(*this));
}

void Link::wake(std::size_t most) {
  if (state_ == State::connected) connection_->wake(most);
}

void Link::finish() {
  context_.loop.deadlines().disarm(*this);
  if (connection_) connection_->finish();
  for (const auto& connection : leaving_) connection->finish();
}

bool Link::of_use() const {
  const auto busy = [](const auto& connection) { return connection->busy(); };
  return has_room() || (connection_ && connection_->busy()) || std::any_of(leaving_.begin(), leaving_.end(), busy);
}

void Link::on_usable(Connection& /*connection*/) {
  if (++times_connected_ > 1) ++context_.share.tally.reconnects;
  state_ = State::connected;
  user_.on_tried(*this);
}

void Link::on_leaving(Connection& connection) {
  if (connection_.get() != &connection) return;
  leaving_.push_back(std::move(connection_));
  state_ = State::none;
  seek();
}

void Link::on_idle(Connection& /*connection*/) {
  user_.on_idle(*this);
}

void Link::on_over(Connection& connection) {
  const bool was_of_use = connection.was_of_use();
  if (was_of_use) pause_ = shortest_pause;
  if (connection_.get() == &connection) {
    connection_.reset();
    if (std::exchange(state_, State::none) == State::connecting) user_.on_tried(*this);
    if (was_of_use)
      seek();
    else
      pause();
  } else {
    std::erase_if(leaving_, [&](const auto& each) { return each.get() == &connection; });
  }
  user_.on_idle(*this);
}

void Link::pause() {
  if (!user_.wants_connections()) return;
  state_ = State::pausing;
  context_.loop.deadlines().arm(*this, std::chrono::steady_clock::now() + pause_);
  pause_ = std::min(pause_ * 2, longest_pause);
}

void Link::on_deadline(Time /*now*/) {
  state_ = State::none;
  seek();
}

}  // namespace weft::cli::load
