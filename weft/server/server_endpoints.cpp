// Routes that only some endpoints have.
#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <weft/server/server_state.hpp>

namespace weft {

server::Group Server::endpoint(std::string_view name) {
  state_->before_start();
  if (name.empty()) throw std::invalid_argument("endpoint(): the name is empty");
  auto& plans = state_->endpoint_plans;
  auto known = std::ranges::find(plans, name, &server::EndpointPlan::name);
  if (known == plans.end()) {
    if (plans.size() == std::numeric_limits<std::uint8_t>::max()) {
      throw std::invalid_argument("at most 255 endpoints have routes of their own");
    }
    const auto number = static_cast<std::uint8_t>(plans.size() + 1);
    plans.push_back({std::string(name), std::make_shared<server::GroupPlan>(server::GroupPlan{.endpoint = number})});
    known = std::prev(plans.end());
  }
  return {*this, state_->program, known->so_far, known->group};
}

bool Server::State::listens_at(std::string_view name) const {
  return std::ranges::any_of(planned, [name](const auto& each) { return each.options.name == name; });
}

void Server::State::check_endpoint_names() const {
  for (const auto& plan : endpoint_plans) {
    if (listens_at(plan.name)) continue;
    throw std::invalid_argument(fmt::format("endpoint \"{}\" has routes, and none is called so", plan.name));
  }
}

// 0: it has no routes of its own.
std::uint8_t Server::State::number_of_endpoint(std::string_view name) const {
  const auto known = std::ranges::find(endpoint_plans, name, &server::EndpointPlan::name);
  return known == endpoint_plans.end() ? 0
                                       : static_cast<std::uint8_t>(std::distance(endpoint_plans.begin(), known) + 1);
}

std::uint8_t Server::State::known_endpoint(std::string_view name) const {
  const auto number = number_of_endpoint(name);
  if (number == 0 && !listens_at(name)) {
    throw std::invalid_argument(fmt::format("no endpoint is called \"{}\", and no routes are for one", name));
  }
  return number;
}

}  // namespace weft
