#include <cli/load/worker.hpp>

#include <algorithm>
#include <ctime>
#include <utility>

#include <weft/io/tls_context.hpp>

namespace weft::cli::load {

namespace {

// Handshakes that are under way at once: a server's queue of new connections has an end.
constexpr std::size_t most_connecting = 100;

std::shared_ptr<const io::TlsContext> tls_for(const Plan& plan) {
  if (plan.target.scheme == Scheme::http) return nullptr;
  io::TlsClientOptions options;
  if (plan.version != Version::http11) options.alpn.emplace_back("h2");
  if (plan.version != Version::http2) options.alpn.emplace_back("http/1.1");
  if (plan.certificates == Certificates::trust_any) options.verify = io::VerifyPeer::no;
  return io::TlsContext::client(options);
}

Duration thread_cpu() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + Duration(spent.tv_nsec);
}

}  // namespace

Worker::Worker(const Plan& plan, std::size_t connections, WorkerEvents& events)
    : plan_(plan),
      events_(events),
      blocks_for_([this](std::size_t table_size) { return blocks_for(table_size); }),
      texts_(compose_texts(plan.requests, plan.target)),
      context_{loop_, plan_, tls_for(plan), blocks_for_, texts_, pace_, tally_, spoken_} {
  // What is wrong with a request is better said here than in the middle of it all.
  blocks_for(hpack::default_table_size);
  for (std::size_t i = 0; i < connections; ++i)
    links_.push_back(std::make_unique<Link>(context_, static_cast<LinkUser&>(*this)));
}

Worker::~Worker() = default;

void Worker::run() {
  for (std::size_t i = 0; i < std::min(most_connecting, links_.size()); ++i) connect_next();
  loop_.run();
}

void Worker::connect_next() {
  if (connecting_ < links_.size()) links_[connecting_++]->connect();
}

void Worker::on_settled(Link& /*link*/) {
  ++settled_;
  connect_next();
  if (settled_ == links_.size()) events_.on_settled(alive());
}

void Worker::start(const Schedule& schedule) {
  loop_.post([this, schedule] { begin(schedule); });
}

void Worker::begin(const Schedule& schedule) {
  started_ = true;
  schedule_ = schedule;
  pace_ = Pace(schedule);
  tally_.from = schedule.measured;
  const Time now = std::chrono::steady_clock::now();
  on_deadline(now);
  if (schedule.measured > now) {
    spawn(warm_up());
  } else {
    begin_measuring();
  }
  if (pace_.open_loop()) {
    spawn(keep_pace());
  } else {
    wake_all();
  }
  if (alive() == 0) return finish();
  finish_if_done();
}

void Worker::spawn(io::Task<> work) {
  io::spawn(loop_, std::move(work), [](const std::exception_ptr& /*failure*/) {});
}

// Every half second.
void Worker::on_deadline(Time now) {
  answered_.store(tally_.latency.count(), std::memory_order_relaxed);
  failed_.store(tally_.failures, std::memory_order_relaxed);
  if (schedule_.end != never && now >= schedule_.end + plan_.timeout) return finish();
  loop_.deadlines().arm(*this, now + std::chrono::milliseconds(500));
}

io::Task<> Worker::warm_up() {
  co_await io::sleep(loop_, schedule_.measured - std::chrono::steady_clock::now());
  if (!measuring_) begin_measuring();
}

void Worker::begin_measuring() {
  measuring_ = true;
  tally_.traffic = {};
  cpu_ = thread_cpu();
  events_.on_measuring();
}

void Worker::wake_all() {
  for (const auto& link : links_) {
    if (!link->dead()) link->wake(Link::any);
  }
}

// Sleeps until the next request is due.
io::Task<> Worker::keep_pace() {
  // One that is due and finds no room is taken along by the answer that makes room; this is for what that misses.
  constexpr Duration while_full = std::chrono::milliseconds(1);
  while (!finished_) {
    const Time now = std::chrono::steady_clock::now();
    hand_out(now);
    const Time due = pace_.next_due();
    if (due == never) break;
    co_await io::sleep(loop_, due > now ? due - now : while_full);
  }
}

// What is due goes to the connections in turn, each taking one.
void Worker::hand_out(Time now) {
  std::uint64_t due = pace_.waiting(now, links_.size() * plan_.h2.streams);
  for (std::size_t without_room = 0; due > 0 && without_room < links_.size();) {
    Link& link = *links_[next_link_];
    next_link_ = (next_link_ + 1) % links_.size();
    if (!link.has_room()) {
      ++without_room;
      continue;
    }
    without_room = 0;
    link.wake(1);
    --due;
  }
}

void Worker::on_idle(Link& link) {
  if (link.dead() && alive() == 0) return finish();
  finish_if_done();
}

std::size_t Worker::alive() const {
  return static_cast<std::size_t>(
      std::count_if(links_.begin(), links_.end(), [](const auto& link) { return !link->dead(); }));
}

void Worker::finish_if_done() {
  if (!started_ || tally_.under_way > 0 || !pace_.exhausted(std::chrono::steady_clock::now())) return;
  finish();
}

void Worker::finish() {
  if (!started_ || std::exchange(finished_, true)) return;
  if (!measuring_) begin_measuring();
  if (pace_.open_loop()) tally_.unsent = pace_.waiting(std::chrono::steady_clock::now());
  for (const auto& link : links_) link->finish();
  cpu_ = thread_cpu() - cpu_;
  events_.on_finished();
  loop_.stop();
}

std::shared_ptr<const RequestBlocks> Worker::blocks_for(std::size_t table_size) {
  std::shared_ptr<const RequestBlocks>& blocks = blocks_[table_size];
  if (!blocks) blocks = std::make_shared<const RequestBlocks>(plan_.requests, plan_.target, table_size);
  return blocks;
}

}  // namespace weft::cli::load
