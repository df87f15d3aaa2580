#include <weft/h1/head_scanner.hpp>

#include <algorithm>
#include <cstring>

namespace weft::h1 {

HeadScanner::Found HeadScanner::scan(Octets text, std::size_t limit) {
  const Octets allowed = text.first(std::min(text.size(), limit));
  while (scanned_ < allowed.size()) {
    const std::uint8_t* from = allowed.data() + scanned_;
    const auto* feed = static_cast<const std::uint8_t*>(std::memchr(from, '\n', allowed.size() - scanned_));
    if (feed == nullptr) break;
    const auto end = static_cast<std::size_t>(feed - allowed.data());
    // RFC 9112 2.2: "Although the line terminator for the start-line and fields is the sequence CRLF, a recipient MAY
    // recognize a single LF as a line terminator and ignore any preceding CR."
    // Beyond the RFC: a single LF is refused, because two recipients that differ in this see different messages.
    if (end == line_ || allowed[end - 1] != '\r') return fail(Reason::bare_lf);
    const bool empty = end == line_ + 1;
    line_ = scanned_ = end + 1;
    if (empty) return line_;
  }
  scanned_ = allowed.size();
  if (text.size() > limit) return fail(Reason::head_too_large);
  return std::nullopt;
}

}  // namespace weft::h1
