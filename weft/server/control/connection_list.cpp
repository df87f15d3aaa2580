#include <weft/server/control/connection_list.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <weft/server/control/status.hpp>

namespace weft::server {
namespace {

using Json = nlohmann::ordered_json;
using View = ConnectionList::View;

// Three digits are enough to read.
Json seconds_until(Time now, Time since) {
  if (since == never) return nullptr;
  return std::round(std::chrono::duration<double>(now - since).count() * 1000) / 1000;
}

Json date_of(Time now, Time since) {
  if (since == never) return nullptr;
  const auto age = std::chrono::duration_cast<ServerStatus::Clock::duration>(now - since);
  return in_iso(ServerStatus::Clock::now() - age);
}

Json json_of(const View& view, Time now) {
  return {{"id", view.id},
          {"peer", view.peer},
          {"version", view.version ? Json(http::to_string(*view.version)) : Json()},
          {"tls", view.tls.empty() ? Json() : Json(view.tls)},
          {"state", to_string(view.state)},
          {"since", date_of(now, view.since)},
          {"age_seconds", seconds_until(now, view.since)},
          {"heard_seconds", seconds_until(now, view.heard)},
          {"streams", view.streams},
          {"requests", view.requests},
          {"received_bytes", view.octets ? Json(view.octets->received) : Json()},
          {"sent_bytes", view.octets ? Json(view.octets->sent) : Json()}};
}

}  // namespace

void ConnectionList::add(std::vector<View> some) {
  const std::lock_guard lock(mutex_);
  std::ranges::move(some, std::back_inserter(all_));
  std::ranges::sort(all_, {}, &View::id);
  if (all_.size() > most_) all_.resize(most_);
  if (missing_ > 0) --missing_;
}

bool ConnectionList::is_complete() const {
  const std::lock_guard lock(mutex_);
  return missing_ == 0;
}

std::string ConnectionList::to_json() const {
  const Time now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  Json connections = Json::array();
  for (const View& view : all_) connections.push_back(json_of(view, now));
  const Json json = {{"complete", missing_ == 0}, {"connections", std::move(connections)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Result<StatusQuery, std::string> parse_status_query(std::string_view query) {
  constexpr std::string_view limit = "limit=";
  StatusQuery asked;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
    if (part == "connections" || part == "connections=") {
      asked.connections = true;
    } else if (part.starts_with(limit)) {
      const std::string_view number = part.substr(limit.size());
      const auto read = std::from_chars(number.data(), number.data() + number.size(), asked.limit);
      const bool is_number = read.ec == std::errc() && read.ptr == std::to_address(number.end());
      if (!is_number || asked.limit == 0 || asked.limit > ConnectionList::largest_most) {
        return fail(fmt::format("limit: expected a number from 1 to {}", ConnectionList::largest_most));
      }
    } else {
      return fail(fmt::format("{}: expected connections, and limit=20", part));
    }
  }
  return asked;
}

}  // namespace weft::server
