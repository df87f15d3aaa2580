#include <weft/trace/recording/field_text.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <weft/base/grouped.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>
#include <weft/trace/recording/json_text.hpp>

namespace weft::trace {

namespace {

// These tell nothing of a user, and nobody can read a recording without them. Anything else than a token may be text of
// something else that a peer has put there.
bool is_harmless(const Field& field) {
  constexpr std::array<std::string_view, 4> harmless{":method", ":scheme", ":status", ":protocol"};
  return std::find(harmless.begin(), harmless.end(), field.name) != harmless.end() && http::is_token(field.value);
}

// HTTP/1.1 cannot say that a field is never to be indexed, and not every client of HTTP/2 does.
bool is_withheld(const Field& field) {
  return field.sensitive || http::equals_ignoring_case(field.name, "authorization") ||
         http::equals_ignoring_case(field.name, "proxy-authorization");
}

bool is_name(std::string_view text) {
  return http::is_token(text.substr(text.starts_with(':') ? 1 : 0));
}

std::string hash_of(std::string_view text, const Keeping& keeping) {
  return fmt::format("{:016x}", keyed_hash(text, keeping.key));
}

std::string field_text(const Field& field, const Keeping& keeping) {
  const bool is_plain = keeping.values || field.name.empty() || is_name(field.name);
  std::string out = "{";
  out += member("name", is_plain ? std::string(field.name) : stand_in(field.name, keeping));
  const std::string_view marked = field.sensitive ? R"(,"never_indexed":true)" : "";
  if (keeping.values || (is_harmless(field) && !field.sensitive)) {
    out += fmt::format(",{}", member("value", field.value));
  } else if (!is_withheld(field)) {
    out += fmt::format(R"(,"value_length":{},"value_hash":"{}")", field.value.size(), hash_of(field.value, keeping));
  }
  return fmt::format("{}{}}}", out, marked);
}

}  // namespace

std::string fields_text(std::span<const Field> fields, const Keeping& keeping) {
  std::string out = "[";
  for (const Field& field : fields) {
    if (out.size() > 1) out += ',';
    out += field_text(field, keeping);
  }
  return out + "]";
}

std::string stand_in(std::string_view text, const Keeping& keeping) {
  return stand_in(text.size(), hash_of(text, keeping));
}

std::string stand_in(std::size_t size, std::string_view hash) {
  return fmt::format("({} B, {})", grouped(size), hash);
}

}  // namespace weft::trace
