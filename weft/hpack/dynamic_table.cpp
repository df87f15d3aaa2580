#include <weft/hpack/dynamic_table.hpp>

#include <algorithm>
#include <cstring>

#include <weft/hpack/static_table.hpp>

namespace weft::hpack {

bool DynamicTable::insert(std::string_view name, std::string_view value, NameToken token, std::uint8_t marks) {
  const std::size_t size = name.size() + value.size() + entry_overhead;
  // RFC 7541 4.4: "an attempt to add an entry larger than the maximum size causes the table to be emptied of all
  // existing entries and results in an empty table."
  if (size > max_size_) {
    clear();
    return false;
  }
  // RFC 7541 4.4: "Before a new entry is added to the dynamic table, entries are evicted from the end of the dynamic
  // table until the size of the dynamic table is less than or equal to (maximum size - new entry size) or until the
  // table is empty."
  evict_until(max_size_ - size);

  const Record record{text_end_, static_cast<std::uint32_t>(name.size()), static_cast<std::uint32_t>(value.size()),
                      token, marks};
  make_text_room(record.text_size());
  make_record_room();
  char* text = text_.get() + (text_end_ - text_base_);
  if (!static_table::is_static(token)) text = copy_octets(name, text);
  copy_octets(value, text);
  text_end_ += record.text_size();
  records_[inserted_ & (record_capacity_ - 1)] = record;
  ++epoch_;
  ++inserted_;
  ++count_;
  size_ += size;
  return true;
}

void DynamicTable::clear() {
  ++epoch_;
  evict_until(0);
}

void DynamicTable::set_max_size(std::size_t octets) {
  ++epoch_;
  max_size_ = octets;
  // RFC 7541 4.3: "Whenever the maximum size for the dynamic table is reduced, entries are evicted from the end of the
  // dynamic table until the size of the dynamic table is less than or equal to the maximum size."
  evict_until(octets);
  if (text_capacity_ > octets) move_text(text_end_ - text_begin_);
  if (octets < entry_overhead) {
    records_.reset();
    record_capacity_ = 0;
  }
}

void DynamicTable::park(TightWriter& out) const {
  out.number(max_size_);
  out.number(count_);
  for (std::uint32_t position = count_; position-- > 0;) {
    const Entry entry = (*this)[position];
    out.number(entry.token);
    out.number(entry.marks);
    if (!static_table::is_static(entry.token)) out.text(entry.name);
    out.text(entry.value);
  }
}

DynamicTable::DynamicTable(TightReader& in) : max_size_(in.number()) {
  for (auto left = in.number(); left > 0; --left) {
    const auto token = in.number_as<NameToken>();
    const auto marks = in.number_as<std::uint8_t>();
    const std::string_view name = static_table::is_static(token) ? static_table::at(token).name : in.text();
    insert(name, in.text(), token, marks);
  }
}

void DynamicTable::evict_until(std::size_t size) {
  while (size_ > size) {
    const Record& oldest = record_at(count_ - 1);
    text_begin_ += oldest.text_size();
    size_ -= oldest.size();
    --count_;
  }
  if (count_ == 0) text_base_ = text_begin_ = text_end_;
}

void DynamicTable::make_text_room(std::size_t size) {
  if (text_capacity_ - (text_end_ - text_base_) >= size) return;
  // Each entry is charged 32 octets beyond its text, which leaves room in a full table, so that the text moves to the
  // front only once in a few entries; the memory of one entry never has a gap.
  const std::size_t wanted = text_end_ - text_begin_ + size;
  constexpr std::size_t smallest = 64;
  move_text(wanted <= text_capacity_ / 2 ? text_capacity_
                                         : std::min(max_size_, std::max({smallest, text_capacity_ * 2, wanted})));
}

// Moves the text to the front of a block of `capacity` octets, which may be the present one.
void DynamicTable::move_text(std::size_t capacity) {
  const std::size_t held = text_end_ - text_begin_;
  const std::size_t from = text_begin_ - text_base_;
  if (capacity == text_capacity_) {
    std::copy_n(text_.get() + from, held, text_.get());
  } else {
    auto text = capacity == 0 ? nullptr : std::make_unique_for_overwrite<char[]>(capacity);
    std::copy_n(text_.get() + from, held, text.get());
    text_ = std::move(text);
    text_capacity_ = capacity;
  }
  text_base_ = text_begin_;
}

void DynamicTable::make_record_room() {
  if (count_ < record_capacity_) return;
  constexpr std::uint32_t smallest = 8;
  move_records(std::max(smallest, record_capacity_ * 2));
}

// Moves the records to a ring of `capacity`, which is a power of two.
void DynamicTable::move_records(std::uint32_t capacity) {
  auto records = std::make_unique_for_overwrite<Record[]>(capacity);
  for (std::uint32_t id = inserted_ - count_; id != inserted_; ++id) {
    records[id & (capacity - 1)] = records_[id & (record_capacity_ - 1)];
  }
  records_ = std::move(records);
  record_capacity_ = capacity;
}

}  // namespace weft::hpack
