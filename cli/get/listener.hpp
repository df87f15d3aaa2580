// Listens to the client's connections: shows the frames for -v, and notes what the servers allow for --why, how the
// windows are for the bars and --timing, and what was sent for --har.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <cli/get/screen.hpp>
#include <cli/get/windows.hpp>
#include <weft/base/time.hpp>
#include <weft/session/trace_user.hpp>

namespace weft::cli::get {

// SETTINGS of a server, as far as they are told.
struct Allowed {
  std::optional<std::uint32_t> streams;
  std::uint32_t window = 65'535;
};

// A head as it was sent or came. Values that are secrets are lengths.
struct SeenHead {
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::size_t octets = 0;
};

struct SeenHeads {
  SeenHead request = {};
  SeenHead response = {};
};

class Listener final : public session::TraceUser {
 public:
  // `verbose`: 0 shows nothing, 1 a line for each frame, 2 all of it.
  Listener(int verbose, Screen& screen) : verbose_(verbose), screen_(screen) {}

  // Before the first request: times count from here.
  void count_from(Time began) { began_ = began; }
  // Before the first request: the heads are kept.
  void keep_heads() { keeps_heads_ = true; }

  std::unique_ptr<trace::Reader> on_connection(const session::Facts& facts) override;

  // --- from any thread -----------------------------------------------------------------------------------------------
  // Nothing before the first SETTINGS of that connection.
  std::optional<Allowed> allowed_by(std::uint64_t connection) const;
  Windows::State window_of(std::uint64_t connection, std::uint64_t message) const;
  // How long the client let nothing of that response through.
  Duration windows_closed(std::uint64_t connection, std::uint64_t message, Time now) const;
  SeenHeads heads_of(std::uint64_t connection, std::uint64_t message) const;
  // A line of -v that is no frame.
  void note(Time now, std::string_view words);

 private:
  class Reader;
  struct Connection {
    std::optional<Allowed> allowed = {};
    Windows windows = {};
    std::map<std::uint64_t, SeenHeads> heads = {};
  };

  const int verbose_;
  Screen& screen_;
  Time began_;
  bool keeps_heads_ = false;
  // On the client's thread.
  unsigned count_ = 0;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Connection> connections_;
};

}  // namespace weft::cli::get
