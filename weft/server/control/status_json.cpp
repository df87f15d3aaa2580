#include <array>
#include <chrono>
#include <cmath>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <weft/server/control/status.hpp>

namespace weft::server {
namespace {

using http::Version;
using Json = nlohmann::ordered_json;

// Three digits are enough to read, and no binary fraction shows all of its own.
double rounded(double seconds) {
  return std::round(seconds * 1000) / 1000;
}

Json protocols_of(const Endpoint& endpoint) {
  Json names = Json::array();
  if (endpoint.protocols.http2) names.push_back(endpoint.secure ? "h2" : "h2c");
  if (endpoint.protocols.http1) names.push_back("http/1.1");
  return names;
}

Json endpoints_of(const ServerStatus& status) {
  Json all = Json::array();
  for (const Endpoint& each : status.endpoints) all.push_back({{"url", each.url}, {"protocols", protocols_of(each)}});
  return all;
}

Json sites_of(const ServerStatus& status) {
  Json all = Json::array();
  for (const auto& each : status.sites) all.push_back({{"name", each.name}, {"hosts", each.hosts}});
  return all;
}

Json certificates_of(const ServerStatus& status) {
  Json all = Json::array();
  for (const auto& each : status.certificates) {
    all.push_back({{"names", each.names}, {"source", each.source}, {"expires", in_iso(each.expires)}});
  }
  return all;
}

// By the names of a configuration, so that it may be sent back.
Json rates_of(const Rates& rates) {
  return {{"SendRate", rates.sending}, {"ReceiveRate", rates.receiving}};
}

Json bandwidth_of(const Bandwidth& bandwidth) {
  return {{"Server", rates_of(bandwidth.server)},
          {"Client", rates_of(bandwidth.client)},
          {"Connection", rates_of(bandwidth.connection)},
          {"Request", rates_of(bandwidth.request)}};
}

Json reasons_of(const Reasons& reasons) {
  Json all = Json::object();
  for (const auto& [reason, count] : reasons) all[std::string(reason)] = count;
  return all;
}

Json fallbacks_of(const Figures& figures) {
  Json all = Json::object();
  for (std::size_t each = 1; each < Layout::fallbacks; ++each) {
    const auto fallback = static_cast<session::Fallback>(each);
    const std::uint64_t count = figures[Layout::opened(Version::http11, fallback)];
    if (count != 0) all[std::string(session::to_string(fallback))] = count;
  }
  return all;
}

Json connections_of(const ServerStatus& status) {
  const Figures& figures = status.figures;
  return {{"open", status.connections},
          {"limit", status.most_connections},
          {"opened",
           {{"HTTP/1.1", figures.opened(Version::http11)},
            {"HTTP/2", figures.opened(Version::http2)},
            {"none", figures[Layout::never_spoken()]}}},
          {"fallback", fallbacks_of(figures)},
          {"closed", reasons_of(figures.closed)},
          {"refused", {{"limit", status.refused_by_limit}, {"system", status.refused_by_system}}}};
}

std::uint64_t sum_of_versions(const Figures& figures, std::size_t (*place)(Version)) {
  std::uint64_t all = 0;
  for (const Version each : all_versions) all += figures[place(each)];
  return all;
}

Json statuses_of(const Figures& figures) {
  Json all = Json::object();
  for (std::size_t each = 0; each < Layout::classes; ++each) {
    std::uint64_t count = 0;
    for (const Version version : all_versions) count += figures[Layout::requests(version, each)];
    if (count != 0) all[each == 0 ? "none" : fmt::format("{}xx", each)] = count;
  }
  return all;
}

Json requests_of(const Figures& figures) {
  Json by_version = Json::object();
  for (const Version each : all_versions) by_version[std::string(http::to_string(each))] = figures.requests(each);
  return {{"total", figures.requests()},
          {"version", by_version},
          {"status", statuses_of(figures)},
          {"pushed", figures[Layout::pushed()]},
          {"cut", reasons_of(figures.cut)},
          {"sent_bytes", sum_of_versions(figures, Layout::sent)},
          {"received_bytes", sum_of_versions(figures, Layout::received)},
          {"duration_seconds", rounded(to_seconds(sum_of_versions(figures, Layout::duration_sum)))}};
}

Json memory_of(const MemoryStatus& memory) {
  Json shed = Json::object();
  for (const Shed each : all_shed) shed[std::string(to_string(each))] = memory.shed[static_cast<std::size_t>(each)];
  return {{"in_use", memory.in_use},
          {"limit", memory.limit},
          {"pressure", to_string(memory.pressure)},
          {"shed", std::move(shed)}};
}

Json waits_of(const Figures& figures) {
  Json all = Json::object();
  // Causes that two sides may have stand there twice, and have one sum.
  for (const auto& each : http::all_sided_causes) {
    all[std::string(http::to_string(each.cause))] = rounded(to_seconds(figures.waited(each.cause)));
  }
  return all;
}

}  // namespace

std::string_view to_string(ServerPhase phase) {
  switch (phase) {
    case ServerPhase::serving:
      return "serving";
    case ServerPhase::draining:
      return "draining";
    case ServerPhase::stopping:
      return "stopping";
  }
  return {};
}

std::string_view library_version() {
  return WEFT_LIBRARY_VERSION;
}

std::string in_iso(ServerStatus::Clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(ServerStatus::Clock::to_time_t(time)));
}

std::string to_json(const ServerStatus& status) {
  const Json json = {{"version", library_version()},
                     {"phase", to_string(status.phase)},
                     {"since", in_iso(status.since)},
                     {"uptime_seconds", rounded(std::chrono::duration<double>(status.uptime).count())},
                     {"threads", status.threads},
                     {"endpoints", endpoints_of(status)},
                     {"sites", sites_of(status)},
                     {"certificates", certificates_of(status)},
                     {"bandwidth", bandwidth_of(status.bandwidth)},
                     {"connections", connections_of(status)},
                     {"requests", requests_of(status.figures)},
                     {"waits_seconds", waits_of(status.figures)},
                     {"memory", memory_of(status.memory)},
                     {"log", {{"dropped", status.log_dropped}}}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace weft::server
