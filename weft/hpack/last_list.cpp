#include <weft/hpack/last_list.hpp>

#include <weft/base/octet_word.hpp>
#include <weft/hpack/policy.hpp>

namespace weft::hpack {

namespace {

// A list beyond one of these limits costs as much to compare as to encode.
constexpr std::size_t longest = 16;
constexpr std::size_t largest_text = 1024;

bool is_worth_keeping(const Field& field) {
  return !field.sensitive && !is_secret(field.token, field.value);
}

std::size_t size_of(const Field& field) {
  return field.name.size() + field.value.size();
}

}  // namespace

Octets LastList::find(const Field& first, std::span<const Field> rest, std::uint32_t epoch) {
  if (epoch != epoch_ || items_.size() != rest.size() + 1) return {};
  const char* text = text_.data();
  const Item* item = items_.data();
  if (!is(*item, first, text)) return {};
  for (const Field& field : rest) {
    if (!is(*++item, field, text)) return {};
  }
  patience_.pays();
  return as_octets(std::string_view(text_).substr(octets_at_));
}

bool LastList::is(const Item& item, const Field& field, const char*& text) const {
  if (item.token != field.token || item.value_size != field.value.size() || field.sensitive) return false;
  if (item.token == 0) {
    if (!same_text({text, item.name_size}, field.name)) return false;
    text += item.name_size;
  }
  const std::string_view value(text, item.value_size);
  text += item.value_size;
  return same_text(value, field.value);
}

void LastList::keep(const Field& first, std::span<const Field> rest, std::uint32_t epoch, Octets octets) {
  if (!patience_.is_over()) return;
  std::size_t size = size_of(first);
  bool worthy = rest.size() < longest && is_worth_keeping(first);
  for (const Field& field : rest) {
    size += size_of(field);
    worthy = worthy && is_worth_keeping(field);
  }
  items_.clear();
  text_.clear();
  if (!worthy || size + octets.size() > largest_text) return;
  // Memory grows in large steps, so that values of other lengths do not allocate again.
  constexpr std::size_t step = 256;
  text_.reserve((size + octets.size() + step - 1) / step * step);
  items_.reserve(longest);
  add(first);
  for (const Field& field : rest) add(field);
  text_size_ = size;
  octets_at_ = text_.size();
  text_ += as_text(octets);
  epoch_ = epoch;
}

void LastList::add(const Field& field) {
  const auto name_size = field.token == 0 ? static_cast<std::uint16_t>(field.name.size()) : std::uint16_t{0};
  items_.push_back({field.token, name_size, static_cast<std::uint16_t>(field.value.size())});
  if (field.token == 0) text_ += field.name;
  text_ += field.value;
}

}  // namespace weft::hpack
