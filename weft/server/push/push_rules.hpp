// The pushes of a site, without a line in a handler:
//
//   server.push_rules({.rules = {{"/", {{.path = "/style.css"}, {.path = "/app.js", .priority = {{.urgency = 5}}}}}},
//                      .from_link = true});
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weft/http/priority.hpp>

namespace weft::server {

class Middleware;

struct PathToPush {
  // With a query, if there is one, as a client would ask for it.
  std::string path = {};
  // As PushOptions has them.
  std::string as = {};
  std::optional<http::Priority> priority = {};

  bool operator==(const PathToPush&) const = default;
};

struct PushesOfPage {
  // The path of a request, decoded and without its query: Context::path().
  std::string page = {};
  std::vector<PathToPush> pushes = {};

  bool operator==(const PushesOfPage&) const = default;
};

struct PushRules {
  // For GET, once its route was found and middleware has let it pass.
  std::vector<PushesOfPage> rules = {};
  // Links of rel=preload without `nopush` in a successful response to GET are promised as well.
  bool from_link = false;
  // A cookie tells the next connection what was pushed: pushed_cookie.hpp. Caches that are shared must not keep pages
  // with it.
  bool cookie = false;

  bool any() const { return !rules.empty() || from_link || cookie; }
  // Those of a page, where the rules are those of joined_push_rules().
  std::span<const PushesOfPage> of_page(std::string_view page) const;
  bool operator==(const PushRules&) const = default;
};

// These throw std::invalid_argument that says what is wrong.
void check_page(std::string_view page);
void check_path_to_push(std::string_view path);
void check_preloaded_as(std::string_view as);
void check_push_rules(const PushRules& rules);

// Both together; null where they say nothing.
std::shared_ptr<const PushRules> joined_push_rules(const PushRules& first, const PushRules& second);

// Pushes by the rules, and then calls the rest.
Middleware push_by(std::shared_ptr<const PushRules> rules);

}  // namespace weft::server
