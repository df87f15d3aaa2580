// The octets that the client lets one server send over HTTP/2 (RFC 9113 6.9), as a trace of the connection tells it:
// when a window is used up, the server cannot go on, and the client is what it waits for.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>

#include <weft/base/time.hpp>
#include <weft/trace/event.hpp>

namespace weft::cli::get {

class Windows {
 public:
  enum class State : std::uint8_t { open, stream_closed, connection_closed };

  void on_event(const trace::Event& event);

  State state_of(std::uint64_t stream) const;
  // How long the window of the stream was closed, or that of the connection, or both, between the beginning of the
  // stream and the end of its response.
  Duration closed_for(std::uint64_t stream, Time now) const;

 private:
  struct Window {
    std::int64_t left = 65'535;
    Time closed_since = {};
    Duration closed = {};

    void change(std::int64_t by, Time now);
    bool is_closed() const { return left <= 0; }
    Duration closed_until(Time now) const { return closed + (is_closed() ? now - closed_since : Duration()); }
  };
  struct Stream {
    Window window = {};
    // For how long that of the connection was closed, when the stream began.
    Duration closed_before = {};
    // How long both were closed, and for how long that of the connection was, when that of the stream closed.
    Duration together = {};
    Duration closed_at_closing = {};
    // Set once the response is over.
    std::optional<Duration> whole = {};
  };

  void took(std::uint64_t stream, std::uint32_t octets, Time now);
  void gave(std::uint64_t stream, std::uint32_t octets, Time now);
  void allow(std::int64_t initial, Time now);
  void end(std::uint64_t stream, Time now);
  void change(Stream& stream, std::int64_t by, Time now);
  Duration closed_of(const Stream& stream, Time now) const;
  Stream& stream_of(std::uint64_t stream, Time now);

  // SETTINGS give this to each stream; they count when sent, acknowledged or not.
  std::int64_t initial_ = 65'535;
  Window connection_;
  std::unordered_map<std::uint64_t, Stream> streams_;
};

}  // namespace weft::cli::get
