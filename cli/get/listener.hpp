// Listens to the client's connections: shows the frames for -v, and notes what the servers allow for --why.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include <weft/base/time.hpp>
#include <weft/session/trace_user.hpp>

namespace weft::cli::get {

// SETTINGS of a server, as far as they are told.
struct Allowed {
  std::optional<std::uint32_t> streams;
  std::uint32_t window = 65'535;
};

class Listener final : public session::TraceUser {
 public:
  // `verbose`: 0 shows nothing, 1 a line for each frame, 2 all of it.
  explicit Listener(int verbose) : verbose_(verbose) {}

  // Before the first request: times count from here.
  void count_from(Time began) { began_ = began; }

  std::unique_ptr<trace::Reader> on_connection(const session::Facts& facts) override;
  // From any thread; nothing before the first SETTINGS of that connection.
  std::optional<Allowed> allowed_by(std::uint64_t connection) const;

 private:
  class Reader;

  const int verbose_;
  Time began_;
  // On the client's thread.
  unsigned connections_ = 0;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Allowed> allowed_;
};

}  // namespace weft::cli::get
