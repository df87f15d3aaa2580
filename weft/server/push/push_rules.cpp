#include <weft/server/push/push_rules.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <weft/http/target.hpp>
#include <weft/server/middleware.hpp>
#include <weft/server/push/push_hint.hpp>
#include <weft/server/push/push_ladder.hpp>

namespace weft::server {

std::span<const PushesOfPage> PushRules::of_page(std::string_view page) const {
  const auto [first, last] = std::ranges::equal_range(rules, page, {}, &PushesOfPage::page);
  return {first, last};
}

void check_page(std::string_view page) {
  if (page.starts_with('/')) return;
  throw std::invalid_argument(fmt::format("\"{}\": expected the path of a page: \"/index.html\"", page));
}

void check_path_to_push(std::string_view path) {
  if (http::is_valid_target(path)) return;
  throw std::invalid_argument(fmt::format("\"{}\": expected a path of this site: \"/style.css\"", path));
}

void check_preloaded_as(std::string_view as) {
  if (as.empty() || is_preloaded_as(as)) return;
  throw std::invalid_argument(fmt::format("\"{}\": expected style, script, font, image or fetch", as));
}

void check_push_rules(const PushRules& rules) {
  for (const PushesOfPage& each : rules.rules) {
    check_page(each.page);
    for (const PathToPush& push : each.pushes) {
      check_path_to_push(push.path);
      check_preloaded_as(push.as);
      if (push.priority && push.priority->urgency >= http::urgency_levels)
        throw std::invalid_argument(fmt::format("\"{}\": an urgency is 0 to 7", push.path));
    }
  }
}

std::shared_ptr<const PushRules> joined_push_rules(const PushRules& first, const PushRules& second) {
  if (!first.any() && !second.any()) return nullptr;
  PushRules joined;
  for (const PushRules* rules : {&first, &second}) {
    for (const PushesOfPage& each : rules->rules) {
      joined.rules.insert(std::ranges::upper_bound(joined.rules, each.page, {}, &PushesOfPage::page), each);
    }
  }
  joined.from_link = first.from_link || second.from_link;
  joined.cookie = first.cookie || second.cookie;
  return std::make_shared<const PushRules>(std::move(joined));
}

Middleware push_by(std::shared_ptr<const PushRules> rules) {
  return [rules = std::move(rules)](Context& context, Next next) {
    PushLadder(context).follow(*rules);
    next();
  };
}

}  // namespace weft::server
