#include <cli/check/client/reception.hpp>

#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <cli/support/development_certificate.hpp>
#include <weft/io/listen.hpp>

namespace weft::cli::check {

namespace {

http::Url url_of(const std::string& listen) {
  const auto url = http::parse_url(listen);
  if (!url) throw std::runtime_error(fmt::format("{}: {}", listen, to_string(url.error())));
  return *url;
}

}  // namespace

Reception::Reception(io::Loop& loop, const ClientOptions& options, VisitorUser& user)
    : loop_(loop), options_(options), user_(user) {
  const http::Url url = url_of(options.listen);
  io::ListenerOptions listening;
  if (url.scheme == http::Scheme::https) listening.tls = development_context({"h2"});
  listener_ = std::make_unique<io::Listener>(loop, std::move(io::listen_on(url.host, url.port).front()),
                                             static_cast<io::ListenerUser&>(*this), std::move(listening));
  const std::uint16_t port = listener_->addresses().front().port;
  origin_ = fmt::format("{}://{}:{}", to_string(url.scheme), url.host, port);
}

Reception::~Reception() {
  *alive_ = false;
}

void Reception::on_accepted(std::unique_ptr<io::Channel> channel) {
  auto visitor = std::make_unique<Visitor>(loop_, std::move(channel), options_.patience, options_.recorded,
                                           static_cast<VisitorUser&>(*this));
  const Visitor* key = visitor.get();
  visitors_.emplace(key, std::move(visitor));
}

// A client that is not let in comes again, or is told of as one that did not come.
void Reception::on_accept_failed(const std::error_code& /*why*/, std::size_t /*refused*/) {}

// A visitor cannot go away inside a call of its channel.
void Reception::on_gone(Visitor& visitor) {
  user_.on_gone(visitor);
  loop_.post([this, alive = alive_, key = &visitor] {
    if (*alive) visitors_.erase(key);
  });
}

}  // namespace weft::cli::check
