#include <weft/testkit/allocations.hpp>

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WEFT_THREAD_SANITIZER
#include <sanitizer/allocator_interface.h>
#endif
#endif

namespace {

std::atomic<std::uint64_t> count = 0;
std::atomic<std::uint64_t> live = 0;
// The number of the allocation that fails; 0 for none. They are counted from 1.
std::atomic<std::uint64_t> failing = 0;

}  // namespace

#ifdef WEFT_THREAD_SANITIZER

// ThreadSanitizer has an operator new that cannot be replaced, and calls a hook instead.
namespace {

[[maybe_unused]] const int hooks = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void*, std::size_t size) {
      count.fetch_add(1, std::memory_order_relaxed);
      live.fetch_add(size, std::memory_order_relaxed);
    },
    [](const volatile void* memory) {
      live.fetch_sub(__sanitizer_get_allocated_size(const_cast<const void*>(memory)), std::memory_order_relaxed);
    });

}  // namespace

#else

void* operator new(std::size_t size) {
  const std::uint64_t number = count.fetch_add(1, std::memory_order_relaxed) + 1;
  if (number == failing.load(std::memory_order_relaxed)) throw std::bad_alloc();
  if (void* memory = std::malloc(size == 0 ? 1 : size)) {
    live.fetch_add(::malloc_usable_size(memory), std::memory_order_relaxed);
    return memory;
  }
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t& /*nothrow*/) noexcept {
  try {
    return operator new(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
// A sanitizer's own would not call the others.
void* operator new[](std::size_t size) {
  return operator new(size);
}
void* operator new[](std::size_t size, const std::nothrow_t& nothrow) noexcept {
  return operator new(size, nothrow);
}
void operator delete(void* memory) noexcept {
  live.fetch_sub(::malloc_usable_size(memory), std::memory_order_relaxed);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  operator delete(memory);
}
void operator delete[](void* memory) noexcept {
  operator delete(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  operator delete(memory);
}

#endif

namespace weft::testkit {

std::uint64_t allocations() noexcept {
  return count.load(std::memory_order_relaxed);
}

std::uint64_t live_octets() noexcept {
  return live.load(std::memory_order_relaxed);
}

FailingAllocation::FailingAllocation(std::uint64_t after) noexcept {
  failing.store(allocations() + after + 1, std::memory_order_relaxed);
}

FailingAllocation::~FailingAllocation() {
  failing.store(0, std::memory_order_relaxed);
}

bool FailingAllocation::happened() const noexcept {
  return allocations() >= failing.load(std::memory_order_relaxed);
}

}  // namespace weft::testkit
