#include <weft/http/relay.hpp>

#include <algorithm>
#include <cstring>

namespace weft::http {

void Relay::put(Octets octets, End end) {
  waiting_.append(octets);
  ended_ = end == End::yes;
}

void Relay::put_trailers(const Fields& trailers) {
  for (const Field& field : trailers) {
    trailers_.add(field.name, field.value, field.sensitive ? Sensitive::yes : Sensitive::no);
  }
  ended_ = true;
}

// A message that will not be whole is broken off at once: the part that waits is of no use.
Pulled Relay::pull(MutableOctets room) {
  if (failed_ && !ended_) return {0, Pulled::State::failed};
  const std::size_t size = std::min(room.size(), waiting_.size());
  if (size != 0) std::memcpy(room.data(), waiting_.readable().data(), size);
  waiting_.consume(size);
  credit_ += size;
  if (!waiting_.empty()) return {size, Pulled::State::more};
  if (!ended_) return {size, Pulled::State::blocked};
  return {size, trailers_.empty() ? Pulled::State::end : Pulled::State::end_with_trailers};
}

}  // namespace weft::http
