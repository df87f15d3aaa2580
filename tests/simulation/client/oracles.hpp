// The rules that must always hold. A broken rule ends the run: see rules.hpp.
#pragma once

#include <weft/client/error.hpp>

#include "world.hpp"

namespace weft::client_simulation {

// RFC 9113 8.7, 6.8 and RFC 9110 9.2.2: whether the request of this exchange, which is over, may be sent again.
bool may_be_sent_again(const Exchange& exchange);
// An error has a cause that really happened, and is right about what may be repeated.
void judge_error(const World& world, const Ask& ask, const ClientError& error);

// Called after every step.
void check_step(const World& world);
// Called when all octets have arrived that were written, and the client has nothing more to do at this time.
void check_quiet(const World& world);
// Called when the run is over, and the pool has ended.
void check_end(const World& world);

}  // namespace weft::client_simulation
