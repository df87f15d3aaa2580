#include <cli/load/load_thread.hpp>

#include <algorithm>
#include <utility>

#include <weft/io/tls_context.hpp>

namespace weft::cli::load {

namespace {

// Handshakes that are under way at once: a server's queue of new connections has an end.
constexpr std::size_t most_connecting = 100;

std::shared_ptr<const io::TlsContext> tls_for(const Plan& plan) {
  if (plan.target.url.scheme == http::Scheme::http) return nullptr;
  io::TlsClientOptions options;
  if (plan.version != WantedVersion::http11) options.alpn.emplace_back("h2");
  if (plan.version != WantedVersion::http2) options.alpn.emplace_back("http/1.1");
  if (plan.tls.certificates == Certificates::trust_any) options.verify = io::VerifyPeer::no;
  options.trusted_file = plan.tls.trusted_file;
  options.certificate = plan.tls.certificate;
  // The load is that of many clients, each of which is new to the server.
  options.most_sessions = 0;
  return io::TlsContext::client(options);
}

}  // namespace

LoadThread::LoadThread(const Plan& plan, std::size_t connections, LoadThreadEvents& events, CallLogFile* log)
    : plan_(plan),
      events_(events),
      blocks_for_([this](std::size_t table_size) { return blocks_for(table_size); }),
      texts_(compose_texts(plan.requests, plan.target)),
      context_{loop_, plan_, tls_for(plan), blocks_for_, texts_, share_, spoken_} {
  // A wrong request is better told here than in the middle of the run.
  blocks_for(hpack::default_table_size);
  share_.user = this;
  share_.unprocessed = plan.unprocessed;
  if (log != nullptr) share_.log = &log_.emplace(*log, plan.requests);
  for (std::size_t i = 0; i < connections; ++i)
    lanes_.push_back(std::make_unique<Lane>(context_, static_cast<LaneUser&>(*this)));
}

LoadThread::~LoadThread() = default;

void LoadThread::run() {
  gathering_ = true;
  for (const auto& lane : lanes_) lane->seek();
  gathering_ = false;
  loop_.run();
}

bool LoadThread::wants_connections() const {
  if (!started_) return gathering_;
  return !finished_ && !share_.exhausted(std::chrono::steady_clock::now());
}

void LoadThread::on_wanting(Lane& lane) {
  wanting_.push_back(&lane);
  connect_some();
}

void LoadThread::connect_some() {
  for (; connecting_ < most_connecting && !wanting_.empty(); ++connecting_) wanting_.pop_front()->connect();
}

void LoadThread::on_tried(Lane& lane) {
  --connecting_;
  connect_some();
  if (lane.has_room()) of_use_ = std::chrono::steady_clock::now();
  if (++tried_ == lanes_.size()) events_.on_settled(connected());
}

void LoadThread::on_idle(Lane& /*lane*/) {
  finish_if_done();
}

std::size_t LoadThread::connected() const {
  return static_cast<std::size_t>(
      std::count_if(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane->was_connected(); }));
}

void LoadThread::spawn(io::Task<> work) {
  io::spawn(loop_, std::move(work), [](const std::exception_ptr& /*failure*/) {});
}

std::shared_ptr<const RequestBlocks> LoadThread::blocks_for(std::size_t table_size) {
  std::shared_ptr<const RequestBlocks>& blocks = blocks_[table_size];
  if (!blocks) blocks = std::make_shared<const RequestBlocks>(plan_.requests, plan_.target, table_size);
  return blocks;
}

}  // namespace weft::cli::load
