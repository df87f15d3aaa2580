// Actions of a run, which chance draws from a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace weft::simulation {

template <class World>
struct DrawnAction {
  std::string_view name;
  // How often the action is drawn, compared with the others.
  std::uint32_t weight;
  void (*act)(World& world);
};

// Draws an action and does it. One that has done something is counted.
template <class World>
void draw_and_act(std::span<const DrawnAction<World>> table, World& world) {
  std::uint32_t all_weights = 0;
  for (const auto& action : table) all_weights += action.weight;
  std::uint32_t drawn = world.choices.below(all_weights);
  std::size_t i = 0;
  while (drawn >= table[i].weight) drawn -= table[i++].weight;
  const std::uint64_t before = world.deeds;
  table[i].act(world);
  if (world.tally == nullptr) return;
  world.tally->actions.resize(table.size());
  if (world.deeds != before) ++world.tally->actions[i];
}

}  // namespace weft::simulation
