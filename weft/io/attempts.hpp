// Connects to the first of several addresses that answers: RFC 8305, "Happy Eyeballs".
//
// The families take turns, IPv6 first. An address that has not answered after the delay is not given up: the next one
// is tried beside it, and at once where an attempt fails. The first that connects wins, and the others are closed.
#pragma once

#include <memory>
#include <system_error>
#include <vector>

#include <weft/io/address.hpp>
#include <weft/io/descriptor.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/reason.hpp>

namespace weft::io {

class AttemptsUser {
 public:
  virtual void on_won(Descriptor socket, const SocketAddress& peer) = 0;
  virtual void on_all_failed(std::error_code error, Reason reason) = 0;

 protected:
  ~AttemptsUser() = default;
};

class Attempts final : private Deadline {
 public:
  Attempts(Loop& loop, AttemptsUser& user);
  // Nothing is told afterwards, and no attempt goes on.
  ~Attempts() override;

  // Tells the outcome once, maybe before start() returns; this may be destroyed from there. At least one address.
  void start(std::vector<SocketAddress> addresses, Duration delay, Time end);

 private:
  struct Attempt;

  void on_deadline(Time now) override;
  void start_next();
  Attempt* begin(const SocketAddress& address);
  void await_answers();
  void take_answer(Attempt& attempt);
  void won(Attempt& attempt);
  void failed(Attempt& attempt, std::error_code error);
  void note(std::error_code error);
  void give_up(std::error_code error);

  Loop& loop_;
  AttemptsUser& user_;
  std::vector<SocketAddress> addresses_;
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<Attempt>> under_way_;
  Duration delay_{};
  Time end_ = never;
  // The one that says most of those so far.
  std::error_code error_;
};

// In the order in which they are tried.
std::vector<SocketAddress> interleave_families(const std::vector<SocketAddress>& addresses);

}  // namespace weft::io
