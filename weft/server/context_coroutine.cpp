// Handlers that wait, as coroutines or for the end of a body: how they start, how they learn that the peer has gone,
// and how they end.
#include <utility>

#include <weft/server/context.hpp>

#include WEFT_ASIO_HEADER(bind_cancellation_slot.hpp)
#include WEFT_ASIO_HEADER(co_spawn.hpp)

namespace weft {

Task<> Context::sleep(Duration duration) {
  return io::sleep(loop(), duration);
}

void Context::on_cancelled() {
  loop().later(*this);
}

void Context::on_discarded(std::uint64_t octets) {
  guard([&] { after_body_(after_body_callable_, *this, {octets}); });
}

void Context::on_lost() {
  loop().later(*this);
}

void Context::on_later() {
  if (after_body_ != nullptr) return finish();
  request_body_.cancel();
  stream_.cancel();
  cancellation_.emit(asio::cancellation_type::terminal);
}

namespace server {

void run_to_end(Context& context, Task<> task) {
  context.held_ = true;
  context.working_ = true;
  context.exchange_->watch(&context);
  auto done = [&context](const std::exception_ptr& error) {
    context.working_ = false;
    if (error) context.fail(error);
    context.finish();
  };
  asio::co_spawn(context.loop().context(), std::move(task),
                 asio::bind_cancellation_slot(context.cancellation_.slot(), std::move(done)));
}

void discard_body(Context& context, const void* callable, AfterBody then) {
  context.held_ = true;
  context.after_body_ = then;
  context.after_body_callable_ = callable;
  context.request_body_.discard(context);
}

void end(Context& context) {
  context.finish();
}

}  // namespace server
}  // namespace weft
