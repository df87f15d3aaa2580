#include <weft/http/field_name.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <weft/http/text.hpp>

namespace weft::http {

namespace {

constexpr std::size_t count_of_names = [] {
  std::size_t largest = 0;
#define WEFT_FIELD(identifier, number, text) largest = (number) > largest ? (number) : largest;
#include <weft/http/field_names.inc>
#undef WEFT_FIELD
  return largest + 1;
}();
static_assert(count_of_names <= most_names, "a slot of the table is one octet");

// Indexed by number.
constexpr std::array<std::string_view, count_of_names> names = [] {
  std::array<std::string_view, count_of_names> out{};
  out.fill("");
#define WEFT_FIELD(identifier, number, text) out[number] = text;
#include <weft/http/field_names.inc>
#undef WEFT_FIELD
  return out;
}();

// A perfect hash: length, middle octet and the last two tell all known names apart, and one multiplication spreads them
// over the slots without a collision. The right multiplier is found while compiling, so that a new name in the list
// needs no other change.
constexpr unsigned slot_bits = 10;
constexpr std::size_t shortest = 2;
constexpr std::size_t longest_name =
    std::max_element(names.begin(), names.end(), [](auto a, auto b) { return a.size() < b.size(); })->size();

// Takes no text below `shortest`.
constexpr std::size_t slot_of(std::string_view text, std::uint32_t multiplier) {
  const auto octet = [text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const auto size = static_cast<std::uint32_t>(text.size());
  const std::uint32_t key = octet(size / 2) << 24 ^ octet(size - 2) << 16 ^ octet(size - 1) << 8 ^ size;
  return key * multiplier >> (32 - slot_bits);
}

constexpr bool is_perfect(std::uint32_t multiplier) {
  std::array<std::uint64_t, (1U << slot_bits) / 64> taken{};
  for (const std::string_view name : names) {
    if (name.empty()) continue;
    const std::size_t slot = slot_of(name, multiplier);
    const std::uint64_t bit = std::uint64_t{1} << slot % 64;
    if ((taken[slot / 64] & bit) != 0) return false;
    taken[slot / 64] |= bit;
  }
  return true;
}

constexpr std::uint32_t multiplier = [] {
  // Odd numbers far apart: 2^32 divided by the golden ratio, again and again.
  std::uint32_t candidate = 0x9e3779b1;
  while (!is_perfect(candidate)) candidate += 0x9e3779b2;
  return candidate;
}();

constexpr std::array<std::uint8_t, 1U << slot_bits> numbers = [] {
  std::array<std::uint8_t, 1U << slot_bits> out{};
  for (std::size_t number = 0; number < names.size(); ++number) {
    if (!names[number].empty()) out[slot_of(names[number], multiplier)] = static_cast<std::uint8_t>(number);
  }
  return out;
}();

}  // namespace

std::string_view to_string(FieldName name) {
  return token(name) < names.size() ? names[token(name)] : std::string_view();
}

FieldName field_name_of(std::string_view text) {
  return static_cast<FieldName>(intern_field_name(text));
}

NameToken intern_field_name(std::string_view text) {
  if (text.size() < shortest) return 0;
  const NameToken number = numbers[slot_of(text, multiplier)];
  return names[number] == text ? number : NameToken{0};
}

FieldName field_name_in_any_case(std::string_view text) {
  const FieldName name = field_name_of(text);
  if (name != FieldName::unknown || text.size() > longest_name) return name;
  std::array<char, longest_name> lower;
  std::transform(text.begin(), text.end(), lower.begin(), to_lower);
  return field_name_of({lower.data(), text.size()});
}

}  // namespace weft::http
