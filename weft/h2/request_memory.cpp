#include <weft/h2/request_memory.hpp>

#include <algorithm>

#include <weft/hpack/dynamic_table.hpp>
#include <weft/hpack/string_literal.hpp>
#include <weft/http/target.hpp>

namespace weft::h2 {

namespace {

// The field block of a usual browser request fits.
constexpr std::size_t longest_block = 256;
constexpr std::size_t most_fields = 32;
constexpr std::size_t largest_text = 1280;

// RFC 7541 6.2.2: a literal that is not put into a table, whose name is that of :path.
constexpr std::uint8_t path_literal = 0x04;

// The value of such a literal, if `octets` is nothing else and the value has less than 127 octets.
std::optional<hpack::StringLiteral> path_of(Octets octets) {
  constexpr std::uint8_t huffman_bit = 0x80;
  constexpr std::uint8_t size_bits = 0x7f;
  if (octets.size() < 2 || octets[0] != path_literal) return std::nullopt;
  const std::size_t size = octets[1] & size_bits;
  if (size == size_bits || octets.size() != 2 + size) return std::nullopt;
  return hpack::StringLiteral{octets.subspan(2), (octets[1] & huffman_bit) != 0};
}

std::size_t counted(std::string_view path) {
  return std::string_view(":path").size() + path.size() + hpack::entry_overhead;
}

}  // namespace

bool RequestMemory::recall(Octets block, const hpack::Decoder& decoder, const Limits& limits, http::RequestHead& head) {
  if (epoch_ != Epoch(decoder) || decoder.expects_size_update()) return false;
  const std::size_t around = before_.size() + behind_.size();
  if (block.size() < around || !std::equal(before_.begin(), before_.end(), block.begin()) ||
      !std::equal(behind_.begin(), behind_.end(), block.end() - static_cast<std::ptrdiff_t>(behind_.size()))) {
    return false;
  }
  const auto path = path_between(block.subspan(before_.size(), block.size() - around), limits, head.fields.arena());
  if (!path) return false;

  char* const text = head.fields.arena().allocate(text_.size());
  std::copy(text_.begin(), text_.end(), text);
  const auto moved = [this, text](std::string_view view) {
    return std::string_view(text + (view.data() - text_.data()), view.size());
  };
  head.method = method_;
  head.method_text = moved(method_text_);
  head.scheme = moved(scheme_);
  head.authority = moved(authority_);
  head.path = path_ ? moved(*path_) : *path;
  head.content_length = content_length_;
  auto& list = head.fields.list();
  list.assign(fields_.begin(), fields_.end());
  for (Field& field : list) {
    field.name = moved(field.name);
    field.value = moved(field.value);
  }
  head.fields.settle();
  patience_.pays();
  return true;
}

// The path that `block` has in the place of the remembered path.
std::optional<std::string_view> RequestMemory::path_between(Octets block, const Limits& limits, Arena& arena) const {
  if (path_) return block.empty() ? path_ : std::nullopt;
  const auto literal = path_of(block);
  std::string_view path;
  if (!literal || !literal->store(arena, path) || path.empty() || !http::is_valid_target(path)) return std::nullopt;
  const bool fits =
      path.size() <= limits.path_octets && counted_octets_ + counted(path) <= limits.field_section.soft_octets;
  return fits ? std::optional(path) : std::nullopt;
}

void RequestMemory::note(Octets block, const hpack::Decoder& decoder, const hpack::DecodeOutcome& outcome,
                         const http::RequestHead& head) {
  const Epoch now(decoder);
  // A block that changes the table would mean something else the next time.
  const bool is_stable = latest_ == now;
  latest_ = now;
  if (!is_stable || !is_memorable(block, outcome, head) || !patience_.is_over()) return;

  epoch_ = now;
  // A path that no table has is the first literal: it comes before all other fields that may be literals.
  const Octets literal = block.subspan(outcome.literal_at, outcome.literal_size);
  const bool path_varies = outcome.literals != 0 && path_of(literal).has_value();
  const Octets varying = path_varies ? literal : block.last(0);
  before_.assign(block.data(), varying.data());
  behind_.assign(varying.data() + varying.size(), block.data() + block.size());
  // text_ must not move while views point into it, so room for all is reserved, two octets a field for joining cookies.
  text_.clear();
  text_.reserve(largest_text + 2 * most_fields);
  method_ = head.method;
  method_text_ = keep(head.method_text);
  scheme_ = keep(head.scheme);
  authority_ = keep(head.authority);
  path_ = path_varies ? std::nullopt : std::optional(keep(head.path));
  content_length_ = head.content_length;
  fields_.assign(head.fields.begin(), head.fields.end());
  for (Field& field : fields_) {
    field.name = keep(field.name);
    field.value = keep(field.value);
  }
  counted_octets_ = outcome.octets - (path_ ? 0 : counted(head.path));
}

std::string_view RequestMemory::keep(std::string_view text) {
  const std::size_t place = text_.size();
  text_ += text;
  return std::string_view(text_).substr(place);
}

bool RequestMemory::is_memorable(Octets block, const hpack::DecodeOutcome& outcome,
                                 const http::RequestHead& head) const {
  if (block.size() > longest_block || outcome.fields > most_fields || !head.protocol.empty()) return false;
  const bool has_secret =
      std::any_of(head.fields.begin(), head.fields.end(), [](const Field& f) { return f.sensitive; });
  // outcome.octets bounds the octets of names and values.
  return !has_secret && outcome.octets <= largest_text + outcome.fields * hpack::entry_overhead;
}

std::size_t RequestMemory::capacity() const {
  return before_.capacity() + behind_.capacity() + text_.capacity() + fields_.capacity() * sizeof(Field);
}

}  // namespace weft::h2
