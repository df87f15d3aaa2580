// Memory for many short texts that end together. Text from an arena stays where it is until clear().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/base/octet_word.hpp>

namespace weft {

class Arena {
 public:
  Arena() = default;
  Arena(Arena&& other) noexcept { swap(other); }
  Arena& operator=(Arena&& other) noexcept {
    Arena taken(std::move(other));
    swap(taken);
    return *this;
  }

  // Returns `size` octets for text, without any promise of alignment.
  char* allocate(std::size_t size) {
    if (left_ < size) grow(size);
    char* out = next_;
    next_ += size;
    left_ -= size;
    return out;
  }

  // Makes room for so much text, and no more: for a text that will not grow.
  void reserve(std::size_t size) {
    if (left_ < size) add_block(size);
  }

  // Gives back the last `size` octets of the latest allocate(), which serves a text whose length was only bounded
  // before.
  void shrink(std::size_t size) {
    next_ -= size;
    left_ += size;
  }

  std::string_view store(std::string_view text) {
    char* out = allocate(text.size());
    copy_octets(text, out);
    return {out, text.size()};
  }

  // Keeps one block that would have held all the text, so that an arena that is used again and again for texts of the
  // usual size does not allocate.
  void clear() {
    if (capacity_ == 0) return;
    if (blocks_.size() != 1 || capacity_ > largest_kept) return clear_many();
    next_ = first_;
    left_ = capacity_;
  }

  // Octets of memory held, for a budget.
  std::size_t capacity() const { return capacity_; }

  void swap(Arena& other) noexcept {
    std::swap(blocks_, other.blocks_);
    std::swap(first_, other.first_);
    std::swap(next_, other.next_);
    std::swap(left_, other.left_);
    std::swap(capacity_, other.capacity_);
  }

 private:
  void grow(std::size_t size);
  void add_block(std::size_t size);
  void clear_many();

  struct Block {
    std::unique_ptr<char[]> octets;
    std::size_t size;
  };

  // A usual request's fields fit the first block.
  static constexpr std::size_t first_block = 1024;
  // The most that clear() keeps: an arena that once held a huge text must not hold that memory for nothing.
  static constexpr std::size_t largest_kept = 3072;

  std::vector<Block> blocks_;
  // The only block, where there is just one: the arena then needs no look at a list of blocks.
  char* first_ = nullptr;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace weft
