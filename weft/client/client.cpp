#include <weft/client/client.hpp>

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include <weft/client/core.hpp>
#include <weft/client/named.hpp>
#include <weft/client/told.hpp>

namespace weft {

using client::Claim;
using client::Core;
using client::Tell;
using Delivery = client::Request::Delivery;

// The core's thread ends with the last handle.
struct Client::Handle {
  explicit Handle(std::shared_ptr<Core> its_core) : core(std::move(its_core)) {}
  ~Handle() { core->close(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  const std::shared_ptr<Core> core;
};

namespace {

std::shared_ptr<Core> started(ClientOptions options) {
  client::check_push_limits(options.push_limits);
  return Core::start(std::move(options));
}

}  // namespace

Client::Client(ClientOptions options) : Client(started(std::move(options))) {}

Client::Client(std::shared_ptr<Core> core) : handle_(std::make_shared<Handle>(std::move(core))) {}

Client::Client(const Client& other, std::shared_ptr<const client::Named> named)
    : handle_(other.handle_), named_(std::move(named)) {}

ClientRequest Client::request(http::Method method, std::string_view url) const {
  return ClientRequest({handle_, handle_->core.get()}, named_, method, url);
}

void Client::push_limits(const PushLimits& limits) const {
  client::check_push_limits(limits);
  if (!handle_->core->options().push) throw std::logic_error("weft::Client::push_limits() without ClientOptions::push");
  handle_->core->limit_pushes(limits);
}

// --- a request is sent -----------------------------------------------------------------------------------------------

std::unique_ptr<client::Request> ClientRequest::take(Delivery delivery) {
  if (delivery == Delivery::stream && !request().to_file.empty()) {
    throw std::logic_error("weft::ClientRequest: the body cannot go to a file and to a stream");
  }
  if (named_) named_->complete(request());
  request().delivery = delivery;
  return std::move(request_);
}

void ClientRequest::begin(Claim::Ticket ticket, std::unique_ptr<client::Request> request, Tell<ClientResult> done) {
  if (fault_) return core_->refuse(*fault_, std::move(done));
  core_->add(ticket, std::move(request), std::move(done));
}

void ClientRequest::check_may_block(std::string_view verb) const {
  if (core_->on_own_thread()) {
    throw std::logic_error(fmt::format("weft::ClientRequest::{}() on the client's own thread", verb));
  }
}

void ClientRequest::then(std::function<void(ClientResult)> done) {
  begin(Core::no_ticket, take(Delivery::whole), std::move(done));
}

ClientResult ClientRequest::wait() {
  check_may_block("wait");
  return client::wait_for<ClientResult>([this](Tell<ClientResult> done) { then(std::move(done)); });
}

io::Task<ClientResult> ClientRequest::send() {
  auto request = take(Delivery::whole);
  Claim claim(core_);
  auto result = co_await client::told<ClientResult>(
      [&](Tell<ClientResult> done) { begin(claim.ticket(), std::move(request), std::move(done)); }, claim.canceller());
  claim.release();
  co_return result;
}

// --- a response is streamed ------------------------------------------------------------------------------------------

namespace {

Result<ResponseStream, ClientError> stream_of(Claim claim, ClientResult head) {
  if (head) return ResponseStream(std::move(claim), std::move(*head));
  claim.release();
  return fail(std::move(head.error()));
}

}  // namespace

io::Task<Result<ResponseStream, ClientError>> ClientRequest::open() {
  auto request = take(Delivery::stream);
  Claim claim(core_);
  auto head = co_await client::told<ClientResult>(
      [&](Tell<ClientResult> done) { begin(claim.ticket(), std::move(request), std::move(done)); }, claim.canceller());
  co_return stream_of(std::move(claim), std::move(head));
}

Result<ResponseStream, ClientError> ClientRequest::open_wait() {
  check_may_block("open_wait");
  auto request = take(Delivery::stream);
  Claim claim(core_);
  auto head = client::wait_for<ClientResult>(
      [&](Tell<ClientResult> done) { begin(claim.ticket(), std::move(request), std::move(done)); });
  return stream_of(std::move(claim), std::move(head));
}

}  // namespace weft
