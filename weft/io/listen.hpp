// Sockets that listen, made at start-up: what goes wrong here is thrown, with the address and the reason in words.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <weft/io/channel.hpp>
#include <weft/io/descriptor.hpp>
#include <weft/io/socket_file.hpp>

namespace weft::io {

class ListenError : public std::runtime_error {
 public:
  ListenError(const std::string& where, const std::string& why);
  // Somebody listens there.
  ListenError(const std::string& where, Address taken);

  // The address that is taken, if that is the reason.
  const std::optional<Address>& taken() const { return taken_; }

 private:
  std::optional<Address> taken_;
};

struct Listening {
  // Goes after the descriptor. None for addresses of a network.
  std::shared_ptr<const SocketFile> file;
  Descriptor descriptor;
  Address address;  // with the port that was found for port 0
};

// Another descriptor of the same socket: what waits there is accepted at either. Invalid where descriptors have run
// out.
Listening copy_of(const Listening& listening);

// The sockets that one loop listens on: a name may stand for several addresses.
using ListenSet = std::vector<Listening>;

// `host` is an address, `localhost` (both 127.0.0.1 and ::1), `*` (every address of both families), or a name. With
// port 0 the system finds a port. One set for each of `loops`; the kernel spreads connections over them.
std::vector<ListenSet> listen_on(const std::string& host, std::uint16_t port, std::size_t loops = 1);

// A UNIX socket. One that nobody listens on any more is replaced; any other file is left alone. The file goes with the
// last of the sets.
std::vector<ListenSet> listen_on_path(const std::string& path, std::size_t loops = 1,
                                      const SocketFileOptions& options = {});

// The options that connections take over from the socket that they come to.
void set_options_of_connections(const Descriptor& socket);

// The hosts of the addresses that listen_on() tries.
std::vector<std::string> hosts_to_listen_on(const std::string& host);

}  // namespace weft::io
