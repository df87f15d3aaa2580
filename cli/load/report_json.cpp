#include <cli/load/report_json.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cli/support/interrupt.hpp>

namespace weft::cli::load {

namespace {

using Json = nlohmann::ordered_json;

double microseconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1e3;
}

Json json_of(const Histogram& histogram) {
  return {{"min", microseconds(histogram.smallest())},        {"mean", microseconds(histogram.mean())},
          {"deviation", microseconds(histogram.deviation())}, {"p50", microseconds(histogram.at(0.5))},
          {"p90", microseconds(histogram.at(0.9))},           {"p99", microseconds(histogram.at(0.99))},
          {"p99.9", microseconds(histogram.at(0.999))},       {"p99.99", microseconds(histogram.at(0.9999))},
          {"max", microseconds(histogram.largest())}};
}

Json json_of_statuses(const Tally& tally) {
  Json json = Json::object();
  for (std::size_t status = 0; status < tally.statuses.size(); ++status) {
    if (tally.statuses[status] > 0) json[fmt::format("{}", status)] = tally.statuses[status];
  }
  return json;
}

Json fields(std::uint64_t octets, std::uint64_t on_wire) {
  Json json = {{"octets", octets}, {"on_wire", on_wire}, {"saving", nullptr}};
  if (octets > 0) json["saving"] = 1 - static_cast<double>(on_wire) / static_cast<double>(octets);
  return json;
}

Json transfers(const TransferCounts& transfers) {
  return {{"octets",
           {{"sent", transfers.sent},
            {"received", transfers.received},
            {"request_bodies", transfers.request_bodies},
            {"response_bodies", transfers.response_bodies}}},
          {"fields",
           {{"requests", fields(transfers.request_fields, transfers.request_blocks)},
            {"responses", fields(transfers.response_fields, transfers.response_blocks)}}},
          {"reads", transfers.reads},
          {"requests_per_read", transfers.requests_per_read()}};
}

Json json_of(const Plan& plan, const Figures& figures) {
  const Tally& tally = figures.tally;
  Json json = {{"target", plan.target.origin()},
               {"protocol", figures.spoken},
               {"connections", figures.connected},
               {"streams", plan.h2.streams},
               {"threads", plan.threads},
               {"rate", plan.rate > 0 ? Json(plan.rate) : Json(nullptr)},
               {"seconds", static_cast<double>(figures.elapsed.count()) / 1e9},
               {"requests", tally.requests},
               {"answered", tally.latency.count()},
               {"failed", tally.failures},
               {"unsent", tally.unsent},
               {"resent", tally.resent},
               {"unfinished", tally.unfinished},
               {"interrupted", figures.interrupted == 0 ? Json(nullptr) : Json(name_of_signal(figures.interrupted))},
               {"reconnects", tally.reconnects},
               {"requests_per_second", figures.requests_per_second()},
               {"statuses", json_of_statuses(tally)},
               {"errors", tally.errors},
               {"latency_us", json_of(tally.latency)},
               {"first_octet_us", json_of(tally.first_octet)},
               {"connect_us", json_of(tally.connect)}};
  json.update(transfers(tally.transfers));
  const auto server = figures.server_microseconds();
  json["cpu_us_per_request"] = {{"load", figures.own_microseconds()},
                                {"server", server ? Json(*server) : Json(nullptr)}};
  return json;
}

Json runs(const Side& side) {
  Json json = Json::array();
  for (const Figures& run : side.runs) json.push_back(json_of(side.plan, run));
  return json;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

std::string text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const Plan& plan, const Figures& figures, const std::vector<std::string>& crossed,
                    const std::string& error) {
  Json json = json_of(plan, figures);
  json["crossed"] = crossed;
  json["error"] = text_or_null(error);
  return text(json);
}

std::string to_json(const Side& a, const Side& b, const std::string& error) {
  Json ratios = Json::object();
  for (const Measure& measure : measures(a, b)) {
    const Ratio ratio = compare(measure, a, b);
    ratios[measure.name] = {{"median", ratio.median},
                            {"low", ratio.low},
                            {"high", ratio.high},
                            {"confidence", ratio.confidence},
                            {"pairs", ratio.pairs}};
  }
  return text({{"a", runs(a)}, {"b", runs(b)}, {"ratios", std::move(ratios)}, {"error", text_or_null(error)}});
}

}  // namespace weft::cli::load
