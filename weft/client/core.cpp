#include <weft/client/core.hpp>

#include <utility>

#include <weft/client/reason.hpp>
#include <weft/io/signals_blocked.hpp>

namespace weft::client {

Core::Core(ClientOptions options) : options_(std::move(options)), pool_(loop_, options_) {}

std::shared_ptr<Core> Core::start(ClientOptions options) {
  auto core = std::make_shared<Core>(std::move(options));
  // Signals are for the threads of the program.
  const io::SignalsBlocked blocked;
  core->thread_ = std::thread([core] { core->loop_.run(); });
  core->thread_id_ = core->thread_.get_id();
  return core;
}

void Core::close() {
  loop_.post([this] { end(); });
  if (on_own_thread()) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

void Core::add(Ticket ticket, Request request, Done done) {
  loop_.post([this, ticket, request = std::make_shared<Request>(std::move(request)), done = std::move(done)] {
    auto transfer = std::make_unique<Transfer>(std::move(*request), loop_, static_cast<TransferUser&>(*this));
    Transfer& added = *transfer;
    tickets_[&added] = ticket;
    pending_[ticket] = {std::move(transfer), done};
    send(added);
  });
}

void Core::send(Transfer& transfer) {
  if (closing_) return transfer.fail(ClientError::Stage::request, close_of(Reason::client_closed));
  pool_.add(transfer);
}

void Core::read(Ticket ticket, PieceReader reader) {
  loop_.post([this, ticket, reader = std::move(reader)] {
    const auto place = pending_.find(ticket);
    if (place != pending_.end()) return place->second.transfer->read(reader);
    reader(fail(ClientError{.stage = ClientError::Stage::body, .close = close_of(Reason::cancelled)}));
  });
}

void Core::prioritize(Ticket ticket, http::Priority priority) {
  loop_.post([this, ticket, priority] {
    const auto place = pending_.find(ticket);
    if (place != pending_.end()) place->second.transfer->prioritize(priority);
  });
}

void Core::drop(Ticket ticket) {
  loop_.post([this, ticket] {
    const auto place = pending_.find(ticket);
    if (place == pending_.end()) return;
    place->second.dropped = true;
    place->second.transfer->cancel();
  });
}

void Core::refuse(std::string fault, Done done) {
  loop_.post([fault = std::move(fault), done = std::move(done)] {
    done(fail(ClientError{.close = close_of(Reason::url_not_valid), .detail = fault}));
  });
}

void Core::on_head(Transfer& transfer) {
  const Done done = std::exchange(pending_.at(tickets_.at(&transfer)).done, nullptr);
  done(transfer.take_head());
}

// A response that is streamed is over when its reader has gone.
void Core::on_done(Transfer& transfer) {
  const auto place = pending_.find(tickets_.at(&transfer));
  Pending& pending = place->second;
  if (!pending.done && !pending.dropped) return;
  const Done done = std::move(pending.done);
  auto result = transfer.take_result();
  forget(place);
  if (done) done(std::move(result));
  stop_if_over();
}

void Core::forget(Requests::iterator place) {
  tickets_.erase(place->second.transfer.get());
  pending_.erase(place);
}

void Core::end() {
  closing_ = true;
  for (const auto& [ticket, pending] : pending_) {
    pending.transfer->fail(ClientError::Stage::request, close_of(Reason::client_closed));
  }
  loop_.deadlines().arm(*this, loop_.now() + last_words);
  pool_.close([this] {
    connections_gone_ = true;
    stop_if_over();
  });
}

void Core::stop_if_over() {
  if (connections_gone_ && pending_.empty()) loop_.stop();
}

void Core::on_deadline(Time) {
  loop_.stop();
}

}  // namespace weft::client
