#include <cli/load/worker.hpp>

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
  if (plan.version != Version::http11) options.alpn.emplace_back("h2");
  if (plan.version != Version::http2) options.alpn.emplace_back("http/1.1");
  if (plan.tls.certificates == Certificates::trust_any) options.verify = io::VerifyPeer::no;
  options.trusted_file = plan.tls.trusted_file;
  options.certificate = plan.tls.certificate;
  return io::TlsContext::client(options);
}

}  // namespace

Worker::Worker(const Plan& plan, std::size_t connections, WorkerEvents& events, CallLogFile* log)
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
    links_.push_back(std::make_unique<Link>(context_, static_cast<LinkUser&>(*this)));
}

Worker::~Worker() = default;

void Worker::run() {
  gathering_ = true;
  for (const auto& link : links_) link->seek();
  gathering_ = false;
  loop_.run();
}

bool Worker::wants_connections() const {
  if (!started_) return gathering_;
  return !finished_ && !share_.exhausted(std::chrono::steady_clock::now());
}

void Worker::on_wanting(Link& link) {
  wanting_.push_back(&link);
  connect_some();
}

void Worker::connect_some() {
  for (; connecting_ < most_connecting && !wanting_.empty(); ++connecting_) wanting_.pop_front()->connect();
}

void Worker::on_tried(Link& link) {
  --connecting_;
  connect_some();
  if (link.has_room()) of_use_ = std::chrono::steady_clock::now();
  if (++tried_ == links_.size()) events_.on_settled(connected());
}

void Worker::on_idle(Link& /*link*/) {
  finish_if_done();
}

std::size_t Worker::connected() const {
  return static_cast<std::size_t>(
      std::count_if(links_.begin(), links_.end(), [](const auto& link) { return link->was_connected(); }));
}

void Worker::spawn(io::Task<> work) {
  io::spawn(loop_, std::move(work), [](const std::exception_ptr& /*failure*/) {});
}

std::shared_ptr<const RequestBlocks> Worker::blocks_for(std::size_t table_size) {
  std::shared_ptr<const RequestBlocks>& blocks = blocks_[table_size];
  if (!blocks) blocks = std::make_shared<const RequestBlocks>(plan_.requests, plan_.target, table_size);
  return blocks;
}

}  // namespace weft::cli::load
