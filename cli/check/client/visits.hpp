// Waits for clients that come by themselves, such as browsers: a visit to the URL of each case. A case that fails is
// worth two visits more, which show whether it always does.
#pragma once

#include <functional>
#include <vector>

#include <cli/check/client/rounds.hpp>
#include <cli/check/survey.hpp>

namespace weft::cli::check {

// Each case that a client has come for, as soon as it is judged; and whether it is worth another visit.
using OnFinding = std::function<void(const Finding& finding, bool is_in_doubt)>;

// Until every case has been visited, or a signal comes. The URLs are told on standard error. Throws std::runtime_error
// where it cannot listen.
Findings await_visits(const std::vector<const conformance::Case*>& cases, const ClientOptions& options,
                      const OnFinding& tell);

}  // namespace weft::cli::check
