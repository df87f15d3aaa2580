#include <cli/check/tally.hpp>

#include <algorithm>
#include <map>
#include <string>

namespace weft::cli::check {

std::size_t Tally::count(Kept kept) const {
  return static_cast<std::size_t>(std::ranges::count(clauses, kept, &ClauseFinding::kept));
}

std::string_view to_string(Kept kept) {
  switch (kept) {
    case Kept::yes:
      return "kept";
    case Kept::no:
      return "broken";
    case Kept::not_tried:
      return "not tried";
    case Kept::unseen:
      break;
  }
  return "not seen";
}

Tally tally_of(const Findings& findings, bool strict) {
  std::map<std::string_view, bool> tried;
  for (const Finding& finding : findings.cases) {
    if (finding.sort == Sort::not_tried) continue;
    for (const std::string_view id : finding.one->clauses) {
      const auto entry = tried.emplace(id, true).first;
      entry->second = entry->second && holds(finding.sort, strict);
    }
  }
  Tally tally;
  for (const conformance::Clause& clause : conformance::clauses()) {
    using enum conformance::Binds;
    const auto other = findings.role == http::Role::server ? client : server;
    if (clause.binds == other || clause.binds == intermediary) continue;
    const auto found = tried.find(id_of(clause));
    Kept kept = clause.seen == conformance::Seen::wire ? Kept::not_tried : Kept::unseen;
    if (found != tried.end()) kept = found->second ? Kept::yes : Kept::no;
    tally.clauses.push_back({&clause, kept});
  }
  return tally;
}

}  // namespace weft::cli::check
