// How far each request is: told on the client's thread, looked at by the one that draws.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include <weft/client/progress.hpp>

namespace weft::cli::get {

// The thing that a request waits for.
enum class WaitsFor : std::uint8_t {
  turn,               // room on a connection
  connection,         // the first one to its origin
  sending,            // the server takes its body
  server,             // the head of the response
  path,               // octets that are on their way
  stream_window,      // the client lets no more of this response through
  connection_window,  // … or of any response
  limit,              // --limit-rate
  pause,              // --pause-after
};
// "its turn", "stream window"
std::string_view to_string(WaitsFor cause);

class Board {
 public:
  struct Entry {
    std::string url;
    // "https://host:port"
    std::string origin;
    bool begun = false;
    bool over = false;
    Progress progress = {};
  };

  explicit Board(const std::vector<std::string>& urls);

  // From any thread.
  void begun(std::size_t place);
  void over(std::size_t place);
  void tell(std::size_t place, const Progress& progress);
  std::vector<Entry> entries() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace weft::cli::get
