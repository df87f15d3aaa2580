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

Core::Ticket Core::add(Request request, Done done) {
  const Ticket ticket = ++last_;
  loop_.post([this, ticket, request = std::make_shared<Request>(std::move(request)), done = std::move(done)] {
    auto transfer = std::make_unique<Transfer>(std::move(*request), loop_, static_cast<TransferUser&>(*this));
    Transfer& added = *transfer;
    tickets_[&added] = ticket;
    pending_[ticket] = {std::move(transfer), done};
    send(added);
  });
  return ticket;
}

void Core::send(Transfer& transfer) {
  if (closing_) return transfer.fail(ClientError::Stage::request, close_of(Reason::client_closed));
  pool_.add(transfer);
}

void Core::cancel(Ticket ticket) {
  loop_.post([this, ticket] {
    if (const auto place = pending_.find(ticket); place != pending_.end()) place->second.transfer->cancel();
  });
}

void Core::refuse(std::string fault, Done done) {
  loop_.post([fault = std::move(fault), done = std::move(done)] {
    done(fail(ClientError{.close = close_of(Reason::url_not_valid), .detail = fault}));
  });
}

void Core::on_done(Transfer& transfer) {
  const auto ticket = tickets_.extract(&transfer);
  const auto pending = pending_.extract(ticket.mapped());
  pending.mapped().done(transfer.take_result());
  stop_if_over();
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
