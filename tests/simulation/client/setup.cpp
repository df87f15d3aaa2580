// The beginning of a run: how the client behaves, and what may happen to it.
#include <algorithm>
#include <array>

#include <weft/io/memory_channel.hpp>

#include "world.hpp"

namespace weft::client_simulation {

namespace {

constexpr std::array<std::uint32_t, 5> stream_windows{1'000, 16'384, 65'535, 65'536, 200'000};
constexpr std::array<std::uint32_t, 3> connection_windows{65'535, 100'000, 1'048'576};
constexpr std::array<std::uint32_t, 3> paused_windows{0, 100'000, 16'777'216};
constexpr std::array<std::size_t, 3> connection_limits{1, 2, 6};

// Each connection leads to a server of its own.
class Door final : public io::Entrance {
 public:
  explicit Door(World& world) : world_(world) {}

  Result<std::unique_ptr<io::Channel>, io::Reason> connect(io::Loop& loop) override {
    // Octets leave at once, all of them.
    constexpr std::size_t room = std::size_t{1} << 30;
    io::MemoryPair pair = io::make_memory_pair(loop, room);
    world_.tell("  the client makes connection {}", world_.peers.size());
    world_.peers.push_back(std::make_unique<Peer>(world_, std::move(pair.second), world_.peers.size()));
    return std::move(pair.first);
  }

 private:
  World& world_;
};

ClientOptions random_options(World& world) {
  Choices& choices = world.choices;
  ClientOptions options;
  options.insecure = true;  // no certificates are read
  options.transport = std::shared_ptr<io::Entrance>(std::make_shared<Door>(world));
  options.most_connections = choices.one_of(connection_limits);
  // Numbers of connections are the process's, and the spread of ages with them.
  options.connection.age = std::chrono::hours(1000);
  h2::Options& h2 = options.connection.h2;
  h2.stream_window = choices.one_of(stream_windows);
  h2.connection_window = choices.one_of(connection_windows);
  const bool grows = choices.once_in(2);
  h2.max_stream_window = grows ? 1'048'576 : h2.stream_window;
  h2.max_connection_window = grows ? 1'048'576 : h2.connection_window;
  h2.paused_window = choices.one_of(paused_windows);
  h2.window_budget = &world.budget;
  // Bodies here are smaller than in life, and so are their frames.
  h2.limits.data_overhead *= 4;
  return options;
}

Climate random_climate(Choices& choices) {
  Climate climate;
  climate.flow = choices.once_in(2);
  climate.limits = choices.once_in(2);
  climate.goaways = choices.once_in(3);
  climate.cancels = choices.once_in(2);
  climate.promises = choices.once_in(4);
  climate.faults = choices.once_in(4);
  climate.slow = choices.once_in(4);
  climate.asks = choices.size(200);
  climate.steps = 20 + choices.below(400);
  return climate;
}

}  // namespace

World::World(const Choices& source, Story* s, Tally* t, session::TraceUser* trace)
    : choices(source), story(s), tally(t), climate(random_climate(choices)), options(random_options(*this)) {
  options.connection.trace = trace;
  const h2::Options& h2 = options.connection.h2;
  largest_body = std::min<std::uint32_t>(100'000, 12 * std::min(h2.stream_window, 8'192u));
  tell("stream window {} to {}, connection window {} to {}, {} more of paused ones, {} connections", h2.stream_window,
       h2.max_stream_window, h2.connection_window, h2.max_connection_window, h2.paused_window,
       options.most_connections);
  tell("climate:{}{}{}{}{}{}{} {} asks", climate.flow ? " flow" : "", climate.limits ? " limits" : "",
       climate.goaways ? " goaways" : "", climate.cancels ? " cancels" : "", climate.promises ? " promises" : "",
       climate.faults ? " faults" : "", climate.slow ? " slow" : "", climate.asks);
  pool.emplace(loop, options);
}

World::~World() = default;

void World::run() {
  loop.run();
  for (const auto& ask : asks) ask->credit_is_due = ask->reading();
}

void World::pass(Duration time) {
  tell("{} ms pass", std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
  for (const Time end = now + time; now < end;) {
    now += std::min<Duration>(end - now, io::Deadlines::tick);
    run();
  }
}

void Tally::count(std::string_view reason) {
  const auto known =
      std::find_if(reasons.begin(), reasons.end(), [&](const auto& each) { return each.first == reason; });
  if (known != reasons.end()) {
    ++known->second;
  } else {
    reasons.emplace_back(reason, 1);
  }
}

}  // namespace weft::client_simulation
