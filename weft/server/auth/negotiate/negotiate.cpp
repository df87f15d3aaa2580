#include <weft/server/auth/negotiate/negotiate.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include <weft/base/base64.hpp>
#include <weft/io/errand.hpp>
#include <weft/io/signal.hpp>
#include <weft/server/auth/authorization.hpp>

namespace weft::server {
namespace {

using weft::negotiate::Acceptor;
using weft::negotiate::Fault;
using weft::negotiate::Step;

constexpr std::string_view scheme = "Negotiate";

// What lasts from one request of a connection to the next.
struct OfConnection {
  // Expects the next leg of an exchange.
  std::unique_ptr<Acceptor> acceptor;
  // Empty for nobody.
  std::string user;
};

// One leg. The other thread's part may be there longer than the request.
struct Leg {
  std::unique_ptr<Acceptor> acceptor;
  std::string token;
  Result<Step, Fault> step = {};
};

Task<> run(io::Loop& loop, std::shared_ptr<Leg> leg) {
  io::Signal over(loop);
  const io::Errand errand(loop, [leg] { leg->step = leg->acceptor->step(leg->token); }, [&over] { over.notify(); });
  co_await over.wait();
}

class Negotiate {
 public:
  explicit Negotiate(NegotiateOptions options)
      : options_(std::make_shared<const NegotiateOptions>(std::move(options))) {}

  Task<> operator()(Context& c, Next next) const {
    if (!c.require_http11()) co_return;
    const auto known = of_connection(c);
    if (!c.field(http::FieldName::authorization) && !known->user.empty()) {
      c.set_user(known->user);
    } else {
      const auto credentials = credentials_of(c.request().fields, scheme);
      if (!credentials) co_return challenge(c, scheme);
      const bool is_welcome = co_await take_leg(c, *known, *credentials);
      if (!is_welcome) co_return;
    }
    co_await next();
  }

 private:
  std::shared_ptr<OfConnection> of_connection(Context& c) const {
    std::shared_ptr<void>& kept = c.kept_for_connection(options_.get());
    if (!kept) kept = std::make_shared<OfConnection>();
    return std::static_pointer_cast<OfConnection>(kept);
  }

  // Takes a leg of the exchange. Where that was not the last one, and right, the request is answered.
  Task<bool> take_leg(Context& c, OfConnection& known, std::string_view credentials) const {
    known.user.clear();
    const auto leg = std::make_shared<Leg>(Leg{std::exchange(known.acceptor, nullptr), {}});
    auto token = from_base64(credentials);
    if (!token || token->empty()) co_return refuse(c, "the token is not in base64");
    leg->token = std::move(*token);
    if (!leg->acceptor) leg->acceptor = options_->mechanism->accept(options_->keytab);
    co_await run(c.loop(), leg);
    if (!leg->step) co_return refuse(c, leg->step.error().text);
    if (!leg->step->complete) co_return ask_on(c, known, *leg);
    const std::string user = leg->acceptor->name();
    if (user.empty()) co_return refuse(c, "the client has no name");
    welcome(c, known, user, leg->step->token);
    co_return true;
  }

  // RFC 4559 4.2: the last token of the server goes with the response.
  void welcome(Context& c, OfConnection& known, const std::string& user, const std::string& token) const {
    c.set_user(user);
    if (!token.empty()) c.set(http::FieldName::www_authenticate, with_token(token));
    // RFC 9110 3.3: "a server MUST NOT assume that two requests on the same connection are from the same user agent
    // unless the connection is secured and specific to that agent."
    if (options_->keep_user && c.secure()) known.user = user;
  }
  // RFC 4559 4.2: another leg is asked for by a 401 with a token.
  static bool ask_on(Context& c, OfConnection& known, Leg& leg) {
    known.acceptor = std::move(leg.acceptor);
    challenge(c, with_token(leg.step->token));
    return false;
  }
  bool refuse(Context& c, std::string_view why) const {
    if (options_->on_refused) options_->on_refused(why);
    challenge(c, scheme);
    return false;
  }
  static std::string with_token(std::string_view token) { return std::string(scheme) + " " + base64(token); }

  // Its address is the key of what is kept.
  std::shared_ptr<const NegotiateOptions> options_;
};

}  // namespace

Middleware negotiate(NegotiateOptions options) {
  if (options.mechanism == nullptr) {
    throw std::runtime_error("negotiate(): weft was built without GSSAPI (WEFT_GSSAPI, libkrb5-dev)");
  }
  return Negotiate(std::move(options));
}

}  // namespace weft::server
