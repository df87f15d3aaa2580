#include <weft/h1/error.hpp>

namespace weft::h1 {

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
    return {http::Scope::scope, http::Blame::blame, status, Reason::token};
#include <weft/h1/reasons.inc>
#undef WEFT_REASON
  }
  return {};
}

}  // namespace weft::h1
