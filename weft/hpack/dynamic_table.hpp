// RFC 7541 2.3.2 and 4: the entries that one direction of a connection has built up.
//
//   DynamicTable table(4096);
//   table.insert(name, value, token);        // evicts the oldest entries
//   table[0]                                 // the newest entry; its views are valid until the next change
//   table.set_max_size(n);
//
// A table holds no memory before the first insertion, and then text of at most max_size() octets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <weft/base/field.hpp>
#include <weft/base/octet_word.hpp>
#include <weft/base/tight.hpp>
#include <weft/hpack/static_table.hpp>

namespace weft::hpack {

// RFC 7541 4.1: "The size of an entry is the sum of its name's length in octets (as defined in Section 5.2), its
// value's length in octets, and 32."
inline constexpr std::size_t entry_overhead = 32;
inline constexpr std::size_t default_table_size = 4096;

class DynamicTable {
 public:
  struct Entry {
    std::string_view name;
    std::string_view value;
    NameToken token = 0;
    std::uint8_t marks = 0;
    // Name and value, which lie one behind the other in the table's memory; only the value where the name is a literal
    // of the static table.
    std::string_view stored;
  };

  explicit DynamicTable(std::size_t max_size = default_table_size) : max_size_(max_size) {}

  std::size_t size() const { return size_; }
  std::size_t max_size() const { return max_size_; }
  std::uint32_t count() const { return count_; }
  // How many entries were ever inserted, which is the number of the next entry.
  std::uint32_t inserted() const { return inserted_; }
  // Counts the changes of the table. In the same epoch a block means the same: see known.hpp.
  std::uint32_t epoch() const { return epoch_; }

  // `position` counts from the newest, which is 0.
  Entry operator[](std::uint32_t position) const {
    const Record& record = record_at(position);
    const char* const text = text_.get() + (record.text - text_base_);
    if (static_table::is_static(record.token)) {
      const std::string_view value(text, record.value_size);
      return {static_table::at(record.token).name, value, record.token, record.marks, value};
    }
    const std::string_view stored(text, record.name_size + record.value_size);
    return {{text, record.name_size}, {text + record.name_size, record.value_size}, record.token, record.marks, stored};
  }
  // An entry as it is kept.
  struct Record {
    std::uint32_t text;  // where the text begins, counted from the first octet ever written
    std::uint32_t name_size;
    std::uint32_t value_size;
    NameToken token;
    std::uint8_t marks;

    bool has_static_name() const { return static_table::is_static(token); }
    // A name of the static table is a literal of the program: its size is counted, but the table does not store it.
    std::uint32_t text_size() const { return has_static_name() ? value_size : name_size + value_size; }
    std::size_t size() const { return std::size_t{name_size} + value_size + entry_overhead; }
  };

  // Entries that were inserted one after the other, the oldest first.
  class Run {
   public:
    // `count` entries from `position` on towards the newest.
    Run(const DynamicTable& table, std::uint32_t position, std::uint32_t count)
        : records_(table.records_.get()),
          mask_(table.record_capacity_ - 1),
          first_(table.inserted_ - 1 - position),
          text_(table.text_.get() + ((*this)[0].text - table.text_base_)),
          text_size_((*this)[count - 1].text + (*this)[count - 1].text_size() - (*this)[0].text) {}

    const Record& operator[](std::uint32_t i) const { return records_[(first_ + i) & mask_]; }
    // The text of all entries of the run, without a gap.
    std::string_view text() const { return {text_, text_size_}; }

   private:
    const Record* records_;
    std::uint32_t mask_;
    std::uint32_t first_;
    const char* text_;
    std::uint32_t text_size_;
  };

  // These are known without a look at the entry's text.
  std::size_t entry_size(std::uint32_t position) const { return record_at(position).size(); }

  // Whether the entry has this name; without a token the name is compared as text.
  bool holds_name(std::uint32_t position, std::string_view name, NameToken token) const {
    const Record& record = record_at(position);
    return record.token == token &&
           (token != 0 || same_text(name, {text_.get() + (record.text - text_base_), record.name_size}));
  }
  bool holds(std::uint32_t position, std::string_view name, std::string_view value, NameToken token) const {
    return holds_name(position, name, token) && holds_value(record_at(position), value);
  }
  // The same for a name that has a token, and an entry given by its number.
  bool holds_numbered(std::uint32_t id, NameToken token, std::string_view value) const {
    const Record& record = records_[id & (record_capacity_ - 1)];
    return record.token == token && holds_value(record, value);
  }

  // Neither name nor value may be a view of this table. Returns whether the entry was small enough to be kept.
  bool insert(std::string_view name, std::string_view value, NameToken token, std::uint8_t marks = 0);
  void clear();
  void set_max_size(std::size_t octets);
  // park() writes the entries in few octets, and the constructor makes a table that has them again: as new otherwise,
  // even the numbers of the entries.
  void park(TightWriter& out) const;
  explicit DynamicTable(TightReader& in);

  // Octets of memory held, for a budget.
  std::size_t capacity() const { return text_capacity_ + record_capacity_ * sizeof(Record); }

 private:
  const Record& record_at(std::uint32_t position) const {
    return records_[(inserted_ - 1 - position) & (record_capacity_ - 1)];
  }
  [[gnu::always_inline]] bool holds_value(const Record& record, std::string_view value) const {
    const char* const end = text_.get() + (record.text - text_base_) + record.text_size();
    return record.value_size == value.size() && same_octets(end - value.size(), value.data(), value.size());
  }
  void evict_until(std::size_t size);
  void make_text_room(std::size_t size);
  void make_record_room();
  void move_records(std::uint32_t capacity);
  void move_text(std::size_t capacity);

  std::unique_ptr<char[]> text_;
  std::unique_ptr<Record[]> records_;  // a ring; a power of two of them
  std::size_t max_size_;
  std::size_t size_ = 0;
  std::size_t text_capacity_ = 0;
  // Members that one insertion writes are kept apart: adjacent, GCC loads them as one wide word, which stalls on the
  // latest narrow stores.
  std::uint32_t inserted_ = 0;
  std::uint32_t text_base_ = 0;  // the place of text_[0], as Record::text counts
  std::uint32_t count_ = 0;
  std::uint32_t record_capacity_ = 0;
  std::uint32_t epoch_ = 0;
  std::uint32_t text_begin_ = 0;  // where the oldest entry begins
  std::uint32_t text_end_ = 0;
};

}  // namespace weft::hpack
