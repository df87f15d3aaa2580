// The pushes of a handler, and what becomes of them (RFC 9113 8.4).
//
//   const auto pushed = c.push("/style.css");
//   c.push("/demo.js", {.priority = http::Priority{.urgency = 5}});
//   c.push("/data.json", {.fields = {{"accept", "application/json"}}});
//   log(to_string(pushed.rung));                       // early_hints: the client takes no pushes, and was told to ask
//
// A push goes down a ladder until the client takes it: PUSH_PROMISE; 103 Early Hints (RFC 8297) with a Link of
// rel=preload; this Link in the response alone; nothing. It succeeds wherever it ends: no handler needs to care.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <weft/base/field.hpp>
#include <weft/http/method.hpp>
#include <weft/http/priority.hpp>
#include <weft/http/push_outcome.hpp>

namespace weft::server {

// The request that the client is spared. GET and HEAD can be pushed, GET can be hinted at.
struct PushOptions {
  http::Method method = http::Method::get;
  // For the request that is promised. Names in any case. `priority` counts as if the client had sent it.
  std::vector<Field> fields{};
  // The same as the field `priority`. Without one the answer goes behind the response that pushes it.
  std::optional<http::Priority> priority{};
  // The use that the page makes of it, for a hint: "style", "script", "font", "image" or "fetch". Empty: that which the
  // extension of the path says.
  std::string_view as{};
};

using http::PushOutcome;

// From the last to the first.
enum class PushRung : std::uint8_t { nothing, link, early_hints, promised };

constexpr std::string_view to_string(PushRung rung) {
  switch (rung) {
    case PushRung::nothing:
      return "nothing";
    case PushRung::link:
      return "link";
    case PushRung::early_hints:
      return "early_hints";
    case PushRung::promised:
      return "promised";
  }
  return {};
}

struct Pushed {
  PushRung rung = PushRung::promised;
  // Why it was not promised.
  PushOutcome outcome = PushOutcome::promised;

  explicit operator bool() const { return rung == PushRung::promised; }
};

}  // namespace weft::server
