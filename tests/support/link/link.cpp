// A link between two network namespaces, on which TCP of this machine's kernel meets a rate, a delay, a queue and
// losses:
//
//   weft_link [--both PATH] [--to-far PATH] [--to-near PATH] [--congestion NAME]
//
// PATH is words as "rate=500M,delay=40ms,queue=5M,loss=0.01,burst=4,seed=7". When the link is there, one line of JSON
// on standard output names the namespaces ("near" and "far") for nsenter. The link lasts until standard input ends, and
// then tells in another line what has passed. Exit code 77: this machine does not allow it.
#include <fmt/format.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/base/time.hpp>

#include "direction.hpp"
#include "end.hpp"
#include "path_words.hpp"

namespace weft::link {

namespace {

constexpr int exit_usage = 2;
constexpr int exit_not_allowed = 77;
constexpr const char* near_address = "10.9.0.1";
constexpr const char* far_address = "10.9.0.2";

struct Options {
  Path to_far;
  Path to_near;
  std::string congestion = "cubic";
};

Time now() {
  return std::chrono::steady_clock::now();
}

// Takes packets from one end and gives them to the other when their time has come.
class Lane {
 public:
  Lane(End& from, End& to, const Path& path) : from_(from), to_(to), direction_(path) {}

  // False when there is no more to take for now.
  bool take_in() {
    constexpr int most_packets = 64;  // then the other direction has its turn
    for (int i = 0; i < most_packets; ++i) {
      const Octets packet = from_.read(room_);
      if (packet.empty()) return false;
      const auto due = direction_.pass(packet.size(), now());
      if (due) under_way_.push_back({*due, {packet.begin(), packet.end()}});
    }
    return true;
  }
  void give_out() {
    while (!under_way_.empty() && under_way_.front().due <= now()) {
      to_.write(under_way_.front().octets);
      under_way_.pop_front();
    }
  }
  Time next() const { return under_way_.empty() ? never : under_way_.front().due; }
  const Counts& counts() const { return direction_.counts(); }

 private:
  struct Packet {
    Time due;
    std::vector<std::uint8_t> octets;
  };

  End& from_;
  End& to_;
  Direction direction_;
  std::deque<Packet> under_way_;
  std::array<std::uint8_t, 65'536> room_{};
};

// False when standard input has ended.
bool wait(const End& near, const End& far, Time until) {
  std::array<pollfd, 3> files{
      {{near.descriptor(), POLLIN, 0}, {far.descriptor(), POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
  const Duration left = std::max(until == never ? Duration(std::chrono::hours(1)) : until - now(), Duration::zero());
  constexpr std::int64_t second = 1'000'000'000;
  const timespec limit{.tv_sec = left.count() / second, .tv_nsec = left.count() % second};
  if (::ppoll(files.data(), files.size(), &limit, nullptr) <= 0 || files[2].revents == 0) return true;
  char ignored = 0;
  return ::read(STDIN_FILENO, &ignored, 1) > 0;
}

std::string in_json(const Counts& counts, const End& from) {
  return fmt::format(R"({{"packets": {}, "octets": {}, "dropped": {}, "lost": {}, "overrun": {}}})", counts.packets,
                     counts.octets, counts.dropped, counts.lost, from.overrun());
}

void carry(const Options& options) {
  become_root();
  End near(near_address, far_address, options.congestion);
  End far(far_address, near_address, options.congestion);
  Lane to_far(near, far, options.to_far);
  Lane to_near(far, near, options.to_near);
  fmt::print(R"({{"near": "{}", "far": "{}", "near_address": "{}", "far_address": "{}"}})"
             "\n",
             near.name(), far.name(), near_address, far_address);
  std::fflush(stdout);
  while (wait(near, far, std::min(to_far.next(), to_near.next()))) {
    to_far.take_in();
    to_near.take_in();
    to_far.give_out();
    to_near.give_out();
  }
  // Octets that were sent before the end count, though it does not arrive.
  while (to_far.take_in() || to_near.take_in()) {
  }
  fmt::print(R"({{"to_far": {}, "to_near": {}}})"
             "\n",
             in_json(to_far.counts(), near), in_json(to_near.counts(), far));
}

// Says why the option is wrong, or nothing.
std::string read(Options& options, std::string_view name, const char* value) {
  if (value == nullptr) return fmt::format("{}: expected a value behind it", name);
  if (name == "--congestion") {
    options.congestion = value;
    return {};
  }
  if (name != "--both" && name != "--to-far" && name != "--to-near")
    return fmt::format("{}: expected --both, --to-far, --to-near or --congestion", name);
  const auto path = path_of(value);
  if (!path) return path.error();
  if (name != "--to-near") options.to_far = *path;
  if (name != "--to-far") options.to_near = *path;
  return {};
}

int run(char** arguments) {
  Options options;
  for (; *arguments != nullptr; arguments += 2) {
    const std::string wrong = read(options, arguments[0], arguments[1]);
    if (wrong.empty()) continue;
    fmt::print(stderr, "weft_link: {}\n", wrong);
    return exit_usage;
  }
  try {
    carry(options);
  } catch (const std::system_error& error) {
    fmt::print(stderr, "weft_link: this machine does not allow it: {}\n", error.what());
    return exit_not_allowed;
  } catch (const std::runtime_error& error) {
    fmt::print(stderr, "weft_link: {}\n", error.what());
    return 1;
  }
  return 0;
}

}  // namespace

}  // namespace weft::link

int main(int, char** arguments) {
  return weft::link::run(arguments + 1);
}
