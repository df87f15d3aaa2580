#include <nlohmann/json.hpp>

#include <cli/check/report.hpp>

namespace weft::cli::check {

namespace {

using Json = nlohmann::ordered_json;

Json json_of_case(const Finding& finding, bool strict) {
  Json out{{"id", finding.one->id}, {"sends", finding.one->sends}, {"verdict", to_string(finding.sort)}};
  if (finding.sort == Sort::not_tried) {
    out["missing"] = finding.found;
    return out;
  }
  out["expected"] = finding.expected;
  out["found"] = finding.found;
  out["flaky"] = finding.flaky;
  out["clauses"] = finding.one->clauses;
  if (!holds(finding.sort, strict)) out["exchange"] = finding.exchange;
  if (!finding.saved.empty()) out["recording"] = finding.saved;
  return out;
}

Json json_of_clauses(const Tally& tally) {
  Json out = Json::object();
  for (const ClauseFinding& finding : tally.clauses) out[id_of(*finding.clause)] = to_string(finding.kept);
  return out;
}

Json json_of_abilities(const conformance::Peer& server) {
  Json out{{"http11", server.http11},
           {"tls12", server.tls12},
           {"tls13", server.tls13},
           {"rsa_certificate", server.rsa},
           {"extended_connect", server.extended_connect},
           {"max_concurrent_streams", nullptr},
           {"max_frame_size", server.max_frame_size},
           {"header_table_size", server.header_table_size},
           {"answer", server.body}};
  if (server.max_concurrent_streams != conformance::Peer::no_limit)
    out["max_concurrent_streams"] = server.max_concurrent_streams;
  return out;
}

}  // namespace

std::string json_of(const Findings& findings, const std::string& checked, bool strict) {
  Json cases = Json::array();
  Json sums = Json::object();
  for (const Finding& finding : findings.cases) {
    cases.push_back(json_of_case(finding, strict));
    const std::string sort(to_string(finding.sort));
    sums[sort] = sums.value(sort, 0) + 1;
  }
  Json out{{findings.role == http::Role::server ? "url" : "client", checked},
           {"cases", cases},
           {"sums", sums},
           {"clauses", json_of_clauses(tally_of(findings, strict))}};
  if (findings.role == http::Role::server) out["server"] = json_of_abilities(findings.peer);
  for (const auto& death : findings.deaths) {
    Json together = Json::array();
    for (const conformance::Case* one : death) together.push_back(one->id);
    out["deaths"].push_back(std::move(together));
  }
  if (!findings.unreachable.empty()) out["gone"] = findings.unreachable;
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace weft::cli::check
