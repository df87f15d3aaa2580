#include <weft/client/planned_pause.hpp>

#include <algorithm>

namespace weft::client {

std::size_t PlannedPause::most(std::size_t octets) const {
  if (state_ != State::before) return holds() ? 0 : octets;
  return static_cast<std::size_t>(std::min<std::uint64_t>(octets, plan_.octets - taken_));
}

bool PlannedPause::took(std::size_t octets) {
  if (state_ != State::before) return false;
  taken_ += octets;
  if (taken_ < plan_.octets) return false;
  state_ = State::holds;
  if (plan_.duration) loop_.deadlines().arm(*this, loop_.now() + *plan_.duration);
  return true;
}

void PlannedPause::on_deadline(Time) {
  state_ = State::over;
  go_on_();
}

}  // namespace weft::client
