// A connection on which a client comes, and the case that is performed on it.
//
// The user is told of a request, which it lets perform() or respond(), and then once of the end; the visitor may not be
// destroyed from there.
#pragma once

#include <memory>
#include <string>

#include <cli/check/exchange.hpp>
#include <weft/conformance/client_conversation.hpp>
#include <weft/io/channel.hpp>
#include <weft/io/loop.hpp>

namespace weft::cli::check {

class Visitor;

class VisitorUser {
 public:
  // talk() asks.
  virtual void on_request(Visitor& visitor) = 0;
  // talk() is over.
  virtual void on_heard(Visitor& visitor) = 0;
  // The connection is closed, and the visitor of no more use.
  virtual void on_gone(Visitor& visitor) = 0;

 protected:
  ~VisitorUser() = default;
};

class Visitor final : private io::ChannelUser, private io::Deadline {
 public:
  Visitor(io::Loop& loop, std::unique_ptr<io::Channel> channel, const conformance::Patience& patience, bool recorded,
          VisitorUser& user);

  conformance::ClientConversation& talk() { return talk_; }
  const Exchange& exchange() const { return exchange_; }
  Time now() const { return loop_.now(); }

 private:
  void on_open() override;
  void on_received(MutableOctets octets) override;
  void on_end() override;
  void on_drained() override {}
  void on_closed(std::error_code error, io::Reason reason) override;
  void on_deadline(Time now) override;

  void go_on();

  io::Loop& loop_;
  VisitorUser& user_;
  const conformance::Patience patience_;
  const Time latest_;
  const bool recorded_;
  Exchange exchange_;
  conformance::ClientConversation talk_;
  std::unique_ptr<io::Channel> channel_;
  bool over_ = false;
};

}  // namespace weft::cli::check
