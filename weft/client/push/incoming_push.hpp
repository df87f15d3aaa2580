// A pushed response on its way, and the requests that wait for it in place of being sent.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include <weft/base/intrusive_list.hpp>
#include <weft/client/push/push.hpp>
#include <weft/client/push/pushed.hpp>
#include <weft/client/transfer.hpp>
#include <weft/http/date.hpp>
#include <weft/io/loop.hpp>
#include <weft/session/client/connection.hpp>

namespace weft::client {

class IncomingPush;

class IncomingPushUser {
 public:
  // Whether memory for so many octets more may be used.
  virtual bool may_hold(std::size_t octets) = 0;
  // The response is whole. Neither may destroy the push.
  virtual void arrived(IncomingPush& push) = 0;
  virtual void lost(IncomingPush& push) = 0;

 protected:
  ~IncomingPushUser() = default;
};

class IncomingPush final : private session::client::CallUser, private session::BodySink, private io::Deadline {
 public:
  struct Limits {
    // Until the head of the response, and from there until it is whole.
    Duration head;
    Duration body;
    std::size_t most_octets = 0;
  };

  IncomingPush(std::shared_ptr<Pushed> pushed, io::Loop& loop, const Limits& limits, IncomingPushUser& user);
  ~IncomingPush() override;
  IncomingPush(const IncomingPush&) = delete;
  IncomingPush& operator=(const IncomingPush&) = delete;

  // Once.
  void begin(session::client::Connection& connection, const session::client::Promise& promise);
  // The request waits for the response.
  void join(Transfer& transfer) { waiting_.push_back(transfer); }
  // As many octets may come as of a response that was asked for.
  void widen(std::uint32_t window) { call_->set_window(window); }
  // Cancels it; lost() comes.
  void give_up();
  // The resource that it is a response for has changed: no other request may have it.
  void outdate() { outdated_ = true; }

  const std::string& key() const { return key_; }
  const std::shared_ptr<Pushed>& pushed() const { return pushed_; }
  bool outdated() const { return outdated_; }
  // Octets that may_hold() was asked for.
  std::size_t held() const { return held_; }
  IntrusiveList<Transfer, &Transfer::hook>& waiting() { return waiting_; }

 private:
  void on_response(const http::ResponseHead& head) override;
  void on_ended(const http::Close& close) override;
  std::size_t on_body(Octets octets) override;
  void on_body_end(const http::Fields* trailers) override;
  void on_body_lost() override {}
  void on_deadline(Time now) override;

  bool hold(std::size_t octets);
  void end(bool is_whole);

  const std::shared_ptr<Pushed> pushed_;
  const std::string key_;
  io::Loop& loop_;
  const Limits limits_;
  IncomingPushUser& user_;
  // Null once it is over.
  session::client::Call* call_ = nullptr;
  IntrusiveList<Transfer, &Transfer::hook> waiting_;
  http::Date asked_;
  std::size_t held_ = 0;
  bool whole_ = false;
  bool outdated_ = false;
};

}  // namespace weft::client
