// Handlers that wait, as coroutines or for the end of a body: how they start, how they learn that the peer has gone,
// and how they end.
#include <utility>

#include <weft/server/context.hpp>
#include <weft/server/surroundings.hpp>

#include WEFT_ASIO_HEADER(bind_cancellation_slot.hpp)
#include WEFT_ASIO_HEADER(co_spawn.hpp)
#include WEFT_ASIO_HEADER(io_context.hpp)

namespace weft {

Task<> Context::sleep(Duration duration) {
  return io::sleep(exchange().loop(), duration);
}

bool Context::draining() const {
  exchange();
  return state_.surroundings->drain.has_begun;
}

server::BlockingThreads& Context::blocking_threads() const {
  return state_.surroundings->blocking;
}

void Context::on_cancelled() {
  state_.exchange->loop().later(*this);
}

void Context::discard_body(server::RequestBody::AfterDiscard then) {
  if (const auto octets = request_body_.discarded()) return guard([&] { then(*this, *octets); });
  const bool is_first = after_body_.empty();
  if (is_first) request_body_.check();
  after_body_.push_back(std::move(then));
  if (!is_first) return;
  hold();
  state_.held = true;
  request_body_.discard_for_owner();
}

// A function that is called here may discard the body once more, and does not have to wait any more: discard_body().
void Context::on_discarded(std::uint64_t octets) {
  for (const auto& then : after_body_) guard([&] { then(*this, octets); });
  if (!after_body_.empty()) release_body();
}

void Context::on_lost() {
  state_.exchange->loop().later(*this);
}

// Nobody sees the body's end. An answer that was given already holds.
void Context::on_too_large() {
  if (!responded()) refuse_body();
  release_body();
}

void Context::on_later() {
  // All have ended meanwhile.
  if (state_.holds == 0) return;
  hold();
  request_body_.cancel();
  stream_.cancel();
  cancellation_.emit(asio::cancellation_type::terminal);
  for (auto& further : further_cancellations_) further.emit(asio::cancellation_type::terminal);
  if (!after_body_.empty()) release_body();
  release();
}

// The handlers that wait for its end hold the exchange together.
void Context::release_body() {
  after_body_.clear();
  release();
}

// A slot has room for one coroutine.
asio::cancellation_slot Context::new_slot() {
  if (state_.working == 0) return cancellation_.slot();
  return further_cancellations_.emplace_front().slot();
}

void Context::spawn(Task<> task, asio::cancellation_slot slot) {
  hold();
  state_.held = true;
  ++state_.working;
  state_.exchange->watch(this);
  auto done = [this](const std::exception_ptr& error) {
    --state_.working;
    if (error) fail(error);
    release();
  };
  asio::co_spawn(state_.exchange->loop().context(), std::move(task),
                 asio::bind_cancellation_slot(slot, std::move(done)));
  // A coroutine that begins late has missed it.
  if (state_.exchange->cancelled()) on_cancelled();
}

namespace server {

void run_to_end(Context& context, Task<> task) {
  context.spawn(std::move(task), context.new_slot());
}

void keep(Context& context, std::shared_ptr<const void> callable) {
  context.kept_.push_back(std::move(callable));
}

}  // namespace server
}  // namespace weft
