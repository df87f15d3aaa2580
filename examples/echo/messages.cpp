#include "messages.hpp"

namespace echo {

std::string with_prefix(std::string_view message) {
  std::string all(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) all += static_cast<char>(message.size() >> shift & 0xff);
  all += message;
  return all;
}

std::optional<std::string> Messages::next() {
  if (unread_.size() < prefix) return std::nullopt;
  if (unread_[0] != 0) throw CallError(Code::unimplemented, "compressed messages are not taken");
  std::size_t length = 0;
  for (std::size_t i = 1; i < prefix; ++i) length = length << 8 | static_cast<unsigned char>(unread_[i]);
  if (length > most) throw CallError(Code::resource_exhausted, "the message is too large");
  if (unread_.size() < prefix + length) return std::nullopt;
  auto message = unread_.substr(prefix, length);
  unread_.erase(0, prefix + length);
  return message;
}

void Messages::end() const {
  if (!unread_.empty()) throw CallError(Code::internal, "the stream has ended inside a message");
}

}  // namespace echo
