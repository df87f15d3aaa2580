// The requests that a function answers. Each is a call without a connection: its body is collected, the function is
// asked once, and the call takes the answer as if an engine had brought it.
#pragma once

#include <list>
#include <memory>

#include <weft/client/transfer.hpp>
#include <weft/client/transport/answer.hpp>
#include <weft/http/head.hpp>
#include <weft/io/loop.hpp>
#include <weft/session/client/call.hpp>

namespace weft::client {

class Answers final : public TransferQueue {
 public:
  Answers(io::Loop& loop, const Answer& answer);
  ~Answers();
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  void add(Transfer& transfer);
  // For Transfer::begin(). The user is told nothing from inside this.
  session::client::Call& begin(Transfer& transfer, http::RequestHead head, std::unique_ptr<session::Body> body,
                               session::client::CallUser& user);

  void send_again(Transfer& transfer) override { add(transfer); }
  void send_alone(Transfer& transfer) override { add(transfer); }
  void calm_down() override {}
  void http11_required() override {}

 private:
  class Asked;

  void forget(const Asked& asked);

  io::Loop& loop_;
  const Answer& answer_;
  std::list<Asked> asked_;
};

}  // namespace weft::client
