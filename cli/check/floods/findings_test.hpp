// Findings as floods bring them, for the tests of what is made of them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <cli/check/floods/floods.hpp>

namespace weft::cli::check {

inline const conformance::Abuse& abuse_of(std::string_view id) {
  for (const conformance::Abuse& one : conformance::abuses()) {
    if (one.flood.id == id) return one;
  }
  throw std::invalid_argument(std::string(id));
}

// One that ended, and one that was not tried.
inline FloodFindings some_floods() {
  FloodFinding ended;
  ended.one = &abuse_of("abuse/rapid-reset");
  ended.fate = Fate::ended;
  ended.found = "GOAWAY";
  ended.served = 12;
  ended.slowest = std::chrono::microseconds(2'500);
  ended.twin = {.found = "no error"};
  ended.exchange = "line 1\nline 2\n";
  ended.cost = Cost{std::chrono::milliseconds(40), 512 * 1024, 1536 * 1024};
  FloodFinding untried;
  untried.one = &abuse_of("abuse/made-you-reset");
  untried.found = "a dynamic table";
  FloodFindings findings;
  findings.floods = {ended, untried};
  return findings;
}

// The first has a twin that was not served.
inline FloodFindings floods_that_fail() {
  FloodFindings findings = some_floods();
  findings.floods[0].twin = {conformance::Verdict::wrong, "GOAWAY ENHANCE_YOUR_CALM"};
  findings.floods[0].saved = {"dir/a.sqlog"};
  return findings;
}

}  // namespace weft::cli::check
