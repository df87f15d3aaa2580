#include <weft/h2/priority/fair_queue.hpp>

#include <utility>

namespace weft::h2 {

namespace {

// A share with a smaller weight waits longer. One octet of the greatest weight is 256 units of virtual time.
std::uint64_t delay(std::uint64_t octets, Weight weight) {
  return (octets << 32) / weight;
}

}  // namespace

void FairQueue::push(FairShare& share) {
  if (is_before(share.due_, now_)) share.due_ = now_;
  share.queued_ = true;
  top_ = top_ == nullptr ? &share : merge(top_, &share);
}

void FairQueue::remove(FairShare& share) {
  FairShare* below = merge_all(share.child_);
  if (&share == top_) {
    top_ = below;
  } else {
    const bool is_first_child = share.previous_->child_ == &share;
    (is_first_child ? share.previous_->child_ : share.previous_->next_) = share.next_;
    if (share.next_ != nullptr) share.next_->previous_ = share.previous_;
    if (below != nullptr) top_ = merge(top_, below);
  }
  share.child_ = share.next_ = share.previous_ = nullptr;
  share.queued_ = false;
}

void FairQueue::charge(FairShare& share, std::uint64_t octets) {
  const bool was_queued = share.queued_;
  if (was_queued) remove(share);
  if (is_before(now_, share.due_)) now_ = share.due_;
  share.due_ += delay(octets, share.weight);
  if (was_queued) push(share);
}

// Virtual time may wrap round; two shares are never half of its range apart.
bool FairQueue::is_before(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::int64_t>(a - b) < 0;
}

bool FairQueue::is_before(const FairShare& a, const FairShare& b) {
  return a.due_ == b.due_ ? a.number_ < b.number_ : is_before(a.due_, b.due_);
}

// Two heaps, neither of which has siblings: the later one becomes the first child of the other.
FairShare* FairQueue::merge(FairShare* a, FairShare* b) {
  ++comparisons_;
  if (is_before(*b, *a)) std::swap(a, b);
  b->previous_ = a;
  b->next_ = a->child_;
  if (b->next_ != nullptr) b->next_->previous_ = b;
  a->child_ = b;
  return a;
}

// Merges the siblings of a heap that has lost its top: in pairs from the left, then all pairs from the right.
FairShare* FairQueue::merge_all(FairShare* first) {
  FairShare* pairs = nullptr;  // the latest first
  while (first != nullptr) {
    FairShare* one = first;
    FairShare* other = one->next_;
    first = other == nullptr ? nullptr : other->next_;
    one->next_ = nullptr;
    if (other != nullptr) {
      other->next_ = nullptr;
      one = merge(one, other);
    }
    one->next_ = std::exchange(pairs, one);
  }
  FairShare* all = nullptr;
  while (pairs != nullptr) {
    FairShare* pair = std::exchange(pairs, pairs->next_);
    pair->next_ = nullptr;
    all = all == nullptr ? pair : merge(all, pair);
  }
  if (all != nullptr) all->previous_ = nullptr;
  return all;
}

}  // namespace weft::h2
