// How fast a response's body may come: so many octets a second, in bursts of at most 32 KiB. Octets that are not taken
// hold the window closed, so the server sends as fast as this.
//
//   octets = octets.first(rate.most(octets.size()));  …  if (rate.took(n)) call.pause();      // `go_on` comes later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <weft/base/token_bucket.hpp>
#include <weft/io/loop.hpp>

namespace weft::client {

class ReceiveRate {
 public:
  static constexpr std::uint64_t burst = 32 * 1024;

  // `go_on` is called on the loop's thread when octets may come again.
  ReceiveRate(io::Loop& loop, std::uint64_t octets_per_second, std::function<void()> go_on);
  ~ReceiveRate();
  ReceiveRate(const ReceiveRate&) = delete;
  ReceiveRate& operator=(const ReceiveRate&) = delete;

  // How many of so many octets may be taken now.
  std::size_t most(std::size_t octets);
  // True: no more may be taken until `go_on`.
  bool took(std::size_t octets);
  bool exhausted() const { return timer_ != nullptr; }

 private:
  struct Timer;

  io::Loop& loop_;
  TokenBucket bucket_;
  // Less than this is not worth waking up for.
  const std::uint64_t least_;
  const std::function<void()> go_on_;
  // There while octets must wait.
  std::shared_ptr<Timer> timer_;
};

}  // namespace weft::client
