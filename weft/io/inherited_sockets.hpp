// Sockets that listened before this process began: those of systemd's socket activation, or those of the process whose
// place it takes. LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES tell of them, as sd_listen_fds(3) has it.
//
//   auto inherited = io::InheritedSockets::from_environment();      // before any thread is made
//   auto sets = io::spread(inherited.take("localhost", 8443), loops);
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weft/io/listen.hpp>

namespace weft::io {

class InheritedSockets {
 public:
  // The name of a UNIX socket whose file its heir removes at its end. Others leave the file to the one who made it.
  static constexpr std::string_view with_file = "weft.file";

  InheritedSockets() = default;
  // Removes the variables, so that no child takes the sockets again. None where they are for another process. Throws
  // std::runtime_error where LISTEN_FDS is no number.
  static InheritedSockets from_environment();

  bool empty() const { return sockets_.empty() && others_.empty(); }
  // Those on an address that listen_on() would try. For port 0 those on the first port that is left. None where nobody
  // listens there.
  std::vector<Listening> take(const std::string& host, std::uint16_t port);
  std::vector<Listening> take_path(const std::string& path);
  // Closes what is left, and tells in words what it was.
  std::vector<std::string> close_rest();

 private:
  struct Inherited {
    std::string text;  // "descriptor 3 (web)"
    Listening listening;
  };

  void add(int number, const std::string& name);
  template <class Fits>
  std::vector<Listening> take_all(Fits fits);

  std::vector<Inherited> sockets_;
  // Nobody can listen there.
  std::vector<Inherited> others_;
};

// One set for each loop, with a socket of each address. Where there are fewer sockets than loops, several loops accept
// at the same one; where there are more, a loop has several: what waits at any of them is accepted.
std::vector<ListenSet> spread(std::vector<Listening> sockets, std::size_t loops);

}  // namespace weft::io
