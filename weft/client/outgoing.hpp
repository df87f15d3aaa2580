// The body of one attempt on its way out: what its content gives, then the trailers.
//
// RFC 9110 10.1.1: with `Expect: 100-continue` it waits for the server's word, and for a limited time, because a server
// need not understand.
#pragma once

#include <memory>
#include <optional>

#include <weft/base/time.hpp>
#include <weft/client/content/content.hpp>
#include <weft/io/deadline.hpp>
#include <weft/io/loop.hpp>
#include <weft/session/body.hpp>

namespace weft::client {

class OutgoingUser {
 public:
  virtual void on_sent(std::size_t octets) = 0;
  // A body that was blocked goes on.
  virtual void on_body_ready() = 0;

 protected:
  ~OutgoingUser() = default;
};

class Outgoing final : public session::Body, private io::Deadline {
 public:
  Outgoing(io::Loop& loop, OutgoingUser& user) : loop_(loop), user_(&user) {}

  // --- before it is sent ---
  // Gives its length, if that is known. Fails where the content cannot be sent.
  Result<std::optional<std::uint64_t>, Fault> open(Content& content);
  // `trailers` must live until they were sent.
  void add_trailers(const http::Fields& trailers) { trailers_ = &trailers; }
  // From the first pull on.
  void wait_for_continue(Duration at_most);

  // --- while it is sent ---
  // The server wants the body.
  void go_on();
  // The server has answered, and a body that was held back is not sent.
  void stay() { may_go_on_ = false; }
  const Fault* fault() const { return body_ != nullptr && body_->fault() ? &*body_->fault() : nullptr; }
  // Nobody pulls any more: the content's body goes.
  void drop();
  // The user has gone.
  void leave();

  http::Pulled pull(MutableOctets room) override;
  const http::Fields& trailers() const override;

 private:
  void on_deadline(Time /*now*/) override { go_on(); }
  void tell_ready();

  io::Loop& loop_;
  OutgoingUser* user_;
  std::unique_ptr<ContentBody> body_;
  const http::Fields* trailers_ = nullptr;
  Duration continue_limit_{};
  bool held_back_ = false;
  bool may_go_on_ = true;
};

}  // namespace weft::client
