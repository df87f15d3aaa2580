#include <weft/hpack/decoder.hpp>

#include <algorithm>
#include <optional>
#include <string>

#include <weft/hpack/huffman.hpp>
#include <weft/hpack/integer.hpp>
#include <weft/hpack/static_table.hpp>

namespace weft::hpack {
namespace {

// A string literal as it stands in the block.
struct Literal {
  Octets octets;
  bool huffman = false;

  std::size_t bound() const { return huffman ? huffman_decoded_bound(octets.size()) : octets.size(); }
  std::optional<std::size_t> size() const { return huffman ? huffman_decoded_size(octets) : octets.size(); }
  // size() has found it valid.
  void append_to(std::string& text) const;
};

// A field whose value, at least, is a literal.
struct LiteralField {
  std::uint32_t name_index = 0;  // 0: the name is a literal too
  Literal name;
  Literal value;
  bool insert = false;
  bool sensitive = false;
};

struct Name {
  std::string_view text;
  NameToken token = 0;
};

struct Context {
  DynamicTable& table;
  const Decoder::Interner interner;
  const std::size_t max_table_size;
  const std::size_t smallest_limit;
  const DecodeLimits& limits;
  Arena& arena;
  std::vector<Field>& fields;
};

// One block on its way through.
class BlockDecoder {
 public:
  BlockDecoder(const Context& context, Octets block)
      : context_(context), p_(block.data()), end_(block.data() + block.size()) {}

  DecodeOutcome run();

 private:
  enum class Verdict : std::uint8_t { keep, drop, stop };

  DecodeStatus size_updates();
  DecodeStatus size_update();
  DecodeStatus field();
  DecodeStatus indexed();
  DecodeStatus literal();
  DecodeStatus keep(const LiteralField& field);
  DecodeStatus measure(const LiteralField& field);
  void insert_dropped(const LiteralField& field, std::size_t size);

  DecodeStatus read_integer(unsigned prefix, std::uint32_t& value);
  DecodeStatus read_string(Literal& literal);

  bool fits(std::size_t size) const {
    return fields_ < context_.limits.soft_fields && octets_ + size <= context_.limits.soft_octets;
  }
  // Counts a field, and says what becomes of it.
  Verdict admit(std::size_t size);
  bool is_index(std::uint32_t index) const { return index <= static_table::size + context_.table.count(); }
  // A view of a table, which the next insertion may overwrite.
  Name name_at(std::uint32_t index) const;
  bool store(const Literal& literal, std::string_view& text);
  NameToken intern(std::string_view name) const;

