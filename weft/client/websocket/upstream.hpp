// The octets that a WebSocket of a client sends: written on any thread, pulled on the client's.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>

#include <weft/base/buffer.hpp>
#include <weft/base/bytes.hpp>
#include <weft/client/content/content.hpp>
#include <weft/client/told.hpp>
#include <weft/io/loop.hpp>

namespace weft::client {

// Any thread, but for what is said otherwise.
class Upstream : public std::enable_shared_from_this<Upstream> {
 public:
  // So much may be unsent.
  static constexpr std::size_t capacity = 64 * 1024;
  // Pongs and a Close frame may come on top of it.
  static constexpr std::size_t most_answers = 4 * 1024;

  // Appends, whatever is unsent. False: nobody will send it.
  bool write(Octets octets);
  bool has_room_for_answers();
  // `told` is called once, on any thread: with true when less than capacity is unsent, and with false when nobody sends
  // any more, or after stop_waiting(). One caller waits at a time.
  void when_room(Tell<bool> told);
  void stop_waiting();
  // Nothing follows.
  void end();
  // `told` is called once, on any thread: with true when all has left, up to the end, and with false where nobody
  // sends, or after stop_waiting_for_end(). One caller waits at a time.
  void when_ended(Tell<bool> told);
  void stop_waiting_for_end();

  // --- for its body, on the client's thread ---
  void begin(io::Loop& loop, std::function<void()> ready);
  http::Pulled pull(MutableOctets room);
  void leave();

 private:
  void unblock();
  static void tell(const Tell<bool>& waiting, bool has_room);

  std::mutex mutex_;
  Buffer unsent_;
  // Null while nobody sends.
  io::Loop* loop_ = nullptr;
  std::function<void()> ready_;
  Tell<bool> waiting_;
  Tell<bool> waiting_for_end_;
  bool blocked_ = false;
  bool ended_ = false;
  // The end has been pulled.
  bool over_ = false;
  bool left_ = false;
};

// The content of the request that opens a WebSocket.
class UpstreamContent final : public Content {
 public:
  explicit UpstreamContent(std::shared_ptr<Upstream> upstream) : upstream_(std::move(upstream)) {}

  Result<OpenedContent, Fault> open(io::Loop& loop, std::function<void()> ready) override;

 private:
  std::shared_ptr<Upstream> upstream_;
};

}  // namespace weft::client
