#include <weft/server/auth/basic.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <weft/base/base64.hpp>
#include <weft/server/auth/authorization.hpp>

namespace weft::server {
namespace {

struct UserPass {
  std::string user;
  std::string password;
};

bool is_control(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet < 0x20 || octet == 0x7f;
}

// RFC 7617 2: a user-id has no colon, and neither part has control characters.
std::optional<UserPass> user_pass_of(const Context& c) {
  const auto coded = credentials_of(c.request().fields, "Basic");
  if (!coded) return std::nullopt;
  const auto text = from_base64(*coded);
  if (!text || std::any_of(text->begin(), text->end(), is_control)) return std::nullopt;
  const auto colon = text->find(':');
  if (colon == text->npos) return std::nullopt;
  return UserPass{text->substr(0, colon), text->substr(colon + 1)};
}

// RFC 7617 2.1: charset.
std::string challenge_for(std::string_view realm) {
  return "Basic " + realm_parameter(realm) + ", charset=\"UTF-8\"";
}

struct LateBasic {
  Task<> operator()(Context& c, Next next) const {
    const auto sent = user_pass_of(c);
    bool is_right = false;
    if (sent) is_right = co_await check(sent->user, sent->password);
    if (!is_right) co_return challenge(c, asked);
    c.set_user(sent->user);
    co_await next();
  }

  std::string asked;
  LateBasicCheck check;
};

}  // namespace

Middleware basic(std::string_view realm, BasicCheck check) {
  expect_check(check, "basic()");
  return [asked = challenge_for(realm), check = std::move(check)](Context& c, Next next) {
    const auto sent = user_pass_of(c);
    if (!sent || !check(sent->user, sent->password)) return challenge(c, asked);
    c.set_user(sent->user);
    next();
  };
}

Middleware basic(std::string_view realm, LateBasicCheck check) {
  expect_check(check, "basic()");
  return LateBasic{challenge_for(realm), std::move(check)};
}

}  // namespace weft::server
