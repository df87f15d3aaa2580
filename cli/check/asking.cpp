#include <cli/check/asking.hpp>

#include <array>
#include <utility>

#include <cli/check/questions.hpp>
#include <weft/io/address.hpp>

namespace weft::cli::check {

namespace {

using conformance::Peer;
using conformance::TlsHeard;

struct Ability {
  const conformance::Case& (*question)();
  bool Peer::* ability;
  bool (*has)(const VisitResult& result);
};

bool agrees(const VisitResult& result) {
  return result.tls.handshake == TlsHeard::Handshake::done;
}

bool agrees_on_http2(const VisitResult& result) {
  return agrees(result) && result.tls.protocol == "h2";
}

// In clear it is the octets alone.
bool answers_in_http11(const VisitResult& result) {
  const bool is_refused = result.tls.handshake == TlsHeard::Handshake::refused;
  return result.unreachable.empty() && !is_refused && result.judgement.holds();
}

// HTTP/1.1 is the last: it is asked for in clear as well.
constexpr auto abilities = std::to_array<Ability>({{question_of_tls12, &Peer::tls12, agrees_on_http2},
                                                   {question_of_rsa, &Peer::rsa, agrees},
                                                   {question_of_tls13, &Peer::tls13, agrees_on_http2},
                                                   {question_of_http11, &Peer::http11, answers_in_http11}});

}  // namespace

Asking::Asking(io::Loop& loop, const Place& place, Peer peer, const conformance::Patience& patience, Done done)
    : loop_(loop),
      place_(place),
      peer_(std::move(peer)),
      patience_(patience),
      done_(std::move(done)),
      at_(place.tls ? 0 : abilities.size() - 1) {
  ask(question(), &Asking::answered);
}

void Asking::ask(const conformance::Case& one, void (Asking::*then)(const VisitResult& result)) {
  visit_ = std::make_unique<Visit>(loop_, place_, one, peer_, patience_, [this, then](Visit& visit) {
    const std::unique_ptr<Visit> ended = std::move(visit_);
    (this->*then)(visit.result());
  });
}

void Asking::answered(const VisitResult& result) {
  result_ = result;
  result_.peer.named = !io::is_address(place_.url.host);
  const bool is_there = result_.unreachable.empty() && result_.judgement.verdict != conformance::Verdict::hangs;
  if (!is_there) at_ = abilities.size();
  next();
}

void Asking::answered_handshake(const VisitResult& result) {
  const Ability& asked = abilities.at(at_++);
  result_.peer.*asked.ability = asked.has(result);
  next();
}

void Asking::next() {
  if (at_ == abilities.size()) return done_(result_);
  ask(abilities.at(at_).question(), &Asking::answered_handshake);
}

}  // namespace weft::cli::check
