#include <weft/server/control/record_order.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <weft/server/control/connection_list.hpp>
#include <weft/server/control/query_number.hpp>

namespace weft::server {
namespace {

using Json = nlohmann::ordered_json;

struct Part {
  std::string_view name;
  std::uint64_t least;
  std::uint64_t most;
  void (*set)(RecordOrder& order, std::uint64_t number);
};

constexpr std::array<Part, 3> parts{{
    {"seconds=", 1, 3600, [](auto& order, auto number) { order.time = std::chrono::seconds(number); }},
    {"limit=", 1, ConnectionList::largest_most, [](auto& order, auto number) { order.connections = number; }},
    {"size=", 4096, std::uint64_t{1} << 40, [](auto& order, auto number) { order.octets = number; }},
}};

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

Result<RecordOrder, std::string> parse_record_query(std::string_view query) {
  RecordOrder order;
  while (!query.empty()) {
    const std::string_view word = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(word.size() + 1, query.size()));
    const auto* const part = std::ranges::find_if(parts, [&](const Part& each) { return word.starts_with(each.name); });
    if (part == parts.end()) return fail(fmt::format("{}: expected seconds=30, limit=100 or size=67108864", word));
    const auto number = query_number(word.substr(part->name.size()), part->least, part->most);
    if (!number) {
      const std::string_view name = part->name.substr(0, part->name.size() - 1);
      return fail(fmt::format("{}: expected a number from {} to {}", name, part->least, part->most));
    }
    part->set(order, *number);
  }
  return order;
}

std::string to_json(const RecordOrder& order, std::string_view folder) {
  return text_of({{"done", "record"},
                  {"seconds", std::chrono::duration_cast<std::chrono::seconds>(order.time).count()},
                  {"limit", order.connections},
                  {"size", order.octets},
                  {"folder", folder}});
}

std::string to_json(const RecordStatus& status, std::string_view folder) {
  const double left = std::chrono::duration<double>(status.left).count();
  return text_of({{"folder", folder.empty() ? Json() : Json(folder)},
                  {"recording", status.is_recording},
                  {"seconds_left", std::round(left * 1000) / 1000},
                  {"connections", status.files.size()},
                  {"octets", status.octets},
                  {"files", status.files}});
}

}  // namespace weft::server
