// Asks a server what it can do, before any case: for a resource, in HTTP/1.1, and by the handshakes that cases need.
//
//   Asking asking(loop, place, peer, patience, [&](const VisitResult& asked) { … asked.peer … });
//
// The result, told once from the loop, is that of the request for the resource, and its peer has all abilities.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include <cli/check/visit.hpp>

namespace weft::cli::check {

class Asking {
 public:
  using Done = std::function<void(const VisitResult& asked)>;

  // `place` must outlive it.
  Asking(io::Loop& loop, const Place& place, conformance::Peer peer, const conformance::Patience& patience, Done done);

 private:
  void ask(const conformance::Case& one, void (Asking::*then)(const VisitResult& result));
  void answered(const VisitResult& result);
  void answered_handshake(const VisitResult& result);
  void next();

  io::Loop& loop_;
  const Place& place_;
  const conformance::Peer peer_;
  const conformance::Patience patience_;
  Done done_;
  VisitResult result_;
  std::size_t at_ = 0;
  std::unique_ptr<Visit> visit_;
};

}  // namespace weft::cli::check
