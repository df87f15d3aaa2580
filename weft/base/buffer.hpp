// A contiguous queue of octets: written at the end, read from the front.
//
//   auto room = buffer.prepare(n);  fill the front of `room`;  buffer.commit(written);
//   buffer.append(octets);
//   use(buffer.readable());  buffer.consume(used);
//
// Views are valid until the next prepare(), append(), release() or move.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include <weft/base/bytes.hpp>

namespace weft {

class Buffer {
 public:
  Buffer() = default;
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    Buffer taken(std::move(other));
    swap(taken);
    return *this;
  }

  Octets readable() const { return {storage_.get() + begin_, end_ - begin_}; }
  MutableOctets mutable_readable() { return {storage_.get() + begin_, end_ - begin_}; }
  std::size_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }
  // Octets of memory held, for a budget.
  std::size_t capacity() const { return capacity_; }

  // At least `size` writable octets behind the readable ones.
  MutableOctets prepare(std::size_t size) {
    if (capacity_ - end_ < size) make_room(size);
    return {storage_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t size) { end_ += size; }

  void append(Octets octets) {
    if (octets.empty()) return;
    std::memcpy(prepare(octets.size()).data(), octets.data(), octets.size());
    commit(octets.size());
  }
  void push_back(std::uint8_t octet) {
    prepare(1)[0] = octet;
    commit(1);
  }

  void consume(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  // Forgets the last octets that were written.
  void truncate(std::size_t size) { end_ = begin_ + size; }
  void clear() { begin_ = end_ = 0; }
  // Gives the memory back.
  void release() { *this = Buffer(); }

  void swap(Buffer& other) noexcept {
    std::swap(storage_, other.storage_);
    std::swap(capacity_, other.capacity_);
    std::swap(begin_, other.begin_);
    std::swap(end_, other.end_);
  }

 private:
  void make_room(std::size_t size);

  std::unique_ptr<std::uint8_t[]> storage_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace weft
