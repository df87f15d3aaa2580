// What a handler pushes, and what becomes of it (RFC 9113 8.4).
//
//   const auto pushed = c.push("/style.css");
//   c.push("/data.json", {.fields = {{"accept", "application/json"}, {"priority", "u=6"}}});
//   if (!pushed) log(pushed.why_not);                  // nothing to do: the client asks by itself
#pragma once

#include <string_view>
#include <vector>

#include <weft/base/field.hpp>
#include <weft/http/method.hpp>

namespace weft::server {

// The request that the client is spared. GET and HEAD can be pushed.
struct PushOptions {
  http::Method method = http::Method::get;
  // Names in any case. `priority` counts as if the client had sent it; without one the answer goes behind the
  // response that pushes it.
  std::vector<Field> fields{};
};

struct Pushed {
  // Empty when the client was promised the answer. Otherwise "http11", "disabled" or "client_limit", where the client
  // decides; "parent_is_pushed", "parent_not_open", "own_limit" or "connection_closing", where it was not the moment;
  // "method_not_safe", "has_content" or "head_not_valid", where it is nothing that can be pushed.
  std::string_view why_not;

  explicit operator bool() const { return why_not.empty(); }
};

}  // namespace weft::server
