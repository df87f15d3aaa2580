// The memory that this process has, and how much it may have.
//
//   const io::ProcessMemory memory;
//   memory.in_use();                     // octets; a system call, and no memory
//   io::most_memory();                   // what the machine has, or the control group, if that is less
#pragma once

#include <cstdint>

#include <weft/io/descriptor.hpp>

namespace weft::io {

class ProcessMemory {
 public:
  // Opens what the system has to say, so that no descriptor is needed later.
  ProcessMemory();

  // Octets that only ending, or giving them back, makes free: pages of files are not counted. 0 where the system does
  // not tell.
  std::uint64_t in_use() const;

 private:
  Descriptor file_;
};

// Octets; 0 where the system does not tell.
std::uint64_t most_memory();

// Memory that was freed and is kept for later goes back to the system. It takes milliseconds where much is kept.
void give_memory_back();

}  // namespace weft::io
