#include <weft/session/ordered_recordings.hpp>

#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <weft/base/grouped.hpp>
#include <weft/trace/event.hpp>
#include <weft/trace/note.hpp>

namespace weft::session {

// An order, and what has become of it. Connections of all threads write to it.
class OrderedRecordings::Run {
 public:
  Run(const Order& order, http::Role role, const std::string& folder,
      const std::function<void(const std::string&)>& tell, Time now)
      : until_(order.time > never - now ? never : now + order.time),
        order_(order),
        folder_(folder),
        tell_(tell),
        recordings_(role, {.folder = folder,
                           .values = order.values,
                           .tell = tell,
                           .opened = [this](const std::string& path) { add(path); },
                           .written = [this](std::size_t octets) { octets_ += octets; }}) {}

  // Its readers must not outlive this.
  std::unique_ptr<trace::Reader> record(const Facts& facts) {
    if (admit()) return recordings_.on_connection(facts);
    tell_bound(fmt::format("{} connections", grouped(order_.connections)));
    return nullptr;
  }
  // Why it has ended; empty while it goes on.
  std::string_view end(Time now) const {
    if (now >= until_) return "time";
    return octets_ >= order_.octets ? "size" : "";
  }
  void tell_end(Time now) {
    if (end(now) == "size") tell_bound(fmt::format("{} B of recordings", grouped(order_.octets)));
  }
  Status status(Time now) const {
    const bool is_recording = end(now).empty();
    const std::lock_guard lock(mutex_);
    return {.is_recording = is_recording,
            .left = is_recording ? until_ - now : Duration::zero(),
            .octets = octets_,
            .files = files_};
  }

 private:
  // One connection more may be recorded.
  bool admit() {
    const std::lock_guard lock(mutex_);
    return admitted_ < order_.connections && ++admitted_ != 0;
  }
  // Once: an order has one end.
  void tell_bound(const std::string& most) {
    if (tell_ && !is_told_.exchange(true))
      tell_(fmt::format("{}: no more is recorded: {} are the most", folder_, most));
  }
  void add(const std::string& path) {
    const std::lock_guard lock(mutex_);
    files_.push_back(std::filesystem::path(path).filename().string());
  }

  const Time until_;
  const Order order_;
  const std::string folder_;
  const std::function<void(const std::string&)> tell_;
  std::atomic<bool> is_told_ = false;
  std::atomic<std::uint64_t> octets_ = 0;
  mutable std::mutex mutex_;
  std::size_t admitted_ = 0;
  std::vector<std::string> files_;
  Recordings recordings_;
};

// Records as long as the order is in force.
class OrderedRecordings::Reader final : public trace::Reader {
 public:
  Reader(std::shared_ptr<Run> run, std::unique_ptr<trace::Reader> recorder)
      : run_(std::move(run)), recorder_(std::move(recorder)) {}

  void on_event(const trace::Event& event) override {
    if (goes_on(event.time)) recorder_->on_event(event);
  }
  void on_octets(trace::Direction direction, Octets octets, Time now) override {
    if (goes_on(now)) recorder_->on_octets(direction, octets, now);
  }
  void on_call(const trace::Call& call) override {
    if (goes_on(call.time)) recorder_->on_call(call);
  }
  void on_note(const trace::Note& note) override {
    if (goes_on(note.time)) recorder_->on_note(note);
  }
  bool wants_notes() const override { return true; }
  bool is_done() const override { return recorder_ == nullptr; }

 private:
  bool goes_on(Time now) {
    if (is_done()) return false;
    const std::string_view why = run_->end(now);
    if (why.empty()) return true;
    run_->tell_end(now);
    recorder_->on_event({now, trace::Direction::received, trace::Stopped{why}});
    recorder_ = nullptr;
    return false;
  }

  // Outlives the recorder.
  const std::shared_ptr<Run> run_;
  // Null when the order has ended.
  std::unique_ptr<trace::Reader> recorder_;
};

OrderedRecordings::OrderedRecordings(http::Role role, std::string folder, std::function<void(const std::string&)> tell)
    : role_(role), folder_(std::move(folder)), tell_(std::move(tell)) {}

OrderedRecordings::~OrderedRecordings() = default;

bool OrderedRecordings::begin(const Order& order, Time now) {
  const std::lock_guard lock(mutex_);
  if (latest_ && latest_->end(now).empty()) return false;
  latest_ = std::make_shared<Run>(order, role_, folder_, tell_, now);
  may_run_ = true;
  return true;
}

OrderedRecordings::Status OrderedRecordings::status(Time now) const {
  const std::lock_guard lock(mutex_);
  return latest_ ? latest_->status(now) : Status();
}

std::shared_ptr<OrderedRecordings::Run> OrderedRecordings::run_at(Time now) {
  if (!may_run_.load(std::memory_order_relaxed)) return nullptr;
  std::shared_ptr<Run> ended;
  {
    const std::lock_guard lock(mutex_);
    if (latest_ && latest_->end(now).empty()) return latest_;
    ended = latest_;
    may_run_ = false;
  }
  if (ended) ended->tell_end(now);
  return nullptr;
}

std::unique_ptr<trace::Reader> OrderedRecordings::on_connection(const Facts& facts) {
  const auto run = run_at(std::chrono::steady_clock::now());
  auto recorder = run != nullptr ? run->record(facts) : nullptr;
  return recorder ? std::make_unique<Reader>(run, std::move(recorder)) : nullptr;
}

}  // namespace weft::session
