// The pushes of a handler, and what becomes of them (RFC 9113 8.4).
//
//   const auto pushed = c.push("/style.css");
//   c.push("/data.json", {.fields = {{"accept", "application/json"}, {"priority", "u=6"}}});
//   if (!pushed) log(to_string(pushed.outcome));       // nothing to do: the client asks by itself
#pragma once

#include <string_view>
#include <vector>

#include <weft/base/field.hpp>
#include <weft/http/method.hpp>
#include <weft/http/push_outcome.hpp>

namespace weft::server {

// The request that the client is spared. GET and HEAD can be pushed.
struct PushOptions {
  http::Method method = http::Method::get;
  // Names in any case. `priority` counts as if the client had sent it; without one the answer goes behind the
  // response that pushes it.
  std::vector<Field> fields{};
};

using http::PushOutcome;

struct Pushed {
  PushOutcome outcome = PushOutcome::promised;

  explicit operator bool() const { return outcome == PushOutcome::promised; }
};

}  // namespace weft::server