  const Context& context_;
  const std::uint8_t* p_;
  const std::uint8_t* const end_;
  std::size_t fields_ = 0;
  std::size_t octets_ = 0;
  bool dropped_ = false;
};

void Literal::append_to(std::string& text) const {
  if (!huffman) {
    text.append(as_text(octets));
    return;
  }
  const std::size_t before = text.size();
  text.resize(before + huffman_room(octets.size()));
  text.resize(before + huffman_decode(octets, text.data() + before).value_or(0));
}

DecodeOutcome BlockDecoder::run() {
  DecodeStatus status = size_updates();
  while (status == DecodeStatus::ok && p_ != end_) status = field();
  if (status == DecodeStatus::ok && dropped_) status = DecodeStatus::over_soft_limit;
  return {status, fields_, octets_};
}

constexpr bool is_size_update(std::uint8_t octet) {
  return (octet & 0xe0) == 0x20;
}

// RFC 7541 4.2: "This dynamic table size update MUST occur at the beginning of the first header block following the
// change to the dynamic table size."
DecodeStatus BlockDecoder::size_updates() {
  // RFC 7541 4.2: "The final maximum size is always signaled, resulting in at most two dynamic table size updates."
  constexpr int most = 2;
  bool must_shrink = context_.smallest_limit < context_.table.max_size();
  for (int i = 0; i < most && p_ != end_ && is_size_update(*p_); ++i) {
    if (const auto status = size_update(); status != DecodeStatus::ok) return status;
    // RFC 7541 4.2: "the smallest maximum table size that occurs in that interval MUST be signaled"
    if (context_.table.max_size() <= context_.smallest_limit) must_shrink = false;
  }
  return must_shrink ? DecodeStatus::missing_table_size : DecodeStatus::ok;
}

DecodeStatus BlockDecoder::size_update() {
  std::uint32_t size = 0;
  if (const auto status = read_integer(5, size); status != DecodeStatus::ok) return status;
  // RFC 7541 6.3: "The new maximum size MUST be lower than or equal to the limit determined by the protocol using
  // HPACK. A value that exceeds this limit MUST be treated as a decoding error."
  if (size > context_.max_table_size) return DecodeStatus::bad_table_size;
  context_.table.set_max_size(size);
  return DecodeStatus::ok;
}

DecodeStatus BlockDecoder::field() {
  const std::uint8_t first = *p_;
  if ((first & 0x80) != 0) return indexed();
  if (is_size_update(first)) return DecodeStatus::bad_table_size;
  return literal();
}

// RFC 7541 6.1
DecodeStatus BlockDecoder::indexed() {
  std::uint32_t index = 0;
  if (const auto status = read_integer(7, index); status != DecodeStatus::ok) return status;
  if (index - 1 < static_table::size) {
    const Field& entry = static_table::at(index);
    const auto verdict = admit(entry.name.size() + entry.value.size() + entry_overhead);
    if (verdict == Verdict::stop) return DecodeStatus::over_hard_limit;
    if (verdict == Verdict::keep) context_.fields.push_back(entry);
    return DecodeStatus::ok;
  }
  // RFC 7541 6.1: "The index value of 0 is not used. It MUST be treated as a decoding error if found in an indexed
  // header field representation."
  // RFC 7541 2.3.3: "Indices strictly greater than the sum of the lengths of both tables MUST be treated as a decoding
  // error."
  if (index == 0 || !is_index(index)) return DecodeStatus::bad_index;
  const std::uint32_t position = index - static_table::size - 1;
  const auto verdict = admit(context_.table.entry_size(position));
  if (verdict == Verdict::stop) return DecodeStatus::over_hard_limit;
  if (verdict == Verdict::drop) return DecodeStatus::ok;
  const auto entry = context_.table[position];
  const std::string_view stored = context_.arena.store(entry.stored);
  const bool static_name = static_table::is_static(entry.token);
  context_.fields.push_back({static_name ? entry.name : stored.substr(0, entry.name.size()),
                             static_name ? stored : stored.substr(entry.name.size()), entry.token, false});
  return DecodeStatus::ok;
}

// RFC 7541 6.2
DecodeStatus BlockDecoder::literal() {
  const std::uint8_t first = *p_;
  LiteralField field;
  field.insert = (first & 0x40) != 0;
  field.sensitive = (first & 0x50) == 0x10;
  if (const auto status = read_integer(field.insert ? 6 : 4, field.name_index); status != DecodeStatus::ok)
    return status;
  if (!is_index(field.name_index)) return DecodeStatus::bad_index;
  if (field.name_index == 0) {
    if (const auto status = read_string(field.name); status != DecodeStatus::ok) return status;
  }
  if (const auto status = read_string(field.value); status != DecodeStatus::ok) return status;
  const std::size_t name = field.name_index == 0 ? field.name.bound() : name_at(field.name_index).text.size();
  return fits(name + field.value.bound() + entry_overhead) ? keep(field) : measure(field);
}

DecodeStatus BlockDecoder::keep(const LiteralField& field) {
  Name name;
  if (field.name_index == 0) {
    if (!store(field.name, name.text)) return DecodeStatus::bad_huffman;
    name.token = intern(name.text);
  } else {
    name = name_at(field.name_index);
    // RFC 7541 4.4: "A new entry can reference the name of an entry in the dynamic table that will be evicted when
    // adding this new entry into the dynamic table." Hence the copy, before the insertion.
    if (!static_table::is_static(name.token)) name.text = context_.arena.store(name.text);
  }
  std::string_view value;
  if (!store(field.value, value)) return DecodeStatus::bad_huffman;
  ++fields_;
  octets_ += name.text.size() + value.size() + entry_overhead;
  context_.fields.push_back({name.text, value, name.token, field.sensitive});
  if (field.insert) context_.table.insert(name.text, value, name.token);
  return DecodeStatus::ok;
}

// Near the soft limit and beyond it: the exact size is found first, because what is dropped must cost no memory.
DecodeStatus BlockDecoder::measure(const LiteralField& field) {
  const std::optional<std::size_t> name =
      field.name_index == 0 ? field.name.size() : name_at(field.name_index).text.size();
  const auto value = field.value.size();
  if (!name || !value) return DecodeStatus::bad_huffman;
  const std::size_t size = *name + *value + entry_overhead;
  if (fits(size)) return keep(field);
  if (admit(size) == Verdict::stop) return DecodeStatus::over_hard_limit;
  if (field.insert) insert_dropped(field, size);
  return DecodeStatus::ok;
}

// The table must follow the peer's in any case.
void BlockDecoder::insert_dropped(const LiteralField& field, std::size_t size) {
  if (size > context_.table.max_size()) return context_.table.clear();
  std::string text;
  Name name;
  if (field.name_index == 0) {
    field.name.append_to(text);
    name.token = intern(text);
  } else {
    name = name_at(field.name_index);
    text = name.text;
  }
  const std::size_t name_size = text.size();
  field.value.append_to(text);
  const std::string_view whole = text;
  context_.table.insert(whole.substr(0, name_size), whole.substr(name_size), name.token);
}

BlockDecoder::Verdict BlockDecoder::admit(std::size_t size) {
  const bool keep = fits(size);
  ++fields_;
  octets_ += size;
  if (keep) return Verdict::keep;
  dropped_ = true;
  return fields_ > context_.limits.hard_fields || octets_ > context_.limits.hard_octets ? Verdict::stop : Verdict::drop;
}

DecodeStatus BlockDecoder::read_integer(unsigned prefix, std::uint32_t& value) {
  switch (decode_integer(p_, end_, prefix, value)) {
    case IntegerError::none:
      return DecodeStatus::ok;
    case IntegerError::truncated:
      return DecodeStatus::truncated;
    case IntegerError::too_large:
      break;
  }
  return DecodeStatus::bad_integer;
}

DecodeStatus BlockDecoder::read_string(Literal& literal) {
  if (p_ == end_) return DecodeStatus::truncated;
  literal.huffman = (*p_ & 0x80) != 0;
  std::uint32_t size = 0;
  if (const auto status = read_integer(7, size); status != DecodeStatus::ok) return status;
  if (size > static_cast<std::size_t>(end_ - p_)) return DecodeStatus::truncated;
  literal.octets = {p_, size};
  p_ += size;
  return DecodeStatus::ok;
}

Name BlockDecoder::name_at(std::uint32_t index) const {
  if (index <= static_table::size) return {static_table::at(index).name, static_table::at(index).token};
  const auto entry = context_.table[index - static_table::size - 1];
  return {entry.name, entry.token};
}

bool BlockDecoder::store(const Literal& literal, std::string_view& text) {
  if (!literal.huffman) {
    text = context_.arena.store(as_text(literal.octets));
    return true;
  }
  const std::size_t room = huffman_room(literal.octets.size());
  char* const out = context_.arena.allocate(room);
  const auto size = huffman_decode(literal.octets, out);
  if (!size) return false;
  context_.arena.shrink(room - *size);
  text = {out, *size};
  return true;
}

// A pseudo-field's name may come as a literal too, and no interner knows it.
NameToken BlockDecoder::intern(std::string_view name) const {
  const NameToken token = context_.interner == nullptr ? NameToken{0} : context_.interner(name);
  return token != 0 ? token : static_table::token_of(name);
}

}  // namespace

void Decoder::set_max_table_size(std::size_t octets) {
  max_table_size_ = octets;
  smallest_limit_ = std::min(smallest_limit_, octets);
}

DecodeOutcome Decoder::decode(Octets block, const DecodeLimits& limits, Arena& arena, std::vector<Field>& fields) {
  const Context context{table_, interner_, max_table_size_, smallest_limit_, limits, arena, fields};
  smallest_limit_ = max_table_size_;
  return BlockDecoder(context, block).run();
}

}  // namespace weft::hpack
