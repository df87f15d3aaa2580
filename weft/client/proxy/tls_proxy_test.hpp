// An https proxy on a real socket, made of weft's own engines: CONNECT leads on to an origin, over HTTP/1.1 and HTTP/2.
//
//   TlsProxy proxy(loop, {"h2"});          // what it takes in ALPN
//   proxy.status = http::Status::ok;       // its answer to CONNECT; all else has "hi" with 200
//   proxy.asked                            // "HTTP/2 CONNECT 127.0.0.1:443 -", the last word is proxy-authorization
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weft/http/authority.hpp>
#include <weft/io/connector.hpp>
#include <weft/io/listener.hpp>
#include <weft/io/self_signed.hpp>
#include <weft/session/server/connections.hpp>

namespace weft::client {

// One tunnel, on the proxy's side.
class Passage final : public session::BodySink,
                      private session::server::Watcher,
                      private io::ConnectorUser,
                      private io::ChannelUser {
 public:
  // `ends`: noted there.
  Passage(session::server::Exchange& exchange, std::uint16_t port, std::vector<std::string>& ends)
      : exchange_(&exchange), loop_(exchange.loop()), ends_(ends) {
    exchange.watch(this);
    connector_.emplace(loop_, io::ConnectTarget{.host = "127.0.0.1", .port = port}, io::ConnectOptions{},
                       static_cast<io::ConnectorUser&>(*this));
  }
  ~Passage() {
    if (body_ != nullptr) body_->passage = nullptr;
  }
  bool over() const { return exchange_ == nullptr; }
  // As a proxy says that the origin has reset its connection.
  void break_off() { exchange_->abort("origin_reset"); }

 private:
  struct Body final : session::Body {
    explicit Body(Passage& its_passage) : passage(&its_passage) {}
    ~Body() override {
      if (passage != nullptr) passage->body_ = nullptr;
    }
    http::Pulled pull(MutableOctets room) override {
      if (passage == nullptr) return {0, http::Pulled::State::failed};
      Buffer& waiting = passage->waiting_;
      const std::size_t size = std::min(room.size(), waiting.size());
      std::copy_n(waiting.readable().begin(), size, room.begin());
      waiting.consume(size);
      if (waiting.empty() && !passage->origin_ended_) passage->origin_->resume();
      if (!waiting.empty()) return {size, http::Pulled::State::more};
      return {size, passage->origin_ended_ ? http::Pulled::State::end : http::Pulled::State::blocked};
    }

    Passage* passage;
  };

  void on_connected(std::unique_ptr<io::Channel> channel) override {
    origin_ = std::move(channel);
    origin_->start(*this);
    auto body = std::make_unique<Body>(*this);
    body_ = body.get();
    http::ResponseHead head;
    exchange_->respond(head, std::move(body));
    exchange_->receive_body(*this);
  }
  void on_failed(std::error_code, io::Reason) override {
    http::ResponseHead head;
    head.status = http::Status::bad_gateway;
    exchange_->respond(head);
    finish();
  }

  // From the client.
  std::size_t on_body(Octets octets) override {
    if (origin_->backlog() > 0) return 0;
    std::vector<std::uint8_t> copy(octets.begin(), octets.end());
    origin_->send(copy);
    return octets.size();
  }
  void on_body_end(const http::Fields*) override {
    ends_.emplace_back("end of the client");
    origin_->finish();
  }
  void on_body_lost() override { origin_->close(); }
  void on_cancelled() override {
    ends_.emplace_back("cancelled");
    if (origin_) origin_->close();
    finish();
  }

  // From the origin.
  void on_open() override {}
  void on_received(MutableOctets octets) override {
    waiting_.append(octets);
    origin_->pause();
    if (exchange_ != nullptr) exchange_->body_ready();
  }
  void on_end() override {
    origin_ended_ = true;
    ends_.emplace_back("end of the origin");
    if (exchange_ != nullptr) exchange_->body_ready();
  }
  void on_drained() override {
    if (exchange_ != nullptr) exchange_->body_wanted();
  }
  void on_closed(std::error_code, io::Reason) override { finish(); }

  void finish() {
    if (exchange_ != nullptr) std::exchange(exchange_, nullptr)->finish();
  }

  session::server::Exchange* exchange_;
  io::Loop& loop_;
  std::vector<std::string>& ends_;
  std::optional<io::Connector> connector_;
  std::unique_ptr<io::Channel> origin_;
  Body* body_ = nullptr;
  Buffer waiting_;
  bool origin_ended_ = false;
};

class TlsProxy final : private io::ListenerUser, private session::server::Service {
 public:
  TlsProxy(io::Loop& loop, std::vector<std::string> alpn, const std::string& address = "127.0.0.1")
      : certificate(io::make_self_signed({"localhost"})),
        address_(address),
        context_(io::TlsContext::server({.certificates = {certificate.load()}, .alpn = std::move(alpn)})),
        listener_(loop, std::move(io::listen_on(address, 0).front()), static_cast<io::ListenerUser&>(*this),
                  {.tls = context_}),
        connections_(loop, options, *this) {
    // A client of HTTP/1.1 gives a request up by closing.
    options.h1.timeouts.half_closed = std::chrono::milliseconds(50);
  }

