// The thread of a client, with its loop and its connections. It lives as long as a handle or a request needs it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_map>

#include <weft/client/claim.hpp>
#include <weft/client/client.hpp>
#include <weft/client/piece.hpp>
#include <weft/client/pool/pool.hpp>
#include <weft/io/loop.hpp>

namespace weft::client {

class Core final : private TransferUser, private io::Deadline {
 public:
  explicit Core(ClientOptions options);

  const ClientOptions& options() const { return options_; }
  bool on_own_thread() const { return std::this_thread::get_id() == thread_id_; }

  // The thread keeps the core until close().
  static std::shared_ptr<Core> start(ClientOptions options);
  // From any thread: requests that are under way end, then the thread does. Waits for it, but on the thread itself.
  void close();

  // --- requests, from any thread ---
  using Done = std::function<void(ClientResult)>;
  using Ticket = Claim::Ticket;
  Ticket reserve() { return ++last_; }
  // `done` is called once, on the core's thread: with the response, or, where it is streamed, with its head. A response
  // that is streamed stays until drop().
  void add(Ticket ticket, Request request, Done done);
  // The next piece of a response that is streamed; `reader` is called once, on the core's thread.
  void read(Ticket ticket, PieceReader reader);
  // For a response that is under way.
  void prioritize(Ticket ticket, http::Priority priority);
  // Cancels the request, if it goes on.
  void drop(Ticket ticket);
  // For a request whose URL is wrong.
  void refuse(std::string fault, Done done);

 private:
  struct Pending {
    std::unique_ptr<Transfer> transfer;
    // Empty once it was called.
    Done done;
    bool dropped = false;
  };
  using Requests = std::unordered_map<Ticket, Pending>;

  void on_head(Transfer& transfer) override;
  void on_done(Transfer& transfer) override;
  void on_redirected(Transfer& transfer) override { send(transfer); }
  void on_deadline(Time now) override;
  void send(Transfer& transfer);
  void forget(Requests::iterator place);
  void end();
  void stop_if_over();

  // Connections have so long to say goodbye.
  static constexpr Duration last_words = std::chrono::seconds(1);

  const ClientOptions options_;
  io::Loop loop_;
  Pool pool_;
  Requests pending_;
  std::unordered_map<const Transfer*, Ticket> tickets_;
  std::atomic<Ticket> last_ = 0;
  bool closing_ = false;
  bool connections_gone_ = false;
  std::thread thread_;
  std::thread::id thread_id_;
};

}  // namespace weft::client
