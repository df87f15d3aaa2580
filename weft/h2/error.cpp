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
  Facts{{scopes::scope, http::Blame::blame, static_cast<std::uint32_t>(ErrorCode::code), #token}, meaning},
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

std::string_view to_string(Reason reason) {
  return facts_of(reason).close.reason;
}

std::string_view meaning(Reason reason) {
  return facts_of(reason).meaning;
}

const http::Close& close_of(Reason reason) {
  return facts_of(reason).close;
}

Reason reason_of(frame::Fault fault) {
  return static_cast<Reason>(fault);
}

std::string_view to_string(Misuse misuse) {
  switch (misuse) {
    case Misuse::unknown_message:
      return "unknown_message";
    case Misuse::already_responded:
      return "already_responded";
    case Misuse::head_not_valid:
      return "head_not_valid";
    case Misuse::connection_closing:
      return "connection_closing";
    case Misuse::stream_limit:
      return "stream_limit";
    case Misuse::wrong_role:
      return "wrong_role";
    case Misuse::priority_not_valid:
      return "priority_not_valid";
    case Misuse::no_dependencies:
      return "no_dependencies";
    case Misuse::settings_outstanding:
      return "settings_outstanding";
    case Misuse::value_not_valid:
      return "value_not_valid";
  }
  return {};
}

std::string_view to_string(PushRefusal refusal) {
  switch (refusal) {
    case PushRefusal::wrong_role:
      return "wrong_role";
    case PushRefusal::unknown_parent:
      return "unknown_parent";
    case PushRefusal::parent_not_open:
      return "parent_not_open";
    case PushRefusal::disabled:
      return "disabled";
    case PushRefusal::client_limit:
      return "client_limit";
    case PushRefusal::own_limit:
      return "own_limit";
    case PushRefusal::connection_closing:
      return "connection_closing";
    case PushRefusal::ids_used_up:
      return "ids_used_up";
    case PushRefusal::method_not_safe:
      return "method_not_safe";
    case PushRefusal::has_content:
      return "has_content";
    case PushRefusal::head_not_valid:
      return "head_not_valid";
    case PushRefusal::authority_differs:
      return "authority_differs";
  }
  return {};
}

}  // namespace weft::h2
