// The part that the handles of a client share: its connections, and its loop with a thread. It lives as long as a
// handle or a request needs it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include <weft/base/owning_list.hpp>
#include <weft/client/claim.hpp>
#include <weft/client/client.hpp>
#include <weft/client/fault.hpp>
#include <weft/client/piece.hpp>
#include <weft/client/pool/pool.hpp>
#include <weft/io/loop.hpp>

namespace weft::client {

class Core final : private io::Deadline {
 public:
  // start() calls this.
  explicit Core(ClientOptions options);
  // On a loop of others, whose thread makes it, and without a thread of its own: until abandon().
  Core(ClientOptions options, io::Loop& loop);

  const ClientOptions& options() const { return options_; }
  // Null without one.
  const Netrc* netrc() const { return netrc_ ? &*netrc_ : nullptr; }
  bool on_own_thread() const { return std::this_thread::get_id() == thread_id_; }

  // The thread keeps the core until close().
  static std::shared_ptr<Core> start(ClientOptions options);
  // The loop of others ends: whatever is under way is given up, and nobody is told.
  void abandon();
  // From any thread: requests that are under way end, then the thread does. Waits for it, but on the thread itself.
  // Nothing happens on a loop of others.
  void close();

  // --- requests, from any thread ---
  using Done = std::function<void(ClientResult)>;
  using Ticket = Claim::Ticket;
  Ticket reserve() { return ++last_; }
  // For a request that nobody reads or drops.
  static constexpr Ticket no_ticket = 0;
  // `done` is called once, on the core's thread: with the response, or, where it is streamed, with its head. A response
  // that is streamed stays until drop().
  void add(Ticket ticket, std::unique_ptr<Request> request, Done done);
  // The next piece of a response that is streamed; `reader` is called once, on the core's thread.
  void read(Ticket ticket, PieceReader reader);
  // For a response that is under way.
  void prioritize(Ticket ticket, http::Priority priority);
  // Cancels the request, if it goes on.
  void drop(Ticket ticket);
  void limit_pushes(const PushLimits& limits);
  // For a request that cannot be sent.
  void refuse(Fault fault, Done done);

 private:
  // The arguments of add().
  struct Added {
    Ticket ticket;
    std::unique_ptr<Request> request;
    // Empty once it was called.
    Done done;
  };
  // A request until its response has been taken.
  struct Pending final : TransferUser {
    Pending(Core& core, Added added);

    void on_head(Transfer&) override;
    void on_done(Transfer&) override { core.finish(*this); }
    void on_redirected(Transfer&) override { core.send(transfer); }

    Core& core;
    const Ticket ticket;
    Transfer transfer;
    Done done;
    bool dropped = false;
    ListHook hook;
  };

  void on_deadline(Time now) override;
  void post(std::function<void()> work);
  void begin_added();
  void send(Transfer& transfer);
  // Null where the request is over.
  Pending* find(Ticket ticket) const;
  void finish(Pending& pending);
  void end();
  void stop_if_over();

  // Connections have so long to say goodbye.
  static constexpr Duration last_words = std::chrono::seconds(1);

  const ClientOptions options_;
  const std::optional<Netrc> netrc_;
  // Null on a loop of others.
  const std::unique_ptr<io::Loop> own_loop_;
  io::Loop& loop_;
  // Empty once it was abandoned.
  std::optional<Pool> pool_;
  // Requests that other threads have added, under the mutex; the loop has been told of the first of them.
  std::mutex added_mutex_;
  std::vector<Added> added_;
  // Only in begin_added(); keeps its memory.
  std::vector<Added> begun_;
  OwningList<Pending, &Pending::hook> pending_;
  // Those that have a ticket.
  std::unordered_map<Ticket, Pending*> by_ticket_;
  std::atomic<Ticket> last_ = 0;
  bool abandoned_ = false;
  bool closing_ = false;
  bool connections_gone_ = false;
  std::thread thread_;
  std::thread::id thread_id_;
};

}  // namespace weft::client
