// One loop of a server, with its thread: accepts, dispatches, logs.
//
//   Worker worker(shared);
//   worker.open(endpoint options, sockets, tls);        // any number of times, before the loop runs
//   worker.run();                                       // on its own thread, until stop() or the end of drain()
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <vector>

#include <weft/base/pool.hpp>
#include <weft/base/ring.hpp>
#include <weft/io/descriptor.hpp>
#include <weft/io/listener.hpp>
#include <weft/io/loop.hpp>
#include <weft/server/blocking/blocking_threads.hpp>
#include <weft/server/context.hpp>
#include <weft/server/control/connection_list.hpp>
#include <weft/server/control/metrics.hpp>
#include <weft/server/control/stream_report.hpp>
#include <weft/server/limits/arrivals_in_use.hpp>
#include <weft/server/limits/memory_watch.hpp>
#include <weft/server/log/access_logs.hpp>
#include <weft/server/options.hpp>
#include <weft/server/refusals.hpp>
#include <weft/server/site.hpp>
#include <weft/server/surroundings.hpp>
#include <weft/session/server/options.hpp>
#include <weft/session/server/service.hpp>

namespace weft::server {

// All workers of a server share this.
struct Shared {
  ServerOptions options;
  // Those that loops begin with.
  std::shared_ptr<const Sites> sites;
  Diagnostics diagnostics;
  AccessLogs logs;
  std::size_t most_connections = 0;
  std::atomic<std::size_t> connections = 0;
  Refusals refusals{diagnostics};
  MemoryWatch memory{diagnostics};
  const std::shared_ptr<ServerArrivals> arrivals = std::make_shared<ServerArrivals>();
  // Somebody looks at what workers count.
  bool is_measured = false;
  BlockingThreads blocking{options.blocking};
};

class Worker final : private session::server::Service, private io::Deadline {
 public:
  explicit Worker(Shared& shared);
  ~Worker();

  // `proxies`: EndpointOptions::proxies. `endpoint`: GroupPlan::endpoint.
  void open(const session::Protocols& protocols, io::ListenSet sockets, std::shared_ptr<const io::TlsContext> tls,
            const io::TrustedPeers& proxies = {}, std::uint8_t endpoint = 0);
  void run();
  // For the connections to come on the endpoint that was opened as the `port`th; from any thread.
  void change_tls(std::size_t port, std::shared_ptr<const io::TlsContext> tls);
  // For the requests to come; from any thread.
  void change_sites(std::shared_ptr<const Sites> sites);
  // A connection that has come without a socket that listens, for the clients of `endpoint`; from any thread.
  void let_in(io::Descriptor socket, std::uint8_t endpoint);
  // The address at both ends of such a connection.
  static io::Address inside() { return {"memory", 0}; }
  // Its connections go to the list; from any thread.
  void list_connections(std::shared_ptr<ConnectionList> list);
  // The same in full.
  void report_streams(std::shared_ptr<StreamReport> report);
  // The limit of memory has changed; from any thread.
  void look_at_memory();
  // Further descriptors of the sockets of each port; from any thread.
  std::future<std::vector<io::ListenSet>> share_sockets();
  // The loop has had a turn since the last call, or has ended; from one thread.
  bool is_alive();
  // Both from any thread. After `delay` nothing more is accepted.
  void stop();
  void drain(Duration delay);
  // From any thread: drains at once, for another process that accepts by now.
  void hand_over();

  io::Loop& loop() { return loop_; }
  // Null where nobody looks. Its figures are for any thread.
  const Metrics* metrics() const { return metrics_.get(); }

 private:
  class Port;

  // Contexts are used again and again, so that a request finds its memory warm.
  class Contexts {
   public:
    explicit Contexts(io::Loop& loop) : loop_(loop) {}

    Context& take() { return pool_.take(loop_); }
    void give_back(Context& context);
    // Tells every coroutine that its peer has gone. False when there is none.
    bool cancel_all();

   private:
    io::Loop& loop_;
    // A Context that work beside its handler may still know serves nobody for a while, so that a use of it is told and
    // changes no other answer.
    static constexpr std::size_t most_set_aside = 256;

    Pool<Context> pool_;
    Ring<Context*> set_aside_;
  };

  void on_request(session::server::Exchange& exchange) override;
  void on_done(session::server::Exchange& exchange) override;
  void on_rejected(const session::Facts& facts, const http::Rejected& rejected) override;
  void on_connection_open(const session::Facts& facts) override;
  void on_connection_closed(const session::Facts& facts, const http::Close& close) override;
  void on_deadline(Time now) override;

  // --- worker_requests.cpp: from a request to its line in the log ----------------------------------------------------
  void dispatch(Context& context);
  // Without a handler.
  void answer(Context& context, http::Status status);
  void answer_allowed(Context& context, http::Status status, MethodSet allowed);
  void record(const session::server::Exchange& exchange);
  static void describe_context(const Context& context, AccessRecord& record);
  static http::SidedWaits waits_of(const session::server::Exchange& exchange);
  // Its line in the log has what only its context knows.
  bool is_told(const Context& context) const {
    return recorder_ && (!context.state_.user.empty() || context.state_.refused || context.state_.push_rung);
  }

  // --- worker_arrivals.cpp: limits of requests and connections -------------------------------------------------------
  // False: the request was answered.
  bool admit(Context& context, const Site& site);
  void leave_slots(const Context& context, const session::server::Exchange& exchange);
  void refuse(Context& context, http::Status status, Reason reason);
  // Null: the connection is to be closed.
  std::optional<ServerArrivals::Connection> admit(const io::Address& peer);
  void keep_slot(std::uint64_t connection, std::shared_ptr<ConnectionSlot> slot);
  void measure(const session::server::Exchange& exchange);

  // --- worker_shedding.cpp: near the limit of memory ----------------------------------------------------------------
  class MemoryLook final : public io::Deadline {
   public:
    explicit MemoryLook(Worker& worker) : worker_(worker) {}

   private:
    void on_deadline(Time now) override;

    Worker& worker_;
  };

  void look_at_memory(Time now);
  void turn_away(Context& context);
  void shed(Pressure pressure);

  // --- worker.cpp: the loop ------------------------------------------------------------------------------------------
  void run_loop();

  // --- worker.cpp: the end -------------------------------------------------------------------------------------------
  void accept_no_more(bool others_serve);
  void port_drained();
  void stop_now();
  void stop_when_idle();

  enum class Phase : std::uint8_t { serving, leaving, draining, stopping };

  // How long coroutines have to end when the server stops.
  static constexpr Duration last_words = std::chrono::seconds(1);

  Shared& shared_;
  io::Loop loop_;
  Contexts contexts_;
  Surroundings surroundings_;
  AccessRecorders recorder_;
  std::unique_ptr<Metrics> metrics_;
  std::vector<std::unique_ptr<Port>> ports_;
  // Those of connections that let_in() has taken, by their endpoint; null before the first one.
  std::vector<Port*> inside_ports_;
  // Connections of this loop.
  std::size_t open_ = 0;
  Phase phase_ = Phase::serving;
  Pressure pressure_ = Pressure::none;
  MemoryLook memory_look_{*this};
  std::size_t undrained_ = 0;
  Time give_up_ = never;
  std::atomic<bool> alive_ = true;
  std::atomic<bool> ended_ = false;
};

}  // namespace weft::server
