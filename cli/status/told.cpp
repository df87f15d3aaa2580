#include <cli/status/told.hpp>

namespace weft::cli::status {
namespace {

const Json* find(const Json& list, std::uint64_t id) {
  for (const Json& each : list) {
    if (each.at("id").get<std::uint64_t>() == id) return &each;
  }
  return nullptr;
}

}  // namespace

const Json& connection_in(const Json& streams, std::uint64_t id) {
  if (const Json* found = find(streams.at("connections"), id)) return *found;
  throw std::runtime_error(fmt::format("there is no connection {}: weft status -c lists those that are open", id));
}

const Json& stream_in(const Json& connection, std::uint32_t id) {
  if (const Json* found = find(connection.at("streams"), id)) return *found;
  throw std::runtime_error(
      fmt::format("connection {} has no stream {} under way: the access log tells of requests that have ended",
                  connection.at("id").get<std::uint64_t>(), id));
}

void add_missing(const Json& told, std::string_view whose, std::vector<std::string>& lines) {
  if (told.at("complete").get<bool>()) return;
  lines.push_back(fmt::format("a thread of the server has not answered: its {} are missing", whose));
}

}  // namespace weft::cli::status
