// Records the connections that come while an order is in force: a TraceUser that listens to nobody until then.
//
//   session::OrderedRecordings recordings(http::Role::server, "/var/tmp/weft");
//   options.connection.trace = &recordings;                       // must outlive the connections
//   recordings.begin({.time = std::chrono::seconds(30)}, now);    // from any thread
//
// A recording begins with its connection, because whoever joins later lacks what HPACK has built up. It ends with its
// connection or with the order, whichever is first, and says so: trace::Stopped.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/http/role.hpp>
#include <weft/session/recordings.hpp>
#include <weft/session/trace_user.hpp>

namespace weft::session {

class OrderedRecordings final : public TraceUser {
 public:
  struct Order {
    // Duration::max(): without an end.
    Duration time = std::chrono::seconds(30);
    // So many connections, and octets of all files together, at most.
    std::size_t connections = 100;
    std::uint64_t octets = std::uint64_t{64} << 20;
    // As Recordings has them.
    bool values = false;
  };
  // Those of the latest order.
  struct Status {
    bool is_recording = false;
    Duration left{};
    std::uint64_t octets = 0;
    // Their names in the folder, in the order in which they began.
    std::vector<std::string> files = {};
  };

  // `tell` is as Recordings has it, and hears once an order that it has as many connections or octets as it may.
  OrderedRecordings(http::Role role, std::string folder, std::function<void(const std::string&)> tell = {});
  ~OrderedRecordings();

  // False while another order is in force. From any thread, as status() is.
  bool begin(const Order& order, Time now);
  Status status(Time now) const;
  const std::string& folder() const { return folder_; }

  std::unique_ptr<trace::Reader> on_connection(const Facts& facts) override;

 private:
  class Run;
  class Reader;

  // The order that has not ended by now; null without one.
  std::shared_ptr<Run> run_at(Time now);

  const http::Role role_;
  const std::string folder_;
  const std::function<void(const std::string&)> tell_;
  // A connection looks no further while nothing is recorded.
  std::atomic<bool> may_run_ = false;
  mutable std::mutex mutex_;
  std::shared_ptr<Run> latest_;
};

}  // namespace weft::session
