// One thread's share of the load: which requests to send, and what has come of them.
//
//   while (auto call = share.next(now)) …        // one that is due, or one that is to be sent again
//   share.answered(call, now);                   // then one of these, once
//   share.failed(call, "reset: CANCEL", now);
//   share.refused(call, "reset: REFUSED_STREAM", now);     // is sent again
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <cli/load/call.hpp>
#include <cli/load/call_log.hpp>
#include <cli/load/pace.hpp>
#include <cli/load/resends.hpp>
#include <cli/load/tally.hpp>
#include <weft/base/time.hpp>

namespace weft::cli::load {

// A request that a server has surely not processed is sent again, or has failed.
enum class Unprocessed : std::uint8_t { send_again, fail };

class ShareUser {
 public:
  // A request waits to be sent again: share.resends.
  virtual void on_returned() = 0;

 protected:
  ~ShareUser() = default;
};

class Share {
 public:
  // A server that refuses a request so often means it.
  static constexpr unsigned most_refusals = 10;

  std::optional<Call> next(Time now) {
    if (!resends.empty()) {
      if (const auto call = resends.take(now)) return call;
    }
    const auto due = pace.next(now);
    if (!due) return std::nullopt;
    tally.begun(*due, now);
    return Call{.due = *due, .begun = now};
  }
  // Nothing is left to send.
  bool exhausted(Time now) const { return resends.empty() && pace.exhausted(now); }

  void answered(const Call& call, Time now) {
    tally.answered(call.due, call.first, now, call.status);
    if (log != nullptr) log->add(call, tally.from, now, "answered");
  }
  void failed(const Call& call, std::string_view reason, Time now);
  // The server refused the request with this reason, and may take it later.
  void refused(Call call, std::string_view reason, Time now);
  // The connection ended before the server came to it.
  void passed_over(Call call, std::string_view reason, Time now);
  // Requests that wait to be sent again and are older than `limit` have failed.
  void expire(Time now, Duration limit);

  Pace pace;
  Tally tally;
  Resends resends;
  Unprocessed unprocessed = Unprocessed::send_again;
  ShareUser* user = nullptr;
  CallLog* log = nullptr;
  // The run was interrupted: requests under way have not failed, but nobody waits for them any more.
  bool interrupted = false;

 private:
  void put_back(Call call, Time when);
};

}  // namespace weft::cli::load
