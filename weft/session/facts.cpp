#include <weft/session/facts.hpp>

#include <atomic>

namespace weft::session {

std::string_view to_string(Fallback fallback) {
  switch (fallback) {
    case Fallback::none:
      return "";
    case Fallback::no_alpn:
      return "no_alpn";
    case Fallback::peer_chose_http11:
      return "peer_chose_http11";
    case Fallback::cleartext:
      return "cleartext";
    case Fallback::http11_required:
      return "http11_required";
    case Fallback::not_enabled:
      return "not_enabled";
  }
  return "";
}

std::uint64_t next_connection_id() {
  static std::atomic<std::uint64_t> last = 0;
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

Duration spread(Duration least, Duration most, std::uint64_t connection) {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
  return most - (most - least) * static_cast<Duration::rep>((connection * golden) >> 56) / 256;
}

}  // namespace weft::session
