// Opens connections, asks each one thing, and holds them: for measuring what a server keeps for a connection on which
// nothing happens.
//
//   bench_hold https://127.0.0.1:8443 10000        // says "ready", then waits for the end of its input
//   bench_hold https://127.0.0.1:8443 10000 1      // not 64 connections at a time, but one
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include <bench/programs/clients/client.hpp>

namespace {

using namespace weft;

// Fewer than a server lets wait.
constexpr std::size_t usual_at_once = 64;

std::size_t number(const char* text) {
  return std::strtoul(text, nullptr, 10);
}

class Crowd final : public bench::ClientUser {
 public:
  Crowd(io::Loop& loop, const bench::Server& server, std::size_t size, std::size_t at_once)
      : loop_(loop), server_(server), size_(size) {
    while (clients_.size() < std::min(at_once, size_)) add();
  }

  bool complete() const { return answered_ == size_; }

 private:
  void add() { clients_.push_back(std::make_unique<bench::Client>(loop_, server_, *this)); }

  void on_ready(bench::Client& client) override { client.ask("/6"); }
  void on_answered(bench::Client& /*client*/) override {
    ++answered_;
    if (clients_.size() < size_) add();
  }

  io::Loop& loop_;
  const bench::Server& server_;
  std::size_t size_;
  std::size_t answered_ = 0;
  std::vector<std::unique_ptr<bench::Client>> clients_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) bench::give_up("usage", "bench_hold URL CONNECTIONS [AT-ONCE]");
  io::Loop loop;
  const bench::Server server = bench::Server::at(arguments[1]);
  const Crowd crowd(loop, server, number(arguments[2]), count > 3 ? number(arguments[3]) : usual_at_once);
  while (!crowd.complete()) loop.turn();
  std::puts("ready");
  std::fflush(stdout);
  char octet = 0;
  while (::read(STDIN_FILENO, &octet, 1) > 0) {
  }
}
