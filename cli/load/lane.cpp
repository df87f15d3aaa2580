#include <cli/load/lane.hpp>

#include <algorithm>
#include <utility>

namespace weft::cli::load {

namespace {

constexpr Duration shortest_pause = std::chrono::milliseconds(10);
constexpr Duration longest_pause = std::chrono::milliseconds(250);

}  // namespace

Lane::Lane(const LoadConnectionContext& context, LaneUser& user)
    : context_(context), user_(user), pause_(shortest_pause) {}

Lane::~Lane() = default;

void Lane::seek() {
  if (state_ != State::none || !user_.wants_connections()) return;
  state_ = State::queued;
  user_.on_wanting(*this);
}

void Lane::connect() {
  state_ = State::connecting;
  connection_ = std::make_unique<LoadConnection>(context_, static_cast<LoadConnectionUser&>(*this));
}

void Lane::wake(std::size_t most) {
  if (state_ == State::connected) connection_->wake(most);
}

void Lane::finish() {
  context_.loop.deadlines().disarm(*this);
  if (connection_) connection_->finish();
  for (const auto& connection : leaving_) connection->finish();
}

bool Lane::of_use() const {
  const auto busy = [](const auto& connection) { return connection->busy(); };
  return has_room() || (connection_ && connection_->busy()) || std::any_of(leaving_.begin(), leaving_.end(), busy);
}

void Lane::on_usable(LoadConnection& /*connection*/) {
  if (++times_connected_ > 1) ++context_.share.tally.reconnects;
  state_ = State::connected;
  user_.on_tried(*this);
}

void Lane::on_leaving(LoadConnection& connection) {
  if (connection_.get() != &connection) return;
  leaving_.push_back(std::move(connection_));
  state_ = State::none;
  seek();
}

void Lane::on_idle(LoadConnection& /*connection*/) {
  user_.on_idle(*this);
}

void Lane::on_over(LoadConnection& connection) {
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

void Lane::pause() {
  if (!user_.wants_connections()) return;
  state_ = State::pausing;
  context_.loop.deadlines().arm(*this, std::chrono::steady_clock::now() + pause_);
  pause_ = std::min(pause_ * 2, longest_pause);
}

void Lane::on_deadline(Time /*now*/) {
  state_ = State::none;
  seek();
}

}  // namespace weft::cli::load
