#include <weft/session/response_body.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace weft::session {

using State = http::Pulled::State;

void ResponseBody::send(Octets octets, std::shared_ptr<const void> owner) {
  origin_ = std::move(owner);
  left_ = octets;
}

void ResponseBody::send(Octets octets, LocalPtr<const LocallyShared> owner) {
  origin_ = std::move(owner);
  left_ = octets;
}

void ResponseBody::send(std::string text) {
  left_ = as_octets(origin_.emplace<std::string>(std::move(text)));
}

void ResponseBody::send(std::unique_ptr<Body> body) {
  origin_ = std::move(body);
}

void ResponseBody::clear() {
  origin_ = std::monostate();
  left_ = {};
  state_ = State::more;
}

http::Pulled ResponseBody::pull(MutableOctets room) {
  auto* body = std::get_if<std::unique_ptr<Body>>(&origin_);
  const http::Pulled pulled = body != nullptr ? (*body)->pull(room) : pull_memory(room);
  state_ = pulled.state;
  return pulled;
}

const http::Fields& ResponseBody::trailers() const {
  const auto* body = std::get_if<std::unique_ptr<Body>>(&origin_);
  return body != nullptr ? (*body)->trailers() : BodySource::trailers();
}

http::Pulled ResponseBody::pull_memory(MutableOctets room) {
  const std::size_t size = std::min(room.size(), left_.size());
  if (size > 0) std::memcpy(room.data(), left_.data(), size);
  left_ = left_.subspan(size);
  return {size, left_.empty() ? State::end : State::more};
}

}  // namespace weft::session
