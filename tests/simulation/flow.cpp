#include "flow.hpp"

#include "wire.hpp"

namespace weft::simulation {

namespace {

constexpr std::array<std::uint32_t, 6> chosen_windows{0, 300, 5'000, 65'535, 200'000, 1'000'000};
constexpr std::array<std::uint32_t, 4> chosen_connection_windows{5'000, 65'535, 200'000, 1'000'000};

// The direction in which the side receives.
Half& incoming(World& world, const Side& side, Exchange& exchange) {
  return exchange.from(world.other(side).role);
}

bool is_alive(const Side& side, const Exchange& exchange) {
  const View& view = exchange.of(side.role);
  return !side.close && view.known && !view.released;
}

h2::PauseBy pause_bit(bool by_user) {
  return by_user ? h2::PauseBy::user : h2::PauseBy::library;
}

// --- rates ---------------------------------------------------------------------------------------------------------

Rate& random_rate(World& world, std::deque<Rate>& rates) {
  Choices& choices = world.choices;
  if (!rates.empty() && choices.once_in(4)) return rates[choices.below(static_cast<std::uint32_t>(rates.size()))];
  const std::uint32_t burst = 2'000 + choices.size(100'000);
  return rates.emplace_back(burst, 1'000 + choices.size(10'000'000), world.now);
}

// One rate or two, which others may obey as well; or none any more.
Limit* random_limit(World& world, std::deque<Rate>& rates) {
  if (world.choices.once_in(4)) return nullptr;
  Limit& limit = world.limits.emplace_back();
  limit.rates[0] = &random_rate(world, rates);
  if (world.choices.once_in(4)) limit.rates[1] = &random_rate(world, rates);
  if (limit.rates[0] == limit.rates[1]) limit.rates[1] = nullptr;
  for (std::size_t i = 0; i < limit.rates.size(); ++i) {
    limit.buckets[i] = limit.rates[i] == nullptr ? nullptr : &limit.rates[i]->bucket;
  }
  return &limit;
}

h2::RateLimits::Buckets buckets_of(const Limit* limit) {
  return limit == nullptr ? h2::RateLimits::Buckets() : h2::RateLimits::Buckets(limit->buckets);
}

std::string describe(const Limit* limit) {
  if (limit == nullptr) return "nothing";
  std::string out;
  for (const Rate* rate : limit->rates) {
    if (rate != nullptr) out += fmt::format("{}{}+{}/s", out.empty() ? "" : ", ", rate->burst, rate->per_second);
  }
  return out;
}

std::uint64_t all_unread(World& world, const Side& side) {
  std::uint64_t sum = 0;
  world.for_each([&](Exchange& exchange) { sum += incoming(world, side, exchange).unread; });
  return sum;
}

}  // namespace

void spend(const World& world, Limit* limit, std::uint64_t octets) {
  if (limit == nullptr) return;
  for (Rate* rate : limit->rates) {
    if (rate == nullptr) continue;
    rate->spent += octets + limit->debt;
    const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(world.now - rate->since).count();
    const std::uint64_t allowed = rate->burst + static_cast<std::uint64_t>(elapsed) * rate->per_second / 1'000'000;
    must(rate->spent <= allowed, "no more goes than the burst and what the rate allows since");
  }
  limit->debt = 0;
}

void limit_sending(World& world, Side& side, Exchange* exchange) {
  if (side.close || (exchange != nullptr && !is_alive(side, *exchange))) return;
  Limit* limit = random_limit(world, exchange == nullptr ? world.connection_rates : world.rates);
  world.tell("{} limits what it sends on {}: {}", name(side), exchange == nullptr ? 0 : exchange->id, describe(limit));
  if (exchange == nullptr) {
    side.sending_limit = limit;
    side.connection.limit_sending(buckets_of(limit));
  } else {
    exchange->from(side.role).sending_limit = limit;
    side.connection.limit_sending(exchange->id, buckets_of(limit));
  }
}

void limit_receiving(World& world, Side& side, Exchange* exchange) {
  if (!flush(world, side) || (exchange != nullptr && !is_alive(side, *exchange))) return;
  Limit* limit = random_limit(world, exchange == nullptr ? world.connection_rates : world.rates);
  world.tell("{} limits what it receives on {}: {}", name(side), exchange == nullptr ? 0 : exchange->id,
             describe(limit));
  Allowance& allowed = exchange == nullptr ? side.allowed : incoming(world, side, *exchange).allowed;
  if (limit != nullptr && allowed.limit == nullptr) {
    limit->debt = exchange == nullptr ? all_unread(world, side) : incoming(world, side, *exchange).unread;
  }
  allowed.limit = limit;
  if (exchange == nullptr) {
    side.connection.limit_receiving(buckets_of(limit));
  } else {
    side.connection.limit_receiving(exchange->id, buckets_of(limit));
  }
}

// --- pauses and windows --------------------------------------------------------------------------------------------

void pause(World& world, Side& side, Exchange& exchange) {
  if (!flush(world, side) || !is_alive(side, exchange)) return;
  Half& half = incoming(world, side, exchange);
  const bool by_user = world.choices.once_in(2);
  world.tell("{} pauses {}{}", name(side), exchange.id, by_user ? "" : " for reasons of its own");
  (by_user ? half.paused_by_user : half.paused_by_library) = true;
  side.connection.pause(exchange.id, pause_bit(by_user));
}

void resume(World& world, Side& side, Exchange& exchange) {
  Half& half = incoming(world, side, exchange);
  if (!is_alive(side, exchange)) return;
  const bool by_user = half.paused_by_user;
  world.tell("{} resumes {}{}", name(side), exchange.id, by_user ? "" : " for reasons of its own");
  (by_user ? half.paused_by_user : half.paused_by_library) = false;
  side.connection.resume(exchange.id, pause_bit(by_user));
}

void choose_window(World& world, Side& side, Exchange& exchange) {
  if (!is_alive(side, exchange)) return;
  const std::uint32_t octets = world.choices.one_of(chosen_windows);
  world.tell("{} sets the window of {} to {}", name(side), exchange.id, octets);
  incoming(world, side, exchange).allowed.choose(octets);
  side.connection.set_window(exchange.id, octets);
}

void choose_connection_window(World& world, Side& side) {
  if (side.close) return;
  const std::uint32_t octets = world.choices.one_of(chosen_connection_windows);
  world.tell("{} sets the connection's window to {}", name(side), octets);
  side.allowed.choose(octets);
  side.connection.set_connection_window(octets);
}

void estimate_path(World& world, Side& side) {
  if (side.close) return;
  const auto round_trip = std::chrono::milliseconds(world.choices.size(300));
  const std::uint32_t rate = world.choices.size(10'000'000);
  world.tell("{} measures {} ms, {} octets a second", name(side), round_trip.count(), rate);
  world.for_each([&](Exchange& exchange) {
    if (is_alive(side, exchange)) incoming(world, side, exchange).allowed.grow(side.options.max_stream_window);
  });
  side.allowed.grow(side.options.max_connection_window);
  side.connection.on_path_estimate(round_trip, rate);
}

// --- priorities ----------------------------------------------------------------------------------------------------

h2::Dependency random_dependency(World& world, MessageId message) {
  Choices& choices = world.choices;
  const MessageId parent = choices.below(40);
  return {parent == message ? 0 : parent, static_cast<std::uint16_t>(1 + choices.below(256)), choices.once_in(4)};
}

void prioritize(World& world, Side& side, Exchange& exchange) {
  const bool is_known = exchange.of(side.role).known && !exchange.of(side.role).released;
  Result<void, h2::Misuse> done;
  if (world.choices.once_in(2)) {
    const h2::Priority priority{static_cast<std::uint8_t>(world.choices.below(8)), world.choices.once_in(2)};
    world.tell("{} gives {} the urgency {}", name(side), exchange.id, priority.urgency);
    done = side.connection.prioritize(exchange.id, priority);
    must(done.has_value() == is_known, "of every message an urgency can be told");
  } else {
    const h2::Dependency dependency = random_dependency(world, exchange.id);
    world.tell("{} makes {} depend on {}", name(side), exchange.id, dependency.parent);
    done = side.connection.prioritize(exchange.id, dependency);
    const bool allowed = is_known && (side.role == Role::server || side.options.dependencies);
    must(!done.has_value() || allowed, "who has said that there are no dependencies has none");
    must(done.has_value() || !is_known || done.error() == h2::Misuse::no_dependencies, "a good dependency is taken");
  }
}

// --- settings ------------------------------------------------------------------------------------------------------

namespace {

bool update(World& world, Side& side, const h2::LocalSettings& change) {
  const auto done = side.connection.update_settings(change);
  if (!done) {
    const bool waits = side.settings - side.settings_acknowledged >= h2::SettingsInForce::most_outstanding;
    must(waits || done.error() == h2::Misuse::connection_closing, "settings can be changed");
    return false;
  }
  world.tell("{} changes its settings:{}{}", name(side),
             change.pushes ? fmt::format(" {} pushes", *change.pushes) : std::string(),
             change.initial_window ? fmt::format(" a window of {}", *change.initial_window) : std::string());
  ++side.settings;
  side.pushes_said = change.pushes.value_or(side.pushes_said);
  side.initial_said.push_back(change.initial_window.value_or(side.initial_said.back()));
  return true;
}

}  // namespace

void change_settings(World& world, Side& side) {
  static constexpr std::array<std::uint32_t, 4> pushes{0, 1, 5, 100};
  constexpr std::uint32_t most_changes = 12;
  if (side.close || side.settings == most_changes) return;
  h2::LocalSettings change;
  if (side.role == Role::client && world.choices.once_in(2)) change.pushes = world.choices.one_of(pushes);
  if (!change.pushes || world.choices.once_in(2)) change.initial_window = world.choices.one_of(chosen_windows);
  update(world, side, change);
}

void settle_settings(World& world, Side& side) {
  must(++side.settings_acknowledged <= side.settings, "settings are acknowledged once");
  const std::int64_t before = side.initial_said.front();
  side.initial_said.pop_front();
  const std::int64_t delta = side.initial_said.front() - before;
  world.for_each([&](Exchange& exchange) {
    if (is_alive(side, exchange)) incoming(world, side, exchange).allowed.adjust(delta);
  });
}

bool open_windows(World& world, Side& side) {
  if (side.close || side.initial_said.back() != 0) return false;
  return update(world, side, {.pushes = {}, .initial_window = h2::default_window});
}

namespace {

void lift(World& world, Side& side, Exchange& exchange) {
  if (!is_alive(side, exchange)) return;
  Half& half = incoming(world, side, exchange);
  while (half.paused()) resume(world, side, exchange);
  if (half.allowed.limit != nullptr) side.connection.limit_receiving(exchange.id, {});
  if (exchange.from(side.role).sending_limit != nullptr) side.connection.limit_sending(exchange.id, {});
  half.allowed.limit = exchange.from(side.role).sending_limit = nullptr;
  if (half.allowed.least == 0) {
    half.allowed.choose(h2::default_window);
    side.connection.set_window(exchange.id, h2::default_window);
  }
}

}  // namespace

void lift_restrictions(World& world) {
  for (Side* side : {&world.client, &world.server}) {
    if (side->close) continue;
    world.tell("{} lifts its restrictions", name(*side));
    side->connection.limit_receiving({});
    side->connection.limit_sending({});
    side->allowed.limit = side->sending_limit = nullptr;
    world.for_each([&](Exchange& exchange) { lift(world, *side, exchange); });
  }
}

}  // namespace weft::simulation
