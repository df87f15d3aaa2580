// The streams that are told where not all can be: those that have waited the longest, and of each connection one at
// least.
//
//   const WorstStreams worst(connections, 100);
//   if (worst.have(stream)) …                          // one of theirs
//   if (worst.lead(stream)) …                          // the worst of its connection
#pragma once

#include <cstddef>
#include <span>
#include <unordered_set>

#include <weft/http/rank.hpp>
#include <weft/session/server/connection_details.hpp>

namespace weft::server {

class WorstStreams {
 public:
  using Details = session::server::ConnectionDetails;

  // The connections stay as long.
  WorstStreams(std::span<const Details> connections, std::size_t most);

  bool have(const http::StreamView& stream) const { return told_.contains(&stream); }
  bool lead(const http::StreamView& stream) const { return leading_.contains(&stream); }

 private:
  struct Ranked {
    http::Rank rank;
    const http::StreamView* stream;
  };

  std::unordered_set<const http::StreamView*> told_;
  std::unordered_set<const http::StreamView*> leading_;
};

}  // namespace weft::server
