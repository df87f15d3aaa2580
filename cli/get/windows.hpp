// The octets that the client lets one server send over HTTP/2 (RFC 9113 6.9), as a trace of the connection tells it:
// when a window is used up, the server cannot go on, and the client is what it waits for.
#pragma once

#include <cstdint>
#include <unordered_map>

#include <weft/base/time.hpp>
#include <weft/trace/event.hpp>

namespace weft::cli::get {

class Windows {
 public:
  enum class State : std::uint8_t { open, stream_closed, connection_closed };

  void on_event(const trace::Event& event);

  State state_of(std::uint64_t stream) const;
  // How long the window of the stream was closed, or that of the connection since the stream began.
  Duration closed_for(std::uint64_t stream, Time now) const;

 private:
  struct Window {
    std::int64_t left = 65'535;
    Time closed_since = {};
    Duration closed = {};

    void change(std::int64_t by, Time now);
    Duration closed_until(Time now) const { return closed + (left > 0 ? Duration() : now - closed_since); }
  };
  struct Stream {
    Window window;
    // The octets of the connection, when the stream began.
    Duration closed_before = {};
  };

  void took(std::uint64_t stream, std::uint32_t octets, Time now);
  void gave(std::uint64_t stream, std::uint32_t octets, Time now);
  void allow(std::int64_t initial, Time now);
  Stream& stream_of(std::uint64_t stream, Time now);

  // SETTINGS give this to each stream; they count when sent, acknowledged or not.
  std::int64_t initial_ = 65'535;
  Window connection_;
  std::unordered_map<std::uint64_t, Stream> streams_;
};

}  // namespace weft::cli::get
