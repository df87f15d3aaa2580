// Why a stream is slow, and who must act: judged from what its engine and the kernel say at one moment. The cause has
// the word that the log and the metrics have for it.
//
//   const Verdict verdict = verdict_of(details, stream);
//   verdict.sentence      // "stream 41 GET /big.json (connection 7): 3.2 s of 3.9 s waiting for the client to open …"
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <weft/http/rank.hpp>
#include <weft/http/side.hpp>
#include <weft/http/view.hpp>
#include <weft/session/server/connection_details.hpp>

namespace weft::server {

using http::Side;

struct Verdict {
  std::uint64_t connection = 0;
  http::MessageId stream = 0;
  // nullopt: it waits for nothing that is counted.
  std::optional<http::Wait> wait = {};
  http::Rank rank = {};
  Side side = Side::none;
  std::string sentence = {};
  // The facts that it is judged by, a line each.
  std::vector<std::string> proof = {};
};

// In both, `stream` is one of details.engine. The side is that of the verdict, for less than its words cost.
Side side_of(const session::server::ConnectionDetails& details, const http::StreamView& stream);
Verdict verdict_of(const session::server::ConnectionDetails& details, const http::StreamView& stream);

// The part of the time of all streams in which they have waited for the client: 0 to 1.
double stalled_by_client(const session::server::ConnectionDetails& details);

}  // namespace weft::server