  std::string authority() const { return fmt::format("{}:{}", address_, listener_.addresses().front().port); }
  std::size_t tunnels() const {
    return static_cast<std::size_t>(
        std::count_if(passages.begin(), passages.end(), [](const Passage& passage) { return !passage.over(); }));
  }

  const io::SelfSigned certificate;
  session::server::Options options;
  http::Status status = http::Status::ok;
  // CONNECT has no answer.
  bool is_silent = false;
  std::vector<std::string> asked;
  // How tunnels have ended, in words.
  std::vector<std::string> ends;
  std::size_t connections = 0;
  // Requests that have ended, and how.
  std::vector<std::string> done;
  std::list<Passage> passages;

 private:
  // A request until its client gives it up.
  struct Silence final : session::server::Watcher {
    void begin(session::server::Exchange& its_exchange) {
      exchange = &its_exchange;
      exchange->watch(this);
    }
    void on_cancelled() override { exchange->finish(); }

    session::server::Exchange* exchange = nullptr;
  };

  void on_accepted(std::unique_ptr<io::Channel> channel) override {
    ++connections;
    connections_.add(std::move(channel));
  }
  void on_accept_failed(const std::error_code&, std::size_t) override {}

  void on_request(session::server::Exchange& exchange) override {
    const http::RequestHead& request = exchange.request();
    const bool is_connect = request.method == http::Method::connect;
    const std::string target(is_connect ? request.authority : request.path);
    asked.push_back(fmt::format("{} {} {} {}", http::to_string(exchange.facts().version), request.method_text, target,
                                request.fields.find(http::FieldName::proxy_authorization).value_or("-")));
    if (is_connect && is_silent) {
      silences_.emplace_back().begin(exchange);
      return;
    }
    if (is_connect && status == http::Status::ok) {
      const auto port = static_cast<std::uint16_t>(std::stoul(target.substr(target.rfind(':') + 1)));
      passages.emplace_back(exchange, port, ends);
      return;
    }
    http::ResponseHead head;
    head.status = is_connect ? status : http::Status::ok;
    exchange.respond(head, std::string(is_connect ? "" : "hi"));
    exchange.finish();
  }
  void on_done(session::server::Exchange& exchange) override {
    done.push_back(fmt::format("{}", exchange.close().reason));
  }
  void on_rejected(const session::Facts&, const http::Rejected&) override { asked.emplace_back("rejected"); }
  void on_connection_open(const session::Facts&) override {}
  void on_connection_closed(const session::Facts&, const http::Close&) override {}

  std::list<Silence> silences_;
  const std::string address_;
  const std::shared_ptr<const io::TlsContext> context_;
  io::Listener listener_;
  session::server::Connections connections_;
};

}  // namespace weft::client
