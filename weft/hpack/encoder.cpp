#include <weft/hpack/encoder.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include <weft/base/octet_word.hpp>
#include <weft/hpack/huffman.hpp>
#include <weft/hpack/integer.hpp>
#include <weft/hpack/static_table.hpp>

namespace weft::hpack {
namespace {

constexpr std::uint8_t indexed = 0x80;
constexpr std::uint8_t incremental = 0x40;
constexpr std::uint8_t size_update = 0x20;
constexpr std::uint8_t never_indexed = 0x10;
constexpr std::uint8_t without_indexing = 0x00;
constexpr std::uint8_t huffman_flag = 0x80;

std::uint8_t* write_raw(std::string_view text, std::uint8_t* out) {
  out = encode_integer(out, 0, 7, static_cast<std::uint32_t>(text.size()));
  return std::copy(text.begin(), text.end(), out);
}

// The text is written behind a length that takes as many octets as that of a usual text; if the real length takes fewer
// or more, the text is moved.
std::uint8_t* write_long_string(std::string_view text, std::uint8_t* out) {
  const auto usual_size = static_cast<std::uint32_t>(text.size() - text.size() / 4);
  std::uint8_t* const start = encode_integer(out, huffman_flag, 7, usual_size);
  std::uint8_t* const end = huffman_encode(text, start, text.size() - 1);
  if (end == nullptr) return write_raw(text, out);
  const auto size = static_cast<std::size_t>(end - start);
  std::array<std::uint8_t, integer_room> length;
  std::uint8_t* const length_end = encode_integer(length.data(), huffman_flag, 7, static_cast<std::uint32_t>(size));
  const auto length_size = static_cast<std::size_t>(length_end - length.data());
  std::memmove(out + length_size, start, size);
  std::memcpy(out, length.data(), length_size);
  return out + length_size + size;
}

// Writes the shorter form: only after Huffman coding is it known which one that is.
std::uint8_t* write_string(std::string_view text, std::uint8_t* out) {
  if (text.empty()) return write_raw(text, out);
  constexpr std::size_t longest_short = 126;
  if (text.size() > longest_short) return write_long_string(text, out);
  std::uint8_t* const end = huffman_encode(text, out + 1, text.size() - 1);
  if (end == nullptr) return write_raw(text, out);
  *out = static_cast<std::uint8_t>(huffman_flag | (end - out - 1));
  return end;
}

using NumberText = std::array<char, 20>;

// Most numbers are put together in a register and written at once: the comparison that follows would wait for stores of
// single octets. This saves a hundredth of a small response.
std::string_view write_number(std::uint64_t number, NumberText& text) {
  constexpr std::uint64_t greatest_word = 99'999'999;
  if (number > greatest_word) {
    const char* const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), static_cast<std::size_t>(end - text.data())};
  }
  OctetWord word = 0;
  std::size_t size = 0;
  do {
    word = word << 8 | ('0' + number % 10);
    number /= 10;
    ++size;
  } while (number != 0);
  for (std::size_t i = 0; i < sizeof word; ++i) text[i] = static_cast<char>(word >> 8 * i);
  return {text.data(), size};
}

// Room for an index and two strings; no string is longer encoded than as plain text.
std::size_t room_for(const Field& field) {
  return field.name.size() + field.value.size() + 3 * integer_room + huffman_slack;
}

}  // namespace

void Encoder::set_max_table_size(std::size_t octets) {
  wanted_size_ = std::min(octets, own_limit_);
  smallest_size_ = std::min(smallest_size_, wanted_size_);
}

void Encoder::park(TightWriter& out) const {
  table_.park(out);
  out.number(own_limit_);
  out.number(wanted_size_);
  out.number(smallest_size_);
  out.number(octets_in_);
  out.number(octets_out_);
}

// The next block builds the index anew.
void Encoder::unpark(TightReader& in) {
  table_ = DynamicTable(in);
  own_limit_ = in.number();
  wanted_size_ = in.number();
  smallest_size_ = in.number();
  octets_in_ = in.number();
  octets_out_ = in.number();
}

void Encoder::begin(Buffer& out) {
  if (!index_.covers(table_)) [[unlikely]]
    index_.rebuild(table_);
  // RFC 7541 4.2: "In the case that this size is changed more than once in this interval, the smallest maximum table
  // size that occurs in that interval MUST be signaled in a dynamic table size update. The final maximum size is always
  // signaled, resulting in at most two dynamic table size updates."
  if (wanted_size_ == table_.max_size() && smallest_size_ == wanted_size_) return;
  std::uint8_t* const start = out.prepare(2 * integer_room).data();
  std::uint8_t* end = start;
  if (smallest_size_ < std::min(table_.max_size(), wanted_size_)) end = write_table_size(smallest_size_, end);
  if (wanted_size_ != table_.max_size()) end = write_table_size(wanted_size_, end);
  smallest_size_ = wanted_size_;
  out.commit(static_cast<std::size_t>(end - start));
  octets_out_ += static_cast<std::uint64_t>(end - start);
}

