#include <nlohmann/json.hpp>

#include <cli/check/floods/floods.hpp>

namespace weft::cli::check {

namespace {

using Json = nlohmann::ordered_json;

Json json_of_twin(const FloodFinding& finding) {
  const conformance::Case& twin = finding.one->twin;
  Json out{{"id", twin.id}, {"sends", twin.sends}, {"expected", words_of(twin.expected)}};
  if (!finding.twin) {
    out["missing"] = "the server had gone";
    return out;
  }
  out["verdict"] = to_string(finding.twin->verdict);
  out["found"] = finding.twin->found;
  if (!finding.twin->holds()) out["exchange"] = finding.exchange;
  return out;
}

Json json_of_flood(const FloodFinding& finding) {
  Json out{{"id", finding.one->flood.id},
           {"sends", finding.one->flood.sends},
           {"fate", to_string(finding.fate)},
           {"holds", holds(finding)}};
  if (!was_begun(finding)) {
    out["missing"] = finding.found;
    return out;
  }
  out["found"] = finding.found;
  out["connections"] = {{"all", finding.one->connections}, {"alike", finding.alike}};
  out["others"] = {
      {"served", finding.served}, {"unserved", finding.unserved}, {"slowest_ms", milliseconds(finding.slowest)}};
  out["honest"] = json_of_twin(finding);
  if (finding.cost) {
    out["cost"] = {
        {"cpu_ms", milliseconds(finding.cost->cpu)}, {"memory", finding.cost->memory}, {"peak", finding.cost->peak}};
  }
  if (!finding.saved.empty()) out["recordings"] = finding.saved;
  return out;
}

}  // namespace

std::string json_of(const FloodFindings& findings, const std::string& url) {
  Json floods = Json::array();
  Json sums = Json::object();
  for (const FloodFinding& finding : findings.floods) {
    floods.push_back(json_of_flood(finding));
    const std::string word(holds(finding) ? to_string(finding.fate) : "fails");
    sums[word] = sums.value(word, 0) + 1;
  }
  Json out{{"url", url}, {"floods", floods}, {"sums", sums}};
  if (!findings.unreachable.empty()) out["gone"] = findings.unreachable;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace weft::cli::check
