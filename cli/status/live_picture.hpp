// The picture of a server on a terminal, made anew again and again, in the order of the live page: the sentence that
// says why the slowest stream is slow, and its proof; the connections; the streams; what the server has done in all.
//
//   LivePicture picture;
//   screen.draw(picture.lines(parse_snapshot(status), streams, {.rows = 23, .columns = 80}, has_colours));
//
// Each part has its height as long as the terminal has its size, and each row keeps its connection or stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <cli/status/picture.hpp>
#include <cli/status/places.hpp>
#include <cli/status/snapshot.hpp>
#include <cli/status/told.hpp>
#include <cli/status/wait_bar.hpp>

namespace weft::cli::status {

class LivePicture {
 public:
  // `streams` is the answer to /streams, of the same moment. No more lines than `rows`, and none wider than the look.
  // Throws std::runtime_error for a text that is not that.
  std::vector<std::string> lines(Snapshot now, const std::string& streams, std::size_t rows, const Look& look);

 private:
  // A connection as the picture before had it.
  struct Past {
    // Seconds of the server.
    double at = 0;
    // Octets of TCP; nullopt where nobody counts them.
    std::optional<std::uint64_t> sent;
    // The send window that was the widest so far: it has no size of its own.
    std::int64_t widest = 0;
    // Octets a second.
    std::optional<double> rate;
  };

  std::vector<std::string> lines_in(const Snapshot& now, const Json& told, std::size_t rows, const Look& look);
  void look_at(const Json& told);
  Past past_of(const Json& connection, double at) const;
  std::vector<std::string> lines_of_connections(const Json& told, std::size_t most, const Look& look);
  std::vector<std::string> lines_of_streams(const Json& told, std::size_t most, const Look& look);

  std::optional<Snapshot> before_;
  std::unordered_map<std::uint64_t, Past> pasts_;
  WaitBars bars_;
  Places connections_;
  Places streams_;
};

}  // namespace weft::cli::status
