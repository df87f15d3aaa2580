// What may happen in a run: one small function each, in a table. What cannot be done now is left undone.
#pragma once

#include <span>
#include <string_view>

#include "world.hpp"

namespace weft::simulation {

struct Action {
  std::string_view name;
  // How often it is drawn, beside the others.
  std::uint32_t weight;
  void (*act)(World& world);
};

std::span<const Action> actions();
// Draws one and does it.
void act(World& world);

}  // namespace weft::simulation
