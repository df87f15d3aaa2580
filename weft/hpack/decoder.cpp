#include <weft/hpack/decoder.hpp>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

#include <weft/hpack/literal.hpp>
#include <weft/hpack/static_table.hpp>

namespace weft::hpack {
namespace {

struct Name {
  std::string_view text;
  NameToken token = 0;
};

// size() has found the text valid.
void append(const StringLiteral& literal, std::string& text) {
  if (!literal.huffman) {
    text.append(as_text(literal.octets));
    return;
  }
  const std::size_t before = text.size();
  text.resize(before + huffman_room(literal.octets.size()));
  const char* const end = huffman_decode(literal.octets, text.data() + before);
  text.resize(static_cast<std::size_t>(end - text.data()));
}

// `stored` is a copy of the run's text. Returns the octets of static names, which that text does not hold. A function
// of its own has registers for all its variables.
[[gnu::noinline]] std::size_t append_run(const DynamicTable::Run& run, std::uint32_t count, std::string_view stored,
                                         std::vector<Field>& fields) {
  const char* text = stored.data();
  std::size_t static_names = 0;
  for (std::uint32_t i = 0; i != count; ++i) {
    const DynamicTable::Record& entry = run[i];
    const std::size_t name_size = entry.name_size;
    const char* name = text;
    if (entry.has_static_name()) {
      name = static_table::at(entry.token).name.data();
      static_names += name_size;
    } else {
      text += name_size;
    }
    fields.push_back({{name, name_size}, {text, entry.value_size}, entry.token, false, entry.marks});
    text += entry.value_size;
  }
  return static_names;
}

}  // namespace

// The state of the decoder inside one block.
class Decoder::BlockDecoder {
 public:
  BlockDecoder(Decoder& decoder, Octets block, const DecodeLimits& limits, Arena& arena, std::vector<Field>& list)
      : decoder_(decoder),
        table_(decoder.table_),
        limits_(limits),
        arena_(arena),
        list_(list),
        p_(block.data()),
        end_(block.data() + block.size()) {}

  DecodeOutcome run();

 private:
  enum class Verdict : std::uint8_t { keep, drop, stop };

  DecodeStatus size_updates();
  DecodeStatus size_update();
  bool short_index();
  bool static_entry(std::uint32_t index);
  bool run_of_entries(std::uint32_t index);
  bool lone_entry(std::uint32_t position);
  void append(const DynamicTable::Entry& entry);
  DecodeStatus field();
  DecodeStatus indexed();
  DecodeStatus literal();
  DecodeStatus keep(const LiteralField& field, Name name);
  // This function is not inlined and takes values, so that the parts of the usual field stay in registers.
  [[gnu::noinline]] std::optional<DecodeStatus> drop(LiteralField field);
  void insert_dropped(const LiteralField& field, std::size_t size);

  bool fits(std::size_t size) const { return fields_ < limits_.soft_fields && octets_ + size <= limits_.soft_octets; }
  // Counts a field, and returns what to do with it.
  Verdict admit(std::size_t size);
  bool is_index(std::uint32_t index) const { return index <= static_table::size + table_.count(); }
  // A view of a table, which the next insertion may overwrite.
  [[gnu::always_inline]] Name name_at(std::uint32_t index) const;
  NameToken intern(std::string_view name) const;
  std::uint8_t inspect(const Field& field) const;

