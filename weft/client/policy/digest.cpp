#include <weft/client/policy/digest.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <weft/http/text.hpp>

namespace weft::client {

namespace {

using http::equals_ignoring_case;

// Each time a nonce is used once.
constexpr std::string_view count_of_uses = "00000001";

bool is_yes(std::optional<std::string_view> value) {
  return value && equals_ignoring_case(*value, "true");
}

bool offers_auth(std::string_view qop) {
  while (const auto element = http::next_element(qop)) {
    if (equals_ignoring_case(*element, "auth")) return true;
  }
  return false;
}

// RFC 7616 3.3: "If this parameter is not present, it is assumed to be "MD5"."
bool take_algorithm(std::string_view name, DigestChallenge& digest) {
  constexpr std::string_view session = "-sess";
  digest.algorithm = name;
  const std::size_t end = name.size() - std::min(name.size(), session.size());
  digest.session = equals_ignoring_case(name.substr(end), session);
  if (digest.session) name = name.substr(0, end);
  digest.hash = equals_ignoring_case(name, "SHA-256") ? io::Hash::sha256 : io::Hash::md5;
  return digest.hash == io::Hash::sha256 || name.empty() || equals_ignoring_case(name, "MD5");
}

std::optional<DigestChallenge> digest_of(const Challenge& challenge) {
  const auto realm = challenge.find("realm");
  const auto nonce = challenge.find("nonce");
  if (!equals_ignoring_case(challenge.scheme, "Digest") || !realm || !nonce) return std::nullopt;
  if (!offers_auth(challenge.find("qop").value_or(""))) return std::nullopt;
  DigestChallenge digest{.realm = std::string(*realm), .nonce = std::string(*nonce)};
  if (!take_algorithm(challenge.find("algorithm").value_or(""), digest)) return std::nullopt;
  if (const auto opaque = challenge.find("opaque")) digest.opaque = *opaque;
  digest.userhash = is_yes(challenge.find("userhash"));
  digest.stale = is_yes(challenge.find("stale"));
  return digest;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::optional<DigestChallenge> find_digest(const http::Fields& fields) {
  for (const Field& field : fields) {
    if (field.token != http::token(http::FieldName::www_authenticate)) continue;
    for (const Challenge& challenge : parse_challenges(field.value)) {
      if (auto digest = digest_of(challenge)) return digest;
    }
  }
  return std::nullopt;
}

// RFC 7616 3.4.1 to 3.4.4
std::string digest_credentials(const DigestChallenge& challenge, const DigestUser& user, std::string_view method,
                               std::string_view target, std::string_view cnonce) {
  const auto hash = [&](std::string_view text) { return io::hex_hash(challenge.hash, text); };
  std::string secret = hash(fmt::format("{}:{}:{}", user.user, challenge.realm, user.password));
  if (challenge.session) secret = hash(fmt::format("{}:{}:{}", secret, challenge.nonce, cnonce));
  const std::string asked = hash(fmt::format("{}:{}", method, target));
  const std::string response =
      hash(fmt::format("{}:{}:{}:{}:auth:{}", secret, challenge.nonce, count_of_uses, cnonce, asked));
  const std::string name =
      challenge.userhash ? hash(fmt::format("{}:{}", user.user, challenge.realm)) : std::string(user.user);
  std::string value = fmt::format(
      "Digest username={}, realm={}, nonce={}, uri={}, response=\"{}\", qop=auth, nc={}, cnonce={}", quoted(name),
      quoted(challenge.realm), quoted(challenge.nonce), quoted(target), response, count_of_uses, quoted(cnonce));
  if (!challenge.algorithm.empty()) value += fmt::format(", algorithm={}", challenge.algorithm);
  if (challenge.opaque) value += fmt::format(", opaque={}", quoted(*challenge.opaque));
  if (challenge.userhash) value += ", userhash=true";
  return value;
}

}  // namespace weft::client
