// One thread of load: its connections, its share of the requests, its own counters.
//
//   LoadThread load(plan, connections, events, log);
//   std::thread thread([&load] { load.run(); });          // connects; events.on_settled()
//   load.start(timetable);                                // from any thread, once all are settled;
//   events.on_finished(); thread.join(); load.tally()
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <cli/load/lane.hpp>
#include <cli/load/plan.hpp>
#include <cli/load/share.hpp>
#include <weft/base/ring.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/task.hpp>

namespace weft::cli::load {

// Called on the thread itself.
class LoadThreadEvents {
 public:
  // Each lane has a connection, or has failed to get one; `usable` of them have one.
  virtual void on_settled(std::size_t usable) = 0;
  // The warm-up is over.
  virtual void on_measuring() = 0;
  virtual void on_finished() = 0;

 protected:
  ~LoadThreadEvents() = default;
};

class LoadThread final : private LaneUser, private ShareUser, private io::Deadline, private io::Later {
 public:
  // `log`: null for none.
  LoadThread(const Plan& plan, std::size_t connections, LoadThreadEvents& events, CallLogFile* log);
  ~LoadThread() override;

  // Until everything is over.
  void run();
  void start(const Timetable& timetable);
  // After start(), from any thread: ends early, with what was.
  void interrupt();
  // Instead of start(), from any thread.
  void stop() { loop_.stop(); }

  // From any thread, for showing progress: up to half a second old.
  std::uint64_t answered() const { return answered_.load(std::memory_order_relaxed); }
  std::uint64_t failed() const { return failed_.load(std::memory_order_relaxed); }

  // After run().
  const Tally& tally() const { return share_.tally; }
  // Lanes that had a connection.
  std::size_t connected() const;
  // "HTTP/2, TLSv1.3 TLS_AES_128_GCM_SHA256"; empty where there was no connection.
  const std::string& spoken() const { return spoken_; }
  // The CPU time that the thread has used since the warm-up.
  Duration cpu() const { return cpu_; }

 private:
  // Calls retry(): the loop has one deadline for each object.
  struct Retry final : io::Deadline {
    explicit Retry(LoadThread& owner) : thread(owner) {}
    void on_deadline(Time /*now*/) override { thread.on_later(); }
    LoadThread& thread;
  };

  // load_thread.cpp
  bool wants_connections() const override;
  void on_wanting(Lane& lane) override;
  void on_tried(Lane& lane) override;
  void on_idle(Lane& lane) override;
  void connect_some();
  void spawn(io::Task<> work);
  std::shared_ptr<const RequestBlocks> blocks_for(std::size_t table_size);

  // load_thread_run.cpp
  void on_returned() override;
  void on_later() override;
  void on_deadline(Time now) override;
  void begin(const Timetable& timetable);
  io::Task<> warm_up();
  void begin_measuring();
  void wake_all();
  io::Task<> keep_pace();
  void hand_out(Time now);
  std::uint64_t waiting(Time now) const;
  bool is_hopeless(Time now);
  void finish_if_done();
  void finish();

  const Plan& plan_;
  LoadThreadEvents& events_;
  io::Loop loop_;
  std::map<std::size_t, std::shared_ptr<const RequestBlocks>> blocks_;
  const H2Client::BlocksFor blocks_for_;
  const RequestTexts texts_;
  std::optional<CallLog> log_;
  Share share_;
  std::string spoken_;
  LoadConnectionContext context_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  // Lanes that want to connect, and how many are about it.
  Ring<Lane*> wanting_;
  std::size_t connecting_ = 0;
  std::size_t tried_ = 0;
  std::size_t next_lane_ = 0;
  Retry retry_{*this};
  Timetable timetable_;
  // When a lane was last of use.
  Time of_use_{};
  bool gathering_ = false;
  bool started_ = false;
  bool measuring_ = false;
  bool finished_ = false;
  Duration cpu_{};
  std::atomic<std::uint64_t> answered_ = 0;
  std::atomic<std::uint64_t> failed_ = 0;
};

}  // namespace weft::cli::load
