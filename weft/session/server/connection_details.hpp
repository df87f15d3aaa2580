// A connection and all that is under way on it, at one moment. A copy: nothing in it belongs to a loop.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/http/status.hpp>
#include <weft/http/view.hpp>
#include <weft/session/frame_view.hpp>
#include <weft/session/server/connection_view.hpp>

namespace weft::session::server {

struct ConnectionDetails {
  // Facts of a message that the engine does not know.
  struct Request {
    http::MessageId id = 0;
    std::string method = {};
    // The path alone: a query may hold what is for nobody else.
    std::string path = {};
    // 0: it has no answer yet.
    http::Status status = {};
    Time started{};
    bool is_pushed = false;
    // RFC 9110 10.1.1: the client waits for a 100 before it sends the body, and no handler reads yet.
    bool awaits_continue = false;
  };

  ConnectionView connection;
  // When it was looked at.
  Time now{};
  // Nothing while the connection opens.
  http::EngineView engine = {};
  // In no order: each belongs to the stream of the engine that has its id.
  std::vector<Request> requests = {};
  // The last frames, the oldest of them first, where Options::frames has them kept.
  std::optional<std::vector<FrameView>> frames = {};
  // Octets that left the engine and that the kernel has not taken yet.
  std::uint64_t backlog = 0;

  // Null where there is none.
  const Request* request_of(http::MessageId id) const {
    for (const Request& each : requests) {
      if (each.id == id) return &each;
    }
    return nullptr;
  }
};

}  // namespace weft::session::server
