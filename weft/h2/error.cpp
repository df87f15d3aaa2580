#include <weft/h2/error.hpp>

#include <array>
#include <cstddef>

namespace weft::h2 {

namespace {

struct Facts {
  http::Close close;
  std::string_view meaning;
};

// The words that reasons.inc uses for a scope.
namespace scopes {
constexpr auto stream = http::Scope::message;
constexpr auto connection = http::Scope::connection;
}  // namespace scopes

constexpr std::array facts{
#define WEFT_REASON(token, scope, code, blame, meaning) \
  Facts{{scopes::scope, http::Blame::blame, static_cast<std::uint32_t>(ErrorCode::code), Reason::token}, meaning},
#include <weft/h2/reasons.inc>
#undef WEFT_REASON
};

#define WEFT_FAULT(token, scope, code, why) \
  static_assert(static_cast<int>(frame::Fault::token) == static_cast<int>(Reason::token));
#include <weft/frame/faults.inc>
#undef WEFT_FAULT

const Facts& facts_of(Reason reason) {
  return facts[static_cast<std::size_t>(reason)];
}

}  // namespace

std::string_view meaning(Reason reason) {
  return facts_of(reason).meaning;
}

const http::Close& close_of(Reason reason) {
  return facts_of(reason).close;
}

Reason reason_of(frame::Fault fault) {
  return static_cast<Reason>(fault);
}

}  // namespace weft::h2
