#include <weft/client/version.hpp>

namespace weft {

std::string_view to_string(VersionReason reason) {
  switch (reason) {
    case VersionReason::alpn_h2:
      return "alpn_h2";
    case VersionReason::prior_knowledge:
      return "prior_knowledge";
    case VersionReason::peer_chose_http11:
      return "peer_chose_http11";
    case VersionReason::cleartext:
      return "cleartext";
    case VersionReason::http11_required:
      return "http11_required";
    case VersionReason::negotiate:
      return "negotiate";
    case VersionReason::policy:
      return "policy";
    case VersionReason::answered:
      return "answered";
  }
  return {};
}

namespace client {

session::Protocols protocols_for(http::Version version, VersionPolicy policy, bool secure) {
  const bool wants_http2 = version == http::Version::http2;
  const bool http2_alone = wants_http2 && policy != VersionPolicy::or_lower;
  const bool http2 = wants_http2 || policy == VersionPolicy::or_higher;
  if (secure) return {.http1 = !http2_alone, .http2 = http2};
  // RFC 9113 3.3: on cleartext only prior knowledge tells that the server speaks HTTP/2.
  return {.http1 = !http2_alone, .http2 = http2_alone};
}

VersionReason reason_for(const session::Facts& facts, bool http11_required) {
  using session::Fallback;
  if (facts.version == http::Version::http2) {
    return facts.secure() ? VersionReason::alpn_h2 : VersionReason::prior_knowledge;
  }
  if (http11_required) return VersionReason::http11_required;
  if (facts.fallback == Fallback::not_enabled) return VersionReason::policy;
  return facts.secure() ? VersionReason::peer_chose_http11 : VersionReason::cleartext;
}

}  // namespace client
}  // namespace weft
