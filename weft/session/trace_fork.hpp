// Two users of the trace at the same connections.
#pragma once

#include <memory>

#include <weft/session/trace_user.hpp>

namespace weft::session {

class TraceFork final : public TraceUser {
 public:
  // Both must outlive the connections.
  TraceFork(TraceUser& first, TraceUser& second) : first_(first), second_(second) {}

  std::unique_ptr<trace::Reader> on_connection(const Facts& facts) override;

 private:
  class Reader;

  TraceUser& first_;
  TraceUser& second_;
};

}  // namespace weft::session
