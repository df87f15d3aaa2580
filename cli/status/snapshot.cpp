#include <cli/status/snapshot.hpp>

#include <cli/status/told.hpp>
#include <weft/base/printable.hpp>

namespace weft::cli::status {
namespace {

// A terminal must not obey what a server says.
std::string text_of(const Json& value) {
  return printable(value.get<std::string>());
}

Counts counts_of(const Json& object) {
  Counts counts;
  for (const auto& [name, count] : object.items()) counts.emplace_back(printable(name), count.get<std::uint64_t>());
  return counts;
}

// Two texts of each object: the second may be a list.
std::vector<std::pair<std::string, std::string>> pairs_of(const Json& list, const char* first, const char* second) {
  const auto joined = [](const Json& value) {
    if (value.is_string()) return text_of(value);
    std::string out;
    for (const Json& each : value) out += (out.empty() ? "" : ", ") + text_of(each);
    return out;
  };
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Json& each : list) pairs.emplace_back(joined(each.at(first)), joined(each.at(second)));
  return pairs;
}

void read_connections(const Json& json, Snapshot& into) {
  into.open = json.at("open").get<std::uint64_t>();
  into.limit = json.at("limit").get<std::uint64_t>();
  into.opened = counts_of(json.at("opened"));
  into.fallback = counts_of(json.at("fallback"));
  into.closed = counts_of(json.at("closed"));
  into.refused = counts_of(json.at("refused"));
}

void read_requests(const Json& json, Snapshot& into) {
  into.requests = json.at("total").get<std::uint64_t>();
  into.versions = counts_of(json.at("version"));
  into.statuses = counts_of(json.at("status"));
  into.cut = counts_of(json.at("cut"));
  into.pushed = json.at("pushed").get<std::uint64_t>();
  into.sent = json.at("sent_bytes").get<std::uint64_t>();
  into.received = json.at("received_bytes").get<std::uint64_t>();
  into.duration = json.at("duration_seconds").get<double>();
}

void read_memory(const Json& json, Snapshot& into) {
  into.memory = json.at("in_use").get<std::uint64_t>();
  into.memory_limit = json.at("limit").get<std::uint64_t>();
  into.pressure = text_of(json.at("pressure"));
  into.shed = counts_of(json.at("shed"));
}

Snapshot snapshot_of(const Json& json) {
  Snapshot snapshot;
  snapshot.version = text_of(json.at("version"));
  snapshot.phase = text_of(json.at("phase"));
  snapshot.since = text_of(json.at("since"));
  snapshot.uptime = json.at("uptime_seconds").get<double>();
  snapshot.threads = json.at("threads").get<std::uint64_t>();
  snapshot.endpoints = pairs_of(json.at("endpoints"), "url", "protocols");
  snapshot.sites = pairs_of(json.at("sites"), "name", "hosts");
  snapshot.certificates = pairs_of(json.at("certificates"), "names", "expires");
  read_connections(json.at("connections"), snapshot);
  read_requests(json.at("requests"), snapshot);
  read_memory(json.at("memory"), snapshot);
  for (const auto& [cause, seconds] : json.at("waits_seconds").items()) {
    snapshot.waits.emplace_back(printable(cause), seconds.get<double>());
  }
  snapshot.log_dropped = json.at("log").at("dropped").get<std::uint64_t>();
  return snapshot;
}

}  // namespace

Snapshot parse_snapshot(const std::string& json) {
  return read_told(json, "this is not the status", snapshot_of);
}

}  // namespace weft::cli::status
