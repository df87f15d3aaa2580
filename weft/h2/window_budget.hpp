// Memory that the windows of many connections share, beyond what each has by itself. The connections may belong to
// several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace weft::h2 {

class WindowBudget {
 public:
  constexpr explicit WindowBudget(std::size_t octets) : left_(octets) {}
  WindowBudget(const WindowBudget&) = delete;
  WindowBudget& operator=(const WindowBudget&) = delete;

  // Takes `octets`, or as many as there are. Returns how many.
  std::uint32_t take(std::uint32_t octets) {
    std::size_t left = left_.load(std::memory_order_relaxed);
    std::size_t taken = 0;
    do {
      taken = left < octets ? left : octets;
    } while (!left_.compare_exchange_weak(left, left - taken, std::memory_order_relaxed));
    return static_cast<std::uint32_t>(taken);
  }
  void give_back(std::uint32_t octets) { left_.fetch_add(octets, std::memory_order_relaxed); }
  std::size_t left() const { return left_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::size_t> left_;
};

// The part of a budget that one window has, which goes back with it.
class BudgetShare {
 public:
  // Null: there is no end to it.
  explicit BudgetShare(WindowBudget* budget) : budget_(budget) {}
  ~BudgetShare() { resize(0); }
  BudgetShare(const BudgetShare&) = delete;
  BudgetShare& operator=(const BudgetShare&) = delete;

  // Makes the share so large, or as large as the budget allows. Returns its size.
  std::uint32_t resize(std::uint32_t octets) {
    if (budget_ == nullptr) return size_ = octets;
    if (octets > size_) {
      size_ += budget_->take(octets - size_);
      was_short_ = was_short_ || size_ < octets;
    } else {
      budget_->give_back(size_ - octets);
      size_ = octets;
    }
    return size_;
  }
  std::uint32_t size() const { return size_; }
  // The budget has once not had what was wanted of it.
  bool was_short() const { return was_short_; }

 private:
  WindowBudget* const budget_;
  std::uint32_t size_ = 0;
  bool was_short_ = false;
};

}  // namespace weft::h2