std::uint8_t* Encoder::write_table_size(std::size_t octets, std::uint8_t* out) {
  table_.set_max_size(octets);
  return encode_integer(out, size_update, 5, static_cast<std::uint32_t>(octets));
}

void Encoder::add(const Field& field, Buffer& out) {
  const std::uint32_t index = known_index(field);
  if (index == 0) return add_unknown(field, out);
  std::uint8_t* const start = out.prepare(integer_room).data();
  commit(field, encode_integer(start, indexed, 7, index) - start, out);
}

// The index of a field with a token, if it can be found without a hash, as nearly all fields that come again can. 0:
// not found.
std::uint32_t Encoder::known_index(const Field& field) {
  // A field that policy.hpp calls a secret is in no table.
  if (field.token == 0 || field.sensitive) return 0;
  if (static_table::has_values(field.token)) {
    if (const auto index = static_table::index_of(field.token, field.value)) return index;
  }
  const std::uint32_t position = index_.find_latest(table_, field.token, field.value);
  if (position == EncoderIndex::none) return 0;
  policy_.repeated(name_hash_of(field.token));
  return static_table::size + 1 + position;
}

void Encoder::add_unknown(const Field& field, Buffer& out) {
  if (field.token == 0) {
    if (const NameToken token = static_table::token_of(field.name); token != 0) return add_named(field, token, out);
  }
  std::uint8_t* const start = out.prepare(room_for(field)).data();
  commit(field, write(field, start) - start, out);
}

// The field with its token, which it did not have before.
void Encoder::add_named(Field field, NameToken token, Buffer& out) {
  field.token = token;
  add(field, out);
}

void Encoder::commit(const Field& field, std::ptrdiff_t written, Buffer& out) {
  out.commit(static_cast<std::size_t>(written));
  octets_in_ += field.name.size() + field.value.size();
  octets_out_ += static_cast<std::uint64_t>(written);
}

void Encoder::add_number(NameToken token, std::string_view name, std::uint64_t number, Buffer& out) {
  NumberText text;
  add({name, write_number(number, text), token}, out);
}

void Encoder::add_list(const Field& first, std::span<const Field> rest, Buffer& out) {
  const FieldList list{first, rest};
  const std::uint32_t before = table_.epoch();
  if (last_list_ != nullptr) {
    if (const EncodedList* known = last_list_->find(list, before)) {
      out.append(known->octets());
      octets_in_ += last_list_->key().text_size();
      octets_out_ += known->octets().size();
      return;
    }
  }
  const std::size_t start = out.size();
  add(first, out);
  for (const Field& field : rest) add(field, out);
  if (last_list_ == nullptr && before == table_.epoch()) last_list_ = std::make_unique<KnownList>();
  if (last_list_ == nullptr || !last_list_->wants(before, table_.epoch())) return;
  const Octets encoded = out.readable().subspan(start);
  if (is_worth_keeping(list, encoded)) last_list_->keep(list, before).assign(encoded);
}

void Encoder::encode(std::span<const Field> fields, Buffer& out) {
  begin(out);
  for (const Field& field : fields) add(field, out);
}

std::uint8_t* Encoder::write(const Field& field, std::uint8_t* out) {
  const NameToken token = field.token;
  const bool static_name = static_table::is_static(token);
  const bool secret = field.sensitive || is_secret(token, field.value);
  if (static_name && !secret) {
    if (const auto index = static_table::index_of(token, field.value)) return encode_integer(out, indexed, 7, index);
  }
  const FieldKey key = key_of(field, token);
  if (!secret) {
    if (const auto position = index_.find(table_, key)) {
      policy_.repeated(key.name_hash);
      return encode_integer(out, indexed, 7, static_table::size + 1 + *position);
    }
  }

  std::uint32_t name_index = static_name ? token : 0;
  if (!static_name) {
    if (const auto position = index_.find_name(table_, key)) name_index = static_table::size + 1 + *position;
  }
  // RFC 7541 7.1.3: "If HPACK is used for re-encoding, the never-indexed literal representation MUST be used."
  if (secret) return write_literal(never_indexed, 4, name_index, field, out);
  const std::size_t size = field.name.size() + field.value.size() + entry_overhead;
  if (size > table_.max_size() || !policy_.should_index(key, size, table_.max_size()))
    return write_literal(without_indexing, 4, name_index, field, out);
  out = write_literal(incremental, 6, name_index, field, out);
  table_.insert(field.name, field.value, token);
  index_.inserted(table_, key);
  return out;
}

std::uint8_t* Encoder::write_literal(std::uint8_t pattern, unsigned prefix, std::uint32_t name_index,
                                     const Field& field, std::uint8_t* out) {
  out = encode_integer(out, pattern, prefix, name_index);
  if (name_index == 0) out = write_string(field.name, out);
  return write_string(field.value, out);
}

}  // namespace weft::hpack
