#include <weft/client/response_stream.hpp>

#include <stdexcept>

#include <weft/client/core.hpp>
#include <weft/client/priority.hpp>
#include <weft/client/told.hpp>

namespace weft {

using client::PieceResult;

io::Task<ResponseStream::Chunk> ResponseStream::read() {
  if (ended_) co_return std::string();
  begin_reading();
  PieceResult result = co_await client::told<PieceResult>(
      [this](client::Tell<PieceResult> done) { ask(std::move(done)); }, claim_.canceller());
  co_return take(std::move(result));
}

ResponseStream::Chunk ResponseStream::read_wait() {
  if (ended_) return std::string();
  if (claim_.core().on_own_thread()) {
    throw std::logic_error("weft::ResponseStream::read_wait() on the client's own thread");
  }
  begin_reading();
  return take(client::wait_for<PieceResult>([this](client::Tell<PieceResult> done) { ask(std::move(done)); }));
}

void ResponseStream::prioritize(http::Priority priority) const {
  client::check_priority(priority);
  if (!ended_) claim_.core().prioritize(claim_.ticket(), priority);
}

void ResponseStream::begin_reading() {
  if (reading_) throw std::logic_error("weft::ResponseStream: two readers at the same time");
  reading_ = true;
}

void ResponseStream::ask(std::function<void(PieceResult)> done) const {
  claim_.core().read(claim_.ticket(), std::move(done));
}

ResponseStream::Chunk ResponseStream::take(PieceResult result) {
  reading_ = false;
  if (!result) return fail(std::move(result.error()));
  ended_ = result->last;
  response_.trailers = std::move(result->trailers);
  return std::move(result->octets);
}

}  // namespace weft