  const Decoder& decoder_;
  DynamicTable& table_;
  const DecodeLimits& limits_;
  Arena& arena_;
  std::vector<Field>& list_;
  const std::uint8_t* p_;
  const std::uint8_t* const end_;
  std::size_t fields_ = 0;
  std::size_t octets_ = 0;
  bool dropped_ = false;
};

DecodeOutcome Decoder::BlockDecoder::run() {
  DecodeStatus status = size_updates();
  while (status == DecodeStatus::ok && p_ != end_) status = field();
  if (status == DecodeStatus::ok && dropped_) status = DecodeStatus::over_soft_limit;
  return {status, fields_, octets_};
}

// RFC 7541 4.2: "This dynamic table size update MUST occur at the beginning of the first header block following the
// change to the dynamic table size."
DecodeStatus Decoder::BlockDecoder::size_updates() {
  // RFC 7541 4.2: "The final maximum size is always signaled, resulting in at most two dynamic table size updates."
  constexpr int most = 2;
  bool must_shrink = decoder_.smallest_limit_ < table_.max_size();
  for (int i = 0; i < most && p_ != end_ && is_size_update(*p_); ++i) {
    if (const auto status = size_update(); status != DecodeStatus::ok) return status;
    // RFC 7541 4.2: "the smallest maximum table size that occurs in that interval MUST be signaled"
    if (table_.max_size() <= decoder_.smallest_limit_) must_shrink = false;
  }
  return must_shrink ? DecodeStatus::missing_table_size : DecodeStatus::ok;
}

DecodeStatus Decoder::BlockDecoder::size_update() {
  std::uint32_t size = 0;
  if (const auto status = read_integer(p_, end_, 5, size); status != DecodeStatus::ok) return status;
  // RFC 7541 6.3: "The new maximum size MUST be lower than or equal to the limit determined by the protocol using
  // HPACK. A value that exceeds this limit MUST be treated as a decoding error."
  if (size > decoder_.max_table_size_) return DecodeStatus::bad_table_size;
  table_.set_max_size(size);
  return DecodeStatus::ok;
}

DecodeStatus Decoder::BlockDecoder::field() {
  const std::uint8_t first = *p_;
  if (is_indexed(first)) return short_index() ? DecodeStatus::ok : indexed();
  if (is_size_update(first)) return DecodeStatus::bad_table_size;
  return literal();
}

// Most fields are an index of one octet. This function takes those that are usual in every way; indexed() takes the
// others.
inline bool Decoder::BlockDecoder::short_index() {
  const std::uint32_t index = *p_ ^ 0x80U;
  return index - 1 < static_table::size ? static_entry(index) : run_of_entries(index);
}

bool Decoder::BlockDecoder::static_entry(std::uint32_t index) {
  const Field& entry = static_table::at(index);
  const std::size_t size = entry.name.size() + entry.value.size() + entry_overhead;
  if (!fits(size)) return false;
  list_.push_back(entry);
  ++p_;
  ++fields_;
  octets_ += size;
  return true;
}

// A peer mostly repeats fields in the order in which it sent them before. Entries that came one after the other lie so
// in the table, and are copied at once.
bool Decoder::BlockDecoder::run_of_entries(std::uint32_t index) {
  // An index of 0, or one that goes on in the next octet, gives a position beyond all entries.
  constexpr std::uint32_t first = static_table::size + 1;
  const std::uint32_t position = index - first;
  if (position >= std::min(table_.count(), 0x7f - first)) return false;
  const std::size_t most = std::min<std::size_t>(position + 1, static_cast<std::size_t>(end_ - p_));
  const std::uint8_t* p = p_ + 1;
  for (std::uint8_t next = *p_ - 1; p != p_ + most && *p == next; --next) ++p;
  const auto count = static_cast<std::uint32_t>(p - p_);
  if (count == 1) return lone_entry(position);

  const DynamicTable::Run run(table_, position, count);
  const std::size_t bound = run.text().size() + count * (entry_overhead + static_table::longest_name);
  if (fields_ + count > limits_.soft_fields || octets_ + bound > limits_.soft_octets) return false;
  p_ = p;
  fields_ += count;
  const std::size_t static_names = append_run(run, count, arena_.store(run.text()), list_);
  octets_ += run.text().size() + count * entry_overhead + static_names;
  return true;
}

bool Decoder::BlockDecoder::lone_entry(std::uint32_t position) {
  const std::size_t size = table_.entry_size(position);
  if (!fits(size)) return false;
  append(table_[position]);
  ++p_;
  ++fields_;
  octets_ += size;
  return true;
}

inline void Decoder::BlockDecoder::append(const DynamicTable::Entry& entry) {
  const char* const text = arena_.store(entry.stored).data();
  const bool static_name = static_table::is_static(entry.token);
  const std::string_view name(static_name ? entry.name.data() : text, entry.name.size());
  const std::string_view value(static_name ? text : text + name.size(), entry.value.size());
  list_.push_back({name, value, entry.token, false, entry.marks});
}

// RFC 7541 6.1
DecodeStatus Decoder::BlockDecoder::indexed() {
  std::uint32_t index = 0;
  if (const auto status = read_integer(p_, end_, 7, index); status != DecodeStatus::ok) return status;
  if (index - 1 < static_table::size) {
    const Field& entry = static_table::at(index);
    const auto verdict = admit(entry.name.size() + entry.value.size() + entry_overhead);
    if (verdict == Verdict::stop) return DecodeStatus::over_hard_limit;
    if (verdict == Verdict::keep) list_.push_back(entry);
    return DecodeStatus::ok;
  }
  // RFC 7541 6.1: "The index value of 0 is not used. It MUST be treated as a decoding error if found in an indexed
  // header field representation."
  // RFC 7541 2.3.3: "Indices strictly greater than the sum of the lengths of both tables MUST be treated as a decoding
  // error."
  if (index == 0 || !is_index(index)) return DecodeStatus::bad_index;
  const std::uint32_t position = index - static_table::size - 1;
  const auto verdict = admit(table_.entry_size(position));
  if (verdict == Verdict::stop) return DecodeStatus::over_hard_limit;
  if (verdict == Verdict::drop) return DecodeStatus::ok;
  append(table_[position]);
  return DecodeStatus::ok;
}

inline Name Decoder::BlockDecoder::name_at(std::uint32_t index) const {
  if (index <= static_table::size) return {static_table::at(index).name, static_table::at(index).token};
  const auto entry = table_[index - static_table::size - 1];
  return {entry.name, entry.token};
}

// RFC 7541 6.2
DecodeStatus Decoder::BlockDecoder::literal() {
  LiteralField field;
  if (const auto status = read_name(p_, end_, static_table::size + table_.count(), field); status != DecodeStatus::ok)
    return status;
  if (const auto status = read_string(p_, end_, field.value); status != DecodeStatus::ok) return status;
  const Name name = field.name_index == 0 ? Name() : name_at(field.name_index);
  const std::size_t name_bound = field.name_index == 0 ? field.name.bound() : name.text.size();
  if (!fits(name_bound + field.value.bound() + entry_overhead)) [[unlikely]] {
    if (const auto status = drop(field)) return *status;
  }
  return keep(field, name);
}

// `name` is the name at field.name_index, if that is not 0.
inline DecodeStatus Decoder::BlockDecoder::keep(const LiteralField& field, Name name) {
  if (field.name_index == 0) {
    if (!field.name.store(arena_, name.text)) return DecodeStatus::bad_huffman;
    name.token = intern(name.text);
  } else if (!static_table::is_static(name.token)) {
    // RFC 7541 4.4: "A new entry can reference the name of an entry in the dynamic table that will be evicted when
    // adding this new entry into the dynamic table." Hence the copy, before the insertion.
    name.text = arena_.store(name.text);
  }
  std::string_view value;
  if (!field.value.store(arena_, value)) return DecodeStatus::bad_huffman;
  ++fields_;
  octets_ += name.text.size() + value.size() + entry_overhead;
  list_.push_back({name.text, value, name.token, field.sensitive});
  const std::uint8_t marks = inspect(list_.back());
  list_.back().marks = marks;
  if (field.insert) table_.insert(name.text, value, name.token, marks);
  return DecodeStatus::ok;
}

// Near the soft limit and beyond it the exact size is found first, because a dropped field must cost no memory. Returns
// nullopt where the field fits after all.
std::optional<DecodeStatus> Decoder::BlockDecoder::drop(LiteralField field) {
  const std::optional<std::size_t> name =
      field.name_index == 0 ? field.name.size() : name_at(field.name_index).text.size();
  const auto value = field.value.size();
  if (!name || !value) return DecodeStatus::bad_huffman;
  const std::size_t size = *name + *value + entry_overhead;
  if (fits(size)) return std::nullopt;
  if (admit(size) == Verdict::stop) return DecodeStatus::over_hard_limit;
  if (field.insert) insert_dropped(field, size);
  return DecodeStatus::ok;
}

// The table must follow the peer's in any case.
void Decoder::BlockDecoder::insert_dropped(const LiteralField& field, std::size_t size) {
  if (size > table_.max_size()) return table_.clear();
  std::string text;
  Name name;
  if (field.name_index == 0) {
    hpack::append(field.name, text);
    name.token = intern(text);
  } else {
    name = name_at(field.name_index);
    text = name.text;
  }
  const std::size_t name_size = text.size();
  hpack::append(field.value, text);
  name.text = std::string_view(text).substr(0, name_size);
  const std::string_view value = std::string_view(text).substr(name_size);
  table_.insert(name.text, value, name.token, inspect({name.text, value, name.token, field.sensitive}));
}

Decoder::BlockDecoder::Verdict Decoder::BlockDecoder::admit(std::size_t size) {
  const bool keep = fits(size);
  ++fields_;
  octets_ += size;
  if (keep) return Verdict::keep;
  dropped_ = true;
  return fields_ > limits_.hard_fields || octets_ > limits_.hard_octets ? Verdict::stop : Verdict::drop;
}

// A pseudo-field's name may come as a literal too, and no interner knows such names.
NameToken Decoder::BlockDecoder::intern(std::string_view name) const {
  const NameToken token = decoder_.interner_ == nullptr ? NameToken{0} : decoder_.interner_(name);
  return token != 0 ? token : static_table::token_of(name);
}

std::uint8_t Decoder::BlockDecoder::inspect(const Field& field) const {
  return decoder_.inspector_ == nullptr ? std::uint8_t{0} : decoder_.inspector_(field);
}

void Decoder::park(TightWriter& out) const {
  table_.park(out);
  out.number(max_table_size_);
  out.number(smallest_limit_);
}

void Decoder::unpark(TightReader& in) {
  table_ = DynamicTable(in);
  max_table_size_ = in.number();
  smallest_limit_ = in.number();
}

void Decoder::set_max_table_size(std::size_t octets) {
  max_table_size_ = octets;
  smallest_limit_ = std::min(smallest_limit_, octets);
  ++limits_set_;
}

DecodeOutcome Decoder::decode(Octets block, const DecodeLimits& limits, Arena& arena, std::vector<Field>& fields) {
  const DecodeOutcome outcome = BlockDecoder(*this, block, limits, arena, fields).run();
  smallest_limit_ = max_table_size_;
  return outcome;
}

}  // namespace weft::hpack
