#include <weft/server/auth/bearer.hpp>

#include <utility>

#include <weft/server/auth/authorization.hpp>

namespace weft::server {
namespace {

class Challenges {
 public:
  explicit Challenges(std::string_view realm) : plain_("Bearer " + realm_parameter(realm)) {}

  // The token. Without a good-looking one the request is answered, and there is nothing.
  std::optional<std::string_view> token_or_answer(Context& c) const {
    const auto token = credentials_of(c.request().fields, "Bearer");
    if (token && is_token68(*token)) return token;
    token ? malformed(c) : challenge(c, plain_);
    return std::nullopt;
  }
  void invalid(Context& c) const { challenge(c, plain_ + ", error=\"invalid_token\""); }

 private:
  // RFC 6750 3.1: 400 for a request that is malformed.
  void malformed(Context& c) const {
    c.set(http::FieldName::www_authenticate, plain_ + ", error=\"invalid_request\"");
    c.error(http::Status::bad_request);
  }

  // RFC 6750 3.1: a request without any credentials learns no error code.
  std::string plain_;
};

struct LateBearer {
  Task<> operator()(Context& c, Next next) const {
    const auto token = challenges.token_or_answer(c);
    if (!token) co_return;
    const auto user = co_await check(std::string(*token));
    if (!user) co_return challenges.invalid(c);
    c.set_user(*user);
    co_await next();
  }

  Challenges challenges;
  LateBearerCheck check;
};

}  // namespace

Middleware bearer(std::string_view realm, BearerCheck check) {
  expect_check(check, "bearer()");
  return [challenges = Challenges(realm), check = std::move(check)](Context& c, Next next) {
    const auto token = challenges.token_or_answer(c);
    if (!token) return;
    const auto user = check(*token);
    if (!user) return challenges.invalid(c);
    c.set_user(*user);
    next();
  };
}

Middleware bearer(std::string_view realm, LateBearerCheck check) {
  expect_check(check, "bearer()");
  return LateBearer{Challenges(realm), std::move(check)};
}

}  // namespace weft::server
