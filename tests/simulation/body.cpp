#include "body.hpp"

#include <algorithm>

#include "rules.hpp"

namespace weft::simulation {

namespace {

std::uint8_t octet_at(std::uint8_t key, std::uint32_t place) {
  return static_cast<std::uint8_t>(key + 7 * place + 13 * (place >> 8));
}

}  // namespace

Body::Body(Choices& choices, const Plan& plan) : choices_(choices), plan_(plan) {
  if (plan.end == BodyEnd::trailers) trailers_.add("x-size", std::to_string(plan.size));
  if (plan.end == BodyEnd::bad_trailers) trailers_.add("X-Size", "upper");
}

http::Pulled Body::pull(MutableOctets room) {
  using State = http::Pulled::State;
  must(!room.empty(), "a body is asked for something");
  must(!over_, "a body is asked no more after its end");
  must(!paused_, "a body that waits is not asked");
  if (plan_.pauses != 0 && choices_.once_in(2)) {
    --plan_.pauses;
    paused_ = true;
    return {choices_.once_in(2) ? give(room) : 0, State::blocked};
  }
  const std::size_t size = give(room);
  if (given_ != plan_.size || (plan_.end == BodyEnd::afterwards && size != 0)) return {size, State::more};
  return last(size);
}

std::size_t Body::give(MutableOctets room) {
  std::size_t size = std::min<std::size_t>(room.size(), plan_.size - given_);
  if (plan_.small_pieces != 0 && size > 1) {
    --plan_.small_pieces;
    size = 1 + choices_.below(static_cast<std::uint32_t>(size));
  }
  for (std::size_t i = 0; i < size; ++i) {
    room[i] = octet_at(plan_.key, given_ + static_cast<std::uint32_t>(i));
  }
  given_ += static_cast<std::uint32_t>(size);
  return size;
}

http::Pulled Body::last(std::size_t size) {
  using State = http::Pulled::State;
  over_ = true;
  if (plan_.end == BodyEnd::failure) return {size, State::failed};
  const bool trailers_follow = plan_.end == BodyEnd::trailers || plan_.end == BodyEnd::bad_trailers;
  return {size, trailers_follow ? State::end_with_trailers : State::end};
}

bool Body::has(Octets octets, std::uint64_t place) const {
  if (place + octets.size() > plan_.size) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    difference |= octets[i] ^ unsigned { octet_at(plan_.key, static_cast<std::uint32_t>(place + i)) };
  }
  return difference == 0;
}

}  // namespace weft::simulation
