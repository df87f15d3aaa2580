// A file descriptor that is closed with its owner.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <utility>

namespace weft::io {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  bool valid() const { return number_ >= 0; }
  int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }
  void close() {
    if (valid()) ::close(release());
  }

 private:
  int number_ = -1;
};

// How many this process may have at a time: `ulimit -n`.
inline std::size_t most_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<std::size_t>(limit.rlim_cur);
}

}  // namespace weft::io
