// The findings for a person and for programs.
//
//   143 cases: 130 exact, 8 allowed otherwise, 2 without GOAWAY, 2 wrong, 1 hanging
#pragma once

#include <string>
#include <vector>

#include <cli/check/survey.hpp>
#include <cli/check/tally.hpp>

namespace weft::cli::check {

struct ReportOptions {
  // Cases that are exact, and those that were not tried, have a line as well.
  bool verbose = false;
  bool strict = false;
};

// A line for each case that is not exact; for one that fails the clauses, what was expected, what was found, and the
// exchange. At the end the sums.
std::string report_of(const Findings& findings, const ReportOptions& options);
// {"url", or "client", "server": its abilities, "cases": [{"id", "verdict", …}], "sums", "clauses"}; and "deaths",
// "gone" where the server died
std::string json_of(const Findings& findings, const std::string& checked, bool strict);
// A test suite as JUnit writes it: a section of an RFC is a class. A death that no case alone answers for is a test
// that fails.
std::string junit_of(const Findings& findings, bool strict);

// A sentence for each time that the server died of no case alone; the last one says why not all was asked.
std::vector<std::string> deaths_of(const Findings& findings);

}  // namespace weft::cli::check
