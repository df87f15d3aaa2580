#include <weft/client/core.hpp>

#include <utility>

#include <weft/client/reason.hpp>
#include <weft/io/signals_blocked.hpp>

namespace weft::client {

Core::Pending::Pending(Core& core, Added added)
    : core(core),
      ticket(added.ticket),
      transfer(std::move(added.request), core.loop_, static_cast<TransferUser&>(*this)),
      done(std::move(added.done)) {}

void Core::Pending::on_head(Transfer&) {
  const Done told = std::exchange(done, nullptr);
  told(transfer.take_head());
}

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

// The loop is told once of all that come before it looks.
void Core::add(Ticket ticket, std::unique_ptr<Request> request, Done done) {
  const std::lock_guard lock(added_mutex_);
  added_.push_back({ticket, std::move(request), std::move(done)});
  if (added_.size() == 1) loop_.post([this] { begin_added(); });
}

void Core::begin_added() {
  {
    const std::lock_guard lock(added_mutex_);
    std::swap(added_, begun_);
  }
  for (Added& added : begun_) {
    Pending& pending = pending_.push_back(std::make_unique<Pending>(*this, std::move(added)));
    if (pending.ticket != no_ticket) by_ticket_[pending.ticket] = &pending;
    send(pending.transfer);
  }
  begun_.clear();
}

Core::Pending* Core::find(Ticket ticket) const {
  const auto place = by_ticket_.find(ticket);
  return place == by_ticket_.end() ? nullptr : place->second;
}

void Core::send(Transfer& transfer) {
  if (closing_) return transfer.fail(ClientError::Stage::request, close_of(Reason::client_closed));
  pool_.add(transfer);
}

void Core::read(Ticket ticket, PieceReader reader) {
  loop_.post([this, ticket, reader = std::move(reader)] {
    if (Pending* pending = find(ticket)) return pending->transfer.read(reader);
    reader(fail(ClientError{.stage = ClientError::Stage::body, .close = close_of(Reason::cancelled)}));
  });
}

void Core::prioritize(Ticket ticket, http::Priority priority) {
  loop_.post([this, ticket, priority] {
    if (Pending* pending = find(ticket)) pending->transfer.prioritize(priority);
  });
}

void Core::drop(Ticket ticket) {
  loop_.post([this, ticket] {
    Pending* pending = find(ticket);
    if (pending == nullptr) return;
    pending->dropped = true;
    pending->transfer.cancel();
  });
}

void Core::limit_pushes(const PushLimits& limits) {
  loop_.post([this, limits] { pool_.limit_pushes(limits); });
}

void Core::refuse(Fault fault, Done done) {
  loop_.post([fault = std::move(fault), done = std::move(done)] {
    done(fail(ClientError{.close = close_of(fault.reason), .detail = fault.detail}));
  });
}

// A response that is streamed is over when its reader has gone.
void Core::finish(Pending& pending) {
  if (!pending.done && !pending.dropped) return;
  const Done done = std::move(pending.done);
  auto result = pending.transfer.take_result();
  if (pending.ticket != no_ticket) by_ticket_.erase(pending.ticket);
  pending_.erase(pending);
  if (done) done(std::move(result));
  stop_if_over();
}

void Core::end() {
  closing_ = true;
  for (Pending* pending = pending_.empty() ? nullptr : &pending_.front(); pending != nullptr;
       pending = pending_.next(*pending)) {
    pending->transfer.fail(ClientError::Stage::request, close_of(Reason::client_closed));
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
