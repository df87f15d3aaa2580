// A pushed response that is there, as the answer to a call without a connection.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include <weft/client/push/pushed.hpp>
#include <weft/http/head.hpp>
#include <weft/io/loop.hpp>
#include <weft/session/client/call.hpp>

namespace weft::client {

class Replay;

class ReplayOwner {
 public:
  // The call is over: destroys the replay.
  virtual void played(Replay& replay) = 0;

 protected:
  ~ReplayOwner() = default;
};

class Replay final : private session::client::CallOwner, private io::Later {
 public:
  // `age`: the response was kept for a while.
  Replay(io::Loop& loop, ReplayOwner& owner, std::shared_ptr<const Pushed> pushed,
         std::optional<std::chrono::seconds> age, session::client::CallUser& user);

  // Its user is told from the loop alone.
  session::client::Call& call() { return call_; }

 private:
  // Its user may be on the stack.
  void finished(session::client::Call& /*call*/) override { loop_.later(*this); }
  void on_later() override;
  void play();

  io::Loop& loop_;
  ReplayOwner& owner_;
  std::shared_ptr<const Pushed> pushed_;
  session::client::Call call_;
  http::ResponseHead head_;
};

}  // namespace weft::client
