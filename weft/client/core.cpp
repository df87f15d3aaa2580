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

namespace {

std::optional<Netrc> netrc_of(const ClientOptions& options) {
  return options.netrc.empty() ? std::nullopt : std::optional(Netrc::read(options.netrc));
}

}  // namespace

Core::Core(ClientOptions options)
    : options_(std::move(options)),
      netrc_(netrc_of(options_)),
      own_loop_(std::make_unique<io::Loop>()),
      loop_(*own_loop_),
      pool_(std::in_place, loop_, options_) {}

Core::Core(ClientOptions options, io::Loop& loop)
    : options_(std::move(options)),
      netrc_(netrc_of(options_)),
      loop_(loop),
      pool_(std::in_place, loop_, options_),
      thread_id_(std::this_thread::get_id()) {}

std::shared_ptr<Core> Core::start(ClientOptions options) {
  auto core = std::make_shared<Core>(std::move(options));
  // Signals are for the threads of the program.
  const io::SignalsBlocked blocked;
  core->thread_ = std::thread([core] { core->loop_.run(); });
  core->thread_id_ = core->thread_.get_id();
  return core;
}

// A coroutine that waits for a response ends with what would have told it, and gives up requests of its own then: that
// is nothing to do any more.
void Core::abandon() {
  abandoned_ = true;
  loop_.deadlines().disarm(*this);
  by_ticket_.clear();
  while (!pending_.empty()) {
    const Done untold = std::move(pending_.front().done);
    pending_.erase(pending_.front());
  }
  pool_.reset();
}

void Core::post(std::function<void()> work) {
  if (!abandoned_) loop_.post(std::move(work));
}

void Core::close() {
  if (!own_loop_) return;
  post([this] { end(); });
  if (on_own_thread()) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

// The loop is told once of all that come before it looks.
void Core::add(Ticket ticket, std::unique_ptr<Request> request, Done done) {
  if (abandoned_) return done(fail(ClientError{.close = close_of(Reason::client_closed)}));
  const std::lock_guard lock(added_mutex_);
  added_.push_back({ticket, std::move(request), std::move(done)});
  if (added_.size() == 1) post([this] { begin_added(); });
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
  pool_->add(transfer);
}

// A reader on this thread is heard at once: what arrives until a posted word was heard would be kept, and copied.
void Core::read(Ticket ticket, PieceReader reader) {
  Pending* const here = on_own_thread() ? find(ticket) : nullptr;
  if (here != nullptr) return here->transfer.read(std::move(reader));
  post([this, ticket, reader = std::move(reader)] {
    if (Pending* pending = find(ticket)) return pending->transfer.read(reader);
    reader(fail(ClientError{.stage = ClientError::Stage::body, .close = close_of(Reason::cancelled)}));
  });
}

void Core::prioritize(Ticket ticket, http::Priority priority) {
  post([this, ticket, priority] {
    if (Pending* pending = find(ticket)) pending->transfer.prioritize(priority);
  });
}

void Core::drop(Ticket ticket) {
  post([this, ticket] {
    Pending* pending = find(ticket);
    if (pending == nullptr) return;
    pending->dropped = true;
    pending->transfer.cancel();
  });
}

void Core::limit_pushes(const PushLimits& limits) {
  post([this, limits] { pool_->limit_pushes(limits); });
}

void Core::refuse(Fault fault, Done done) {
  post([fault = std::move(fault), done = std::move(done)] {
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
  pool_->close([this] {
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
