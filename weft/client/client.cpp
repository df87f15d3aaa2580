#include <weft/client/client.hpp>

#include <fmt/format.h>

#include <future>
#include <stdexcept>
#include <utility>

#include <weft/client/core.hpp>
#include <weft/client/policy/credentials.hpp>
#include <weft/client/reason.hpp>
#include <weft/http/authority.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

#include WEFT_ASIO_HEADER(async_result.hpp)
#include WEFT_ASIO_HEADER(associated_executor.hpp)
#include WEFT_ASIO_HEADER(post.hpp)
#include WEFT_ASIO_HEADER(use_awaitable.hpp)

namespace weft {

using client::Core;

// The core's thread ends with the last handle.
struct Client::Handle {
  explicit Handle(ClientOptions options) : core(Core::start(std::move(options))) {}
  ~Handle() { core->close(); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  const std::shared_ptr<Core> core;
};

Client::Client(ClientOptions options) : handle_(std::make_shared<Handle>(std::move(options))) {}

ClientRequest Client::request(http::Method method, std::string_view url) const {
  return ClientRequest({handle_, handle_->core.get()}, method, url);
}

ClientRequest::ClientRequest(std::shared_ptr<Core> core, http::Method method, std::string_view url)
    : core_(std::move(core)) {
  const ClientOptions& options = core_->options();
  request_.method = method;
  request_.method_text = http::to_string(method);
  request_.version = options.version;
  request_.policy = options.policy;
  request_.head_limit = options.head_limit;
  request_.body_limit = options.body_limit;
  request_.redirects = options.redirects;
  request_.decode = options.decode;
  request_.cookies = options.cookies;
  auto parsed = http::parse_url(url);
  if (!parsed) {
    fault_ = http::to_string(parsed.error());
  } else if (parsed->user_info) {
    // RFC 9110 4.2.4: user information in a URL "might expose a user identifier or password".
    fault_ = "expected a URL without user information";
  } else {
    request_.url = std::move(*parsed);
  }
}

// --- nouns -----------------------------------------------------------------------------------------------------------

ClientRequest& ClientRequest::field(std::string_view name, std::string_view value) {
  if (!http::is_token(name)) throw std::invalid_argument(fmt::format("no name of a field: \"{}\"", name));
  if (!http::is_field_value(value)) {
    throw std::invalid_argument(fmt::format("the value of {} has an octet that HTTP does not allow", name));
  }
  std::string lower(name);
  for (char& c : lower) c = http::to_lower(c);
  if (lower == "host") {
    if (!http::is_valid_authority(value)) throw std::invalid_argument(fmt::format("no host: \"{}\"", value));
    request_.authority = value;
  } else {
    request_.fields.add(lower, value);
  }
  return *this;
}

ClientRequest& ClientRequest::body(std::string content, std::string_view media_type) {
  request_.body = std::move(content);
  if (!media_type.empty()) request_.fields.set(http::FieldName::content_type, media_type);
  return *this;
}

ClientRequest& ClientRequest::authorization(std::string_view credentials) {
  request_.fields.remove(http::FieldName::authorization);
  request_.fields.add(http::FieldName::authorization, credentials, http::Sensitive::yes);
  return *this;
}

ClientRequest& ClientRequest::basic(std::string_view user, std::string_view password) {
  return authorization(client::basic_credentials(user, password));
}

ClientRequest& ClientRequest::bearer(std::string_view token) {
  return authorization(client::bearer_credentials(token));
}

ClientRequest& ClientRequest::redirects(unsigned most) {
  request_.redirects = most;
  return *this;
}

ClientRequest& ClientRequest::decode(bool whether) {
  request_.decode = whether;
  return *this;
}

ClientRequest& ClientRequest::version(http::Version version, VersionPolicy policy) {
  request_.version = version;
  request_.policy = policy;
  return *this;
}

ClientRequest& ClientRequest::timeout(Duration limit) {
  request_.total_limit = limit;
  return *this;
}

// --- verbs -----------------------------------------------------------------------------------------------------------

client::Request ClientRequest::take() {
  if (std::exchange(sent_, true)) throw std::logic_error("this weft::ClientRequest has been sent already");
  return std::move(request_);
}

void ClientRequest::then(std::function<void(ClientResult)> done) {
  if (!fault_.empty()) return core_->refuse(fault_, std::move(done));
  core_->add(take(), std::move(done));
}

ClientResult ClientRequest::wait() {
  if (core_->on_own_thread()) throw std::logic_error("weft::ClientRequest::wait() on the client's own thread");
  std::promise<ClientResult> promise;
  auto result = promise.get_future();
  then([&promise](ClientResult outcome) { promise.set_value(std::move(outcome)); });
  return result.get();
}

io::Task<ClientResult> ClientRequest::send() {
  using Resume = asio::async_result<asio::use_awaitable_t<>, void(std::shared_ptr<ClientResult>)>::handler_type;
  const auto request = std::make_shared<client::Request>(take());
  auto outcome = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::shared_ptr<ClientResult>)>(
      [this, request](Resume resume) {
        // A std::function has to be copied: the handler moves on only once.
        auto waiting = std::make_shared<Resume>(std::move(resume));
        auto slot = waiting->get_cancellation_slot();
        auto done = [waiting](ClientResult result) {
          auto executor = asio::get_associated_executor(*waiting);
          auto shared = std::make_shared<ClientResult>(std::move(result));
          asio::post(executor, [waiting, shared]() mutable {
            waiting->get_cancellation_slot().clear();
            std::move (*waiting)(std::move(shared));
          });
        };
        if (!fault_.empty()) return core_->refuse(fault_, std::move(done));
        const auto ticket = core_->add(std::move(*request), std::move(done));
        if (slot.is_connected())
          slot.assign([core = core_, ticket = ticket](asio::cancellation_type) { core->cancel(ticket); });
      },
      asio::use_awaitable);
  co_return std::move(*outcome);
}

}  // namespace weft
