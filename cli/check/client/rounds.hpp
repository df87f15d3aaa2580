// Performs cases on a client that a command makes come, run by run.
//
//   const Findings findings = run_command(Command({"curl", "-sk", "{url}"}), cases, {.listen = "https://localhost:0"});
//
// The command is run with an ordinary answer first, and with a request that is reset: so it is known whether its exit
// code tells that a request has failed.
#pragma once

#include <vector>

#include <cli/check/client/command.hpp>
#include <cli/check/client/reception.hpp>
#include <cli/check/survey.hpp>

namespace weft::cli::check {

// Throws std::runtime_error where it cannot listen or the command cannot be started.
Findings run_command(const Command& command, const std::vector<const conformance::Case*>& cases,
                     const ClientOptions& options);

}  // namespace weft::cli::check
