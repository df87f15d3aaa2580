// A user that listens to connections: for each one it may give a reader of the trace.
#pragma once

#include <memory>

#include <weft/session/facts.hpp>

namespace weft::trace {
class Reader;
}

namespace weft::session {

class TraceUser {
 public:
  // A connection is about to speak the version of its facts. The reader lives as long as the connection; null where
  // nobody listens to this one. On the connection's thread.
  virtual std::unique_ptr<trace::Reader> on_connection(const Facts& facts) = 0;

 protected:
  ~TraceUser() = default;
};

}  // namespace weft::session
