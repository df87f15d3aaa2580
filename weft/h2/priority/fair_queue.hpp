// The queue says which of several shares is served next, so that all get octets in proportion to their weights,
// whatever the size of a frame.
//
//   queue.push(share);                        // the share has something to send
//   FairShare* next = queue.front();          // nullptr: no share has
//   queue.charge(*next, octets);              // after each frame
//   queue.remove(share);
//
// Start-time fair queueing: each share is due at a moment of virtual time, a frame puts that moment off by the frame's
// octets over the weight, and the share that is due first is next. A pairing heap whose links are in its elements: no
// allocation, O(log n) amortised for charge() and remove(), O(1) for push().
#pragma once

#include <cstdint>

namespace weft::h2 {

// A weight counts parts of a weight of 1, because RFC 7540 5.3.4 divides weights.
using Weight = std::uint32_t;
inline constexpr Weight whole_weight = 1U << 16;
inline constexpr Weight smallest_share = 1U << 8;

class FairShare {
 public:
  // Among shares that are due at the same time, the lowest number is first.
  FairShare(std::uint32_t number, Weight share_weight) : weight(share_weight), number_(number) {}

  std::uint32_t number() const { return number_; }
  bool queued() const { return queued_; }

  Weight weight;

 private:
  friend class FairQueue;

  std::uint32_t number_;
  bool queued_ = false;
  std::uint64_t due_ = 0;
  FairShare* child_ = nullptr;
  FairShare* next_ = nullptr;      // sibling
  FairShare* previous_ = nullptr;  // sibling; the parent of a first child
};

class FairQueue {
 public:
  // `comparisons` counts the cost of all calls.
  explicit FairQueue(std::uint64_t& comparisons) : comparisons_(comparisons) {}

  bool empty() const { return top_ == nullptr; }
  FairShare* front() const { return top_; }

  // `share` is not queued. It gets nothing for the time it was away, and still owes what it owed.
  void push(FairShare& share);
  // `share` is queued.
  void remove(FairShare& share);
  // `share`, queued or not, was served.
  void charge(FairShare& share, std::uint64_t octets);
  // `share` is not queued and comes from another queue: it owes nothing here.
  void admit(FairShare& share) const { share.due_ = now_; }

 private:
  static bool is_before(std::uint64_t a, std::uint64_t b);
  static bool is_before(const FairShare& a, const FairShare& b);
  FairShare* merge(FairShare* a, FairShare* b);
  FairShare* merge_all(FairShare* first);

  FairShare* top_ = nullptr;
  // When the latest frame was due.
  std::uint64_t now_ = 0;
  std::uint64_t& comparisons_;
};

}  // namespace weft::h2
