#include <cli/load/share.hpp>

#include <cli/load/reason.hpp>

#include <algorithm>

namespace weft::cli::load {

namespace {

// The wait grows each time: a server that is full is not asked in a hurry.
Duration wait_after(unsigned refusals) {
  constexpr Duration longest = std::chrono::seconds(1);
  return std::min<Duration>(longest, std::chrono::milliseconds(10) * (1 << std::min(refusals, Share::most_refusals)));
}

}  // namespace

void Share::failed(const Call& call, std::string_view reason, Time now) {
  if (log != nullptr) log->add(call, tally.from, now, reason);
  if (interrupted) return tally.withdrawn(call.due);
  tally.failed(call.due, reason);
}

// RFC 9113 8.7: "The REFUSED_STREAM error code can be included in a RST_STREAM frame to indicate that the stream is
// being closed prior to any processing having occurred. Any request that was sent on the reset stream can be safely
// retried."
void Share::refused(Call call, std::string_view reason, Time now) {
  if (unprocessed == Unprocessed::fail || call.refused >= most_refusals) return failed(call, reason, now);
  const Duration wait = wait_after(call.refused);
  ++call.refused;
  put_back(call, now + wait);
}

// RFC 9113 8.7: "The GOAWAY frame indicates the highest stream number that might have been processed. Requests on
// streams with higher numbers are therefore guaranteed to be safe to retry."
void Share::passed_over(Call call, std::string_view reason, Time now) {
  if (unprocessed == Unprocessed::fail) return failed(call, reason, now);
  put_back(call, now);
}

void Share::put_back(Call call, Time when) {
  call.again = true;
  call.status = 0;
  call.first = {};
  tally.resent += call.due >= tally.from ? 1U : 0U;
  resends.add(call, when);
  if (user != nullptr) user->on_returned();
}

void Share::expire(Time now, Duration limit) {
  for (const Call& call : resends.take_begun_by(now - limit)) failed(call, to_string(Reason::timed_out), now);
}

}  // namespace weft::cli::load
