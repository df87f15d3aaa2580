// The rules that must always hold. A broken rule ends the run: see rules.hpp.
#pragma once

#include "world.hpp"

namespace weft::simulation {

// --- of messages ---------------------------------------------------------------------------------------------------
bool is_same(const http::Fields& received, const http::Fields& sent);
bool is_same(const http::RequestHead& received, const http::RequestHead& sent);
bool is_same(const http::ResponseHead& received, const http::ResponseHead& sent);

// RFC 9110 6.4.1: no octet of the body that the server gives is sent.
bool is_bodiless(const Exchange& exchange);
// Whether the request is larger than the server takes.
bool deserves_rejection(const World& world, const Exchange& exchange);

// Each end has a cause that really happened.
void judge_rejection(const World& world, const Exchange& exchange, const h2::Rejected& event);
void judge_decline(World& world, const Exchange& exchange, const h2::Rejected& event);
void judge_close(const World& world, const Side& side, const Exchange& exchange);
void judge_end(const World& world, const Side& side);

// --- of the whole --------------------------------------------------------------------------------------------------
// Called after every step.
void check_step(const World& world);
// Called when everything has arrived and neither side has anything to send.
void check_quiet(const World& world);
// Called when the run is over.
void check_end(const World& world);

}  // namespace weft::simulation
