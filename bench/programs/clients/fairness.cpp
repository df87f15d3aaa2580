// How long small requests take, alone and beside a download that takes all it can get.
//
//   bench_fairness https://127.0.0.1:8443 64 2     // connections that ask one thing after the other; seconds of each
//   part
//
// Prints the 50th and the 99th of a hundred of them, alone and beside, in microseconds, and the octets of the download.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <bench/programs/clients/client.hpp>

namespace {

using namespace weft;
using Clock = std::chrono::steady_clock;

class Pings final : public bench::ClientUser {
 public:
  Pings(io::Loop& loop, const bench::Server& server, std::size_t connections) {
    for (std::size_t i = 0; i < connections; ++i) {
      clients_.push_back(std::make_unique<bench::Client>(loop, server, *this));
    }
  }

  bool all_asked() const { return asked_.size() == clients_.size(); }

  // The times that were measured since the last call, in order.
  std::vector<double> take() {
    std::vector<double> taken;
    taken.swap(microseconds_);
    std::sort(taken.begin(), taken.end());
    return taken;
  }

 private:
  void on_ready(bench::Client& client) override { ask(client); }
  void on_answered(bench::Client& client) override {
    const std::chrono::duration<double, std::micro> took = Clock::now() - asked_[&client];
    microseconds_.push_back(took.count());
    ask(client);
  }
  void ask(bench::Client& client) {
    asked_[&client] = Clock::now();
    client.ask("/6");
  }

  std::vector<std::unique_ptr<bench::Client>> clients_;
  std::unordered_map<const bench::Client*, Clock::time_point> asked_;
  std::vector<double> microseconds_;
};

// Two downloads at a time, so that there is always one.
class Bulk final : public bench::ClientUser {
 public:
  Bulk(io::Loop& loop, const bench::Server& server) : client_(loop, server, *this) {}

  std::uint64_t received() const { return client_.received(); }

 private:
  void on_ready(bench::Client& client) override {
    client.ask("/10m");
    client.ask("/10m");
  }
  void on_answered(bench::Client& client) override { client.ask("/10m"); }

  bench::Client client_;
};

void run_for(io::Loop& loop, double seconds) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (Clock::now() < end) loop.turn();
}

void report(std::string_view when, const std::vector<double>& sorted) {
  if (sorted.size() < 100) bench::give_up(when, "too few answers");
  const auto at = [&](std::size_t percent) { return sorted[sorted.size() * percent / 100]; };
  std::printf("%.*s: %zu, p50 %.1f, p99 %.1f\n", static_cast<int>(when.size()), when.data(), sorted.size(), at(50),
              at(99));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) bench::give_up("usage", "bench_fairness URL CONNECTIONS SECONDS");
  io::Loop loop;
  const bench::Server server = bench::Server::at(arguments[1]);
  const double seconds = std::strtod(arguments[3], nullptr);
  Pings pings(loop, server, std::strtoul(arguments[2], nullptr, 10));
  while (!pings.all_asked()) loop.turn();
  constexpr double warm_up = 0.1;
  run_for(loop, warm_up);
  pings.take();
  run_for(loop, seconds);
  report("alone", pings.take());
  const Bulk bulk(loop, server);
  run_for(loop, warm_up);
  pings.take();
  const std::uint64_t before = bulk.received();
  run_for(loop, seconds);
  report("beside", pings.take());
  std::printf("bulk: %llu\n", static_cast<unsigned long long>(bulk.received() - before));
}
