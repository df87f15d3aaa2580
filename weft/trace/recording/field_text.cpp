#include <weft/trace/recording/field_text.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <weft/base/grouped.hpp>
#include <weft/trace/recording/json_text.hpp>

namespace weft::trace {

namespace {

// These tell nothing of a user, and nobody can read a recording without them.
bool is_harmless(std::string_view name) {
  constexpr std::array<std::string_view, 4> harmless{":method", ":scheme", ":status", ":protocol"};
  return std::find(harmless.begin(), harmless.end(), name) != harmless.end();
}

std::string hash_of(std::string_view text, const Keeping& keeping) {
  return fmt::format("{:016x}", keyed_hash(text, keeping.key));
}

std::string field_text(const Field& field, const Keeping& keeping) {
  std::string out = "{" + member("name", field.name);
  const std::string_view marked = field.sensitive ? R"(,"never_indexed":true)" : "";
  if (keeping.values || (is_harmless(field.name) && !field.sensitive)) {
    out += "," + member("value", field.value);
  } else if (!field.sensitive) {
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
