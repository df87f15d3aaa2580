#include <weft/h1/error.hpp>

namespace weft::h1 {

std::string_view to_string(Reason reason) {
  switch (reason) {
#define WEFT_REASON(token, scope, status, blame, meaning) \
  case Reason::token:                                     \
    return #token;
#include <weft/h1/reasons.inc>
#undef WEFT_REASON
  }
  return {};
}

std::string_view meaning(Reason reason) {
  switch (reason) {
#define WEFT_REASON(token, scope, status, blame, meaning) \
  case Reason::token:                                     \
    return meaning;
#include <weft/h1/reasons.inc>
#undef WEFT_REASON
  }
  return {};
}

http::Close close_of(Reason reason) {
  switch (reason) {
#define WEFT_REASON(token, scope, status, blame, meaning) \
  case Reason::token:                                     \
    return {http::Scope::scope, http::Blame::blame, status, #token};
#include <weft/h1/reasons.inc>
#undef WEFT_REASON
  }
  return {};
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
    case Misuse::busy:
      return "busy";
    case Misuse::wrong_role:
      return "wrong_role";
  }
  return {};
}

}  // namespace weft::h1
