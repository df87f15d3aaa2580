// A channel over a connected TCP or UNIX socket; the base of the one that seals.
//
// While nothing is under way a connection holds no buffer: it is read into the loop's scratch, and only what the kernel
// did not take is kept.
//
// Never destroyed from inside a call to its user other than on_closed(). Destroyed earlier than on_closed(), it closes
// without a word.
#pragma once

#include <weft/base/buffer.hpp>
#include <weft/io/channel.hpp>
#include <weft/io/connected.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/readiness.hpp>

namespace weft::io {

// Whether on_open() has come already: from the channel that this one takes over from.
enum class Begun : std::uint8_t { no, yes };

class SocketChannel : public Channel, private Later, private ReadinessUser {
 public:
  SocketChannel(Loop& loop, Connected socket, Begun begun = Begun::no);

  void start(ChannelUser& user) override;
  void send(MutableOctets octets) override;
  std::size_t backlog() const override { return backlog_.size(); }
  void pause() override;
  void resume() override;
  void finish() override;
  void close() override;
  void reset() override;
  std::optional<ParkedChannel> park() override;

  const Address& peer() const override { return peer_; }
  const Address& local() const override { return local_; }
  const TlsFacts* tls() const override { return nullptr; }
  Duration round_trip() const override;
  std::optional<SocketOctets> octets() const override { return octets_of(socket_.descriptor()); }
  bool is_held_by_peer() const override { return closed_ ? was_held_by_peer_ : Channel::is_held_by_peer(); }
  // Before start(), where the socket's other end is within this process: the time to a peer beyond it, which the kernel
  // cannot measure. It is lost when the channel is parked.
  void set_round_trip(Duration round_trip) { round_trip_ = round_trip; }
  Loop& loop() override { return loop_; }

 protected:
  // A channel that seals overrides these: once after start(), for what the socket gave, and for its end.
  virtual void begin();
  virtual void take(MutableOctets octets);
  virtual void take_end();
  // Input that came while paused and was kept, after ask_for_kept().
  virtual void take_kept() {}
  void ask_for_kept() { loop_.later(*this); }

  ChannelUser& user() { return *user_; }
  bool closed() const { return closed_; }
  bool paused() const { return paused_; }
  // Octets that would go out now would be lost: finish() or the end of all came first.
  bool sending_over() const { return closed_ || finishing_ || broken_; }
  // Writes to the socket, or behind the backlog.
  void transmit(Octets octets);
  // Tells the user; the channel is over when it has finished, too. `orderly` names the reason of an end without error.
  void end_input(Reason orderly);
  // Nothing is under way in either direction.
  bool may_park() const;
  // For a channel that may park.
  Connected take_socket() { return {socket_.release(), std::move(peer_), std::move(local_)}; }
  // on_closed() follows. Only the first call counts.
  void close_as(std::error_code error, Reason reason);

 private:
  void on_later() override;
  void on_readable() override;
  void on_writable() override;
  void await_input();
  std::size_t write_some(Octets octets);
  void read_last_words();
  void shut_down_sending();

  Loop& loop_;
  ChannelUser* user_ = nullptr;
  Readiness socket_;
  Buffer backlog_;
  Address peer_;
  Address local_;
  Duration round_trip_ = Duration::zero();
  std::error_code error_;
  Reason reason_ = Reason::closed;
  bool begun_;
  bool paused_ = false;
  bool input_ended_ = false;
  bool finishing_ = false;
  // The peer takes nothing more. Why is in `error_`.
  bool broken_ = false;
  bool closed_ = false;
  // When it was closed.
  bool was_held_by_peer_ = false;
};

}  // namespace weft::io
