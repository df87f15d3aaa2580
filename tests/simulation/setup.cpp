// The beginning of a run: the limits that the two sides set each other, and the habits of their applications.
#include "world.hpp"

namespace weft::simulation {

namespace {

constexpr std::array<std::uint32_t, 8> stream_windows{1, 300, 5'000, 16'384, 65'535, 65'536, 200'000, 1'000'000};
constexpr std::array<std::uint32_t, 4> connection_windows{65'535, 65'536, 100'000, 1'048'576};
constexpr std::array<std::uint32_t, 4> frame_sizes{16'384, 16'384, 16'385, 65'536};
constexpr std::array<std::uint32_t, 5> table_sizes{0, 64, 4096, 4096, 65'536};
constexpr std::array<std::uint32_t, 6> stream_limits{1, 2, 5, 100, 100, 100};
constexpr std::array<std::uint32_t, 3> paused_windows{0, 10'000, 131'072};

h2::Options random_options(Choices& choices, Role role) {
  h2::Options options;
  options.stream_window = choices.one_of(stream_windows);
  options.connection_window = choices.one_of(connection_windows);
  options.max_frame_size = choices.one_of(frame_sizes);
  options.header_table_size = choices.one_of(table_sizes);
  options.limits.streams = choices.one_of(stream_limits);
  if (role == Role::server && choices.once_in(8)) {
    options.limits.field_section.soft_octets = 400;
    // Two or three answers to requests that are larger.
    options.limits.buffered_output = 60;
  }
  if (role == Role::client && choices.once_in(2)) options.pushes = choices.one_of(stream_limits);
  if (choices.once_in(8)) options.limits.promises = 1;
  options.dependencies = role == Role::client && choices.once_in(4);
  options.paused_window = choices.one_of(paused_windows);
  // Bodies here are smaller than in life, and so are their frames.
  options.limits.data_overhead *= 4;
  return options;
}

Climate random_climate(Choices& choices) {
  Climate climate;
  climate.resets = choices.once_in(2);
  climate.endings = choices.once_in(3);
  climate.slow = choices.once_in(4);
  climate.flow = choices.once_in(2);
  climate.exchanges = choices.size(24);
  climate.pushes = choices.size(16);
  climate.steps = 20 + choices.below(400);
  return climate;
}

void take_habits(Side& side, Choices& choices) {
  side.reads_at_once = choices.once_in(2);
  side.answers_at_once = choices.once_in(2);
  side.releases_at_once = choices.once_in(2);
}

}  // namespace

World::World(Choices source, Story* s, Tally* t)
    : choices(source),
      story(s),
      tally(t),
      climate(random_climate(choices)),
      client(Role::client, random_options(choices, Role::client), now),
      server(Role::server, random_options(choices, Role::server), now) {
  take_habits(client, choices);
  take_habits(server, choices);
  client.pushes_said = client.options.pushes;
  for (Side* side : {&client, &server}) {
    const h2::Options& options = side->options;
    side->allowed.begin(std::max(h2::default_window, options.connection_window));
    side->initial_said = {std::max(h2::default_window, options.stream_window), options.stream_window};
    tell("{}: stream window {}, connection window {}, frames {}, table {}, streams {}, fields {}{}{}{}", name(*side),
         options.stream_window, options.connection_window, options.max_frame_size, options.header_table_size,
         options.limits.streams, options.limits.field_section.soft_octets, side->reads_at_once ? ", reads at once" : "",
         side->answers_at_once ? ", answers at once" : "", side->releases_at_once ? ", releases at once" : "");
  }
  tell("climate:{}{}{}{} {} exchanges, {} pushes of which the client takes {}{}", climate.resets ? " resets" : "",
       climate.endings ? " endings" : "", climate.slow ? " slow" : "", climate.flow ? " flow" : "", climate.exchanges,
       climate.pushes, client.options.pushes, client.options.dependencies ? ", dependencies" : "");
}

Exchange* World::find(MessageId id) {
  if (id == 0) return nullptr;
  std::deque<Exchange>& kind = id % 2 == 1 ? exchanges : pushes;
  const std::size_t index = (id - 1) / 2;
  return index < kind.size() ? &kind[index] : nullptr;
}

Exchange& World::exchange(MessageId id) {
  Exchange* found = find(id);
  must(found != nullptr, "events are about messages that there are");
  return *found;
}

void Tally::count(std::string_view reason) {
  for (auto& [known, times] : reasons) {
    if (known == reason) {
      ++times;
      return;
    }
  }
  reasons.emplace_back(reason, 1);
}

}  // namespace weft::simulation
