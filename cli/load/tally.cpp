#include <cli/load/tally.hpp>

#include <algorithm>

namespace weft::cli::load {

void TransferCounts::add(const TransferCounts& other) {
  sent += other.sent;
  received += other.received;
  reads += other.reads;
  responses += other.responses;
  request_bodies += other.request_bodies;
  response_bodies += other.response_bodies;
  request_fields += other.request_fields;
  request_blocks += other.request_blocks;
  response_fields += other.response_fields;
  response_blocks += other.response_blocks;
}

void Tally::add(const Tally& other) {
  requests += other.requests;
  failures += other.failures;
  unsent += other.unsent;
  resent += other.resent;
  unfinished += other.unfinished;
  reconnects += other.reconnects;
  for (std::size_t i = 0; i < statuses.size(); ++i) statuses[i] += other.statuses[i];
  for (const auto& [reason, count] : other.errors) errors[reason] += count;
  latency.add(other.latency);
  first_octet.add(other.first_octet);
  connect.add(other.connect);
  transfers.add(other.transfers);
  in_time += other.in_time;
  last = std::max(last, other.last);
  last_begun = std::max(last_begun, other.last_begun);
}

}  // namespace weft::cli::load
