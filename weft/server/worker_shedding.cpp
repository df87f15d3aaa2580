// Requests that come while the process is near its limit of memory: limits/memory_watch.hpp. What its connections give
// up is in worker.cpp.
#include <weft/server/worker.hpp>

#include <chrono>

namespace weft::server {
namespace {

// Where a test holds the time, which would stop at each look on its way.
constexpr Duration between_looks_of_test = std::chrono::hours(24);

}  // namespace

void Worker::MemoryLook::on_deadline(Time now) {
  worker_.look_at_memory(now);
}

void Worker::look_at_memory(Time now) {
  shed(shared_.memory.look(now));
  if (!shared_.memory.is_limited()) return;
  const bool is_of_test = io::Loop::with_set_time() == &loop_;
  loop_.deadlines().arm(memory_look_, now + (is_of_test ? between_looks_of_test : MemoryWatch::between_looks));
}

// From any thread: the limit has changed.
void Worker::look_at_memory() {
  loop_.post([this] { look_at_memory(loop_.now()); });
}

// RFC 9113 8.7: "The REFUSED_STREAM error code can be included in a RST_STREAM frame to indicate that the stream is
// being closed prior to any processing having occurred." Over HTTP/1.1 a status says so. RFC 9110 15.6.4: "The server
// MAY send a Retry-After header field (Section 10.2.3) to suggest an appropriate amount of time for the client to wait
// before retrying the request."
void Worker::turn_away(Context& context) {
  shared_.memory.count(Shed::request, 1);
  if (context.exchange().refuse(Reason::memory_request)) return context.finish();
  context.set(http::FieldName::retry_after, "1");
  refuse(context, http::Status::service_unavailable, Reason::memory_request);
}

}  // namespace weft::server
