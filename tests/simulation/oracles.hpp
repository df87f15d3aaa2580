// What must always hold. Who breaks a rule ends the run: see rules.hpp.
#pragma once

#include "world.hpp"

namespace weft::simulation {

// --- of messages ---------------------------------------------------------------------------------------------------
bool is_same(const http::Fields& received, const http::Fields& sent);
bool is_same(const http::RequestHead& received, const http::RequestHead& sent);
bool is_same(const http::ResponseHead& received, const http::ResponseHead& sent);

// RFC 9110 6.4.1: whatever body the server gives, nothing of it is sent.
bool is_bodiless(const Exchange& exchange);
// The request is larger than the server takes.
bool deserves_rejection(const World& world, const Exchange& exchange);

// Each end has a cause that really was.
void judge_rejection(const World& world, const Exchange& exchange, const h2::Rejected& event);
void judge_decline(World& world, const Exchange& exchange, const h2::Rejected& event);
void judge_close(const World& world, const Side& side, const Exchange& exchange);
void judge_end(const World& world, const Side& side);

// --- of the whole --------------------------------------------------------------------------------------------------
// After every step.
void check_step(const World& world);
// When everything has arrived and neither side has anything to say.
void check_quiet(const World& world);
// When all is over.
void check_end(const World& world);

}  // namespace weft::simulation
