// Memory for one call at a time, shared by all connections of a loop, so that an idle connection holds none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>

namespace weft::io {

class Scratch {
 public:
  // One connection may read this much in a turn: enough to make system calls rare, little enough to be fair to the
  // others and to stay in the cache of the core.
  static constexpr std::size_t input_size = 128 * 1024;
  // A record that was begun in an earlier turn comes on top of the input.
  static constexpr std::size_t plaintext_size = input_size + 16 * 1024;

  // The octets that the socket gave.
  MutableOctets input() { return {input_.get(), input_size}; }
  // The octets that were opened of the input.
  MutableOctets plaintext() { return {plaintext_.get(), plaintext_size}; }
  // The octets that were sealed and are about to be sent.
  Buffer& sealed() { return sealed_; }

 private:
  std::unique_ptr<std::uint8_t[]> input_ = std::make_unique_for_overwrite<std::uint8_t[]>(input_size);
  std::unique_ptr<std::uint8_t[]> plaintext_ = std::make_unique_for_overwrite<std::uint8_t[]>(plaintext_size);
  Buffer sealed_;
};

}  // namespace weft::io
