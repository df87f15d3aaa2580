// Two channels that are each other's far end, without a socket: for tests and for talking within one process.
//
// Like a socket it takes only so much: what the reader has not taken stays in the writer's backlog.
#pragma once

#include <cstddef>
#include <memory>

#include <weft/io/channel.hpp>
#include <weft/io/loop.hpp>

namespace weft::io {

struct MemoryPair {
  std::unique_ptr<Channel> first;
  std::unique_ptr<Channel> second;
};

// `capacity`: octets under way in each direction. Both ends belong to this loop.
MemoryPair make_memory_pair(Loop& loop, std::size_t capacity = 64 * 1024);

}  // namespace weft::io
