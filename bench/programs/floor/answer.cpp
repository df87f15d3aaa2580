// The floor of a server: canned octets answer every request, over the loop, the sockets and the TLS of weft/io.
//
//   floor_answer 8443 8080 6                                  // ports for TLS and cleartext, octets of a body
//   floor_answer 8443 8080 6 certificate.pem key.pem
//   h2load -n 100000 -c 10 -m 100 https://127.0.0.1:8443/     // batches; with -m 1 pings, with -d FILE uploads
//
// When the last connection of a run has gone, it prints what a request cost. bench/compare runs it beside the servers.
#include <ctime>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include <bench/programs/floor/canned.hpp>
#include <weft/frame/reader.hpp>
#include <weft/http/preface.hpp>
#include <weft/io/listener.hpp>
#include <weft/io/self_signed.hpp>

namespace {

using namespace weft;
using bench::CannedAnswer;
using bench::Pending;

// One turn sends this much, the most that a server's turn sends.
constexpr std::size_t budget = 256 * 1024;
constexpr std::uint32_t largest_window = 0x7fffffff;
constexpr std::uint32_t initial_window = 65'535;
constexpr std::uint32_t refill = 1 << 30;
constexpr std::uint64_t mebibyte = 1 << 20;

std::uint64_t cpu_nanoseconds() {
  timespec spent{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return static_cast<std::uint64_t>(spent.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(spent.tv_nsec);
}

// From the first connection to the end of the last.
class Run {
 public:
  void begin() {
    if (open_++ == 0) began_ = cpu_nanoseconds();
  }
  void count_request(std::uint64_t answer) {
    ++requests_;
    octets_ += answer;
  }
  void count_received(std::uint64_t octets) { octets_ += octets; }
  void end() {
    if (--open_ > 0 || requests_ == 0) return;
    const std::uint64_t spent = cpu_nanoseconds() - began_;
    std::printf("%llu requests, %llu CPU nanoseconds each; %llu a MiB of bodies\n",
                static_cast<unsigned long long>(requests_), static_cast<unsigned long long>(spent / requests_),
                static_cast<unsigned long long>(spent * mebibyte / std::max<std::uint64_t>(octets_, 1)));
    std::fflush(stdout);
    requests_ = octets_ = 0;
  }

 private:
  std::size_t open_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t octets_ = 0;
  std::uint64_t began_ = 0;
};

// All connections share this.
struct Shared {
  CannedAnswer answer;
  Run run = {};
};

class Connection final : private io::ChannelUser, private io::TurnEnd {
 public:
  Connection(Shared& shared, std::unique_ptr<io::Channel> channel) : shared_(shared), channel_(std::move(channel)) {
    shared_.run.begin();
    channel_->start(*this);
  }

 private:
  void on_open() override {
    Buffer out;
    frame::append_header({6, frame::Type::settings, 0, 0}, out);
    constexpr std::uint16_t initial_window_size = 4;
    append_be16(initial_window_size, out);
    append_be32(largest_window, out);
    append_window_update(largest_window - initial_window, out);
    channel_->send(out.mutable_readable());
  }

  void on_received(MutableOctets octets) override {
    const std::size_t skipped = std::min(ahead_, octets.size());
    ahead_ -= skipped;
    Octets frames = octets.subspan(skipped);
    while (reader_.next(frames, [this](const auto& what) { on(what); })) {
    }
    if (!pending_.empty() || settings_to_ack_ > 0) channel_->loop().at_turn_end(*this);
  }

  template <class Ignored>
  void on(const Ignored& /*frame*/) {}
  void on(const frame::Headers& headers) {
    if (headers.end_stream) answer(headers.stream);
  }
  void on(const frame::DataStart& data) {
    received_ += data.header.length;
    shared_.run.count_received(data.header.length);
  }
  void on(const frame::DataPiece& piece) {
    if (piece.end_stream) answer(piece.stream);
  }
  void on(const frame::Settings& settings) {
    if (!settings.ack) ++settings_to_ack_;
  }

  void answer(frame::StreamId stream) {
    pending_.push_back({stream, shared_.answer.body()});
    shared_.run.count_request(shared_.answer.body());
  }

  void on_turn_end() override {
    if (channel_->backlog() > 0) return;
    Buffer& out = channel_->loop().output_scratch();
    out.clear();
    compose_control(out);
    std::size_t done = 0;
    while (done < pending_.size() && out.size() < budget && shared_.answer.compose(pending_[done], out, budget)) ++done;
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(done));
    if (!out.empty()) channel_->send(out.mutable_readable());
    if (!pending_.empty() && channel_->backlog() == 0) channel_->loop().at_turn_end(*this);
  }

  void compose_control(Buffer& out) {
    for (; settings_to_ack_ > 0; --settings_to_ack_) {
      frame::append_header({0, frame::Type::settings, frame::flag::ack, 0}, out);
    }
    if (received_ < refill) return;
    received_ -= refill;
    append_window_update(refill, out);
  }

  void on_drained() override { channel_->loop().at_turn_end(*this); }
  void on_end() override { channel_->close(); }
  void on_closed(std::error_code /*error*/, io::Reason /*reason*/) override {
    shared_.run.end();
    delete this;
  }

  static void append_be16(std::uint16_t value, Buffer& out) {
    store_be16(out.prepare(2).data(), value);
    out.commit(2);
  }
  static void append_be32(std::uint32_t value, Buffer& out) {
    store_be32(out.prepare(4).data(), value);
    out.commit(4);
  }
  static void append_window_update(std::uint32_t increment, Buffer& out) {
    frame::append_header({4, frame::Type::window_update, 0, 0}, out);
    append_be32(increment, out);
  }

  Shared& shared_;
  std::unique_ptr<io::Channel> channel_;
  // Octets of the preface that are to come.
  std::size_t ahead_ = http::client_preface.size();
  frame::Reader reader_;
  std::vector<Pending> pending_;
  std::uint32_t received_ = 0;
  unsigned settings_to_ack_ = 0;
};

class Doorkeeper final : public io::ListenerUser {
 public:
  explicit Doorkeeper(Shared& shared) : shared_(shared) {}

  // A connection owns itself until its channel has closed.
  void on_accepted(std::unique_ptr<io::Channel> channel) override { new Connection(shared_, std::move(channel)); }
  void on_accept_failed(const std::error_code& why, std::size_t) override {
    std::fprintf(stderr, "cannot accept: %s\n", why.message().c_str());
  }

 private:
  Shared& shared_;
};

std::shared_ptr<const io::TlsContext> tls(std::span<char*> arguments) {
  const io::TlsCertificate certificate = arguments.size() > 5
                                             ? io::TlsCertificate::from_pem_files(arguments[4], arguments[5])
                                             : io::make_self_signed({"localhost"}).load();
  return io::TlsContext::server({.certificates = {certificate}, .alpn = {"h2"}});
}

io::ListenSet listen(const char* port) {
  return std::move(io::listen_on("127.0.0.1", static_cast<std::uint16_t>(std::atoi(port))).front());
}

}  // namespace

int main(int count, char** values) try {
  const std::span<char*> arguments(values, static_cast<std::size_t>(count));
  if (arguments.size() < 4) {
    std::fputs("usage: floor_answer TLS-PORT CLEARTEXT-PORT BODY-OCTETS [CERTIFICATE KEY]\n", stderr);
    return 2;
  }
  io::Loop loop;
  Shared shared{CannedAnswer(std::strtoull(arguments[3], nullptr, 10))};
  Doorkeeper doorkeeper(shared);
  const io::Listener secure(loop, listen(arguments[1]), doorkeeper, {.tls = tls(arguments)});
  const io::Listener clear(loop, listen(arguments[2]), doorkeeper, {});
  loop.run();
} catch (const std::exception& error) {
  std::fprintf(stderr, "floor_answer: %s\n", error.what());
  return 1;
}
