// One end of a link: a network namespace with a TUN device in it, whose packets this process reads and writes.
#pragma once

#include <cstdint>
#include <string>

#include <weft/base/bytes.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::link {

// Enters what a program without rights needs first: a user namespace in which it is root. Throws std::system_error.
void become_root();

class End {
 public:
  // Enters a new network namespace, in which this process stays until the next one. Throws std::system_error where the
  // machine does not allow it, std::runtime_error where `ip` does not know the congestion control.
  End(const std::string& address, const std::string& peer, const std::string& congestion);

  int descriptor() const { return tun_.number(); }
  // The namespace as a file, for nsenter.
  std::string name() const;
  // A packet in `room`; empty: there is none now.
  Octets read(MutableOctets room);
  void write(Octets packet);
  // Packets that the kernel has dropped because this process was too slow to read or to write them.
  std::uint64_t overrun() const { return overrun_ + dropped_by_device(); }

 private:
  std::uint64_t dropped_by_device() const;

  io::Descriptor namespace_;
  io::Descriptor tun_;
  std::uint64_t overrun_ = 0;
};

}  // namespace weft::link
