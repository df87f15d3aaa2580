// Findings as a survey brings them, for the tests of what is made of them.
#pragma once

#include <cli/check/survey.hpp>

namespace weft::cli::check {

inline constexpr auto sends_nothing = [](conformance::Script&) {};
inline const conformance::Case exact_case{
    "6.9/exact", "something", {"9113 6.9#2"}, conformance::goes_on(), sends_nothing};
inline const conformance::Case wrong_case{
    "6.9/wrong", "something <else>", {"9113 6.9#5"}, conformance::goes_on(), sends_nothing};
inline const conformance::Case allowed_case{
    "7541-6.1/allowed", "a third thing", {"7541 6.1#1"}, conformance::goes_on(), sends_nothing};
inline const conformance::Case untried_case{
    "8441-4/untried", "a fourth", {"8441 4#1"}, conformance::goes_on(), sends_nothing};

inline Findings some_findings() {
  Findings out;
  out.cases = {{&exact_case, Sort::exact, "no error", "nothing", "the exchange"},
               {&wrong_case, Sort::wrong, "GOAWAY", "RST_STREAM", "line 1\nline 2\n", true},
               {&allowed_case, Sort::allowed, "nothing", "GOAWAY", "line 3\n"},
               {&untried_case, Sort::not_tried, "extended CONNECT"}};
  return out;
}

}  // namespace weft::cli::check
