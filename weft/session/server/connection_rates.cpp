#include <weft/session/server/connection_rates.hpp>

#include <algorithm>

#include <weft/session/engine.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::session::server {
namespace {

std::shared_ptr<SharedRate> rate_of(const std::shared_ptr<const RateSetting>& setting) {
  return setting == nullptr ? nullptr : std::make_shared<SharedRate>(setting);
}

}  // namespace

void ConnectionRates::Shares::add(const std::shared_ptr<SharedRate>& rate) {
  if (rate == nullptr) return;
  auto& share = own[count];
  share.emplace(rate);
  add(&*share);
}

ConnectionRates::Lane& ConnectionRates::lane_of(const RatePlan::Direction& plan) {
  const auto known = std::ranges::find(lanes_, plan.shared, &Lane::rates);
  if (known != lanes_.end()) return *known;
  Lane& lane = lanes_.emplace_back();
  lane.rates = plan.shared;
  for (const auto& rate : plan.shared) lane.shares.add(rate);
  lane.shares.add(sending_);
  return lane;
}

// All buckets here are shares.
std::vector<Surroundings::Rate> ConnectionRates::rates_of(const Message& limited) {
  std::vector<Surroundings::Rate> rates;
  for (std::size_t i = 0; i < limited.sending.count; ++i) {
    const auto* share = static_cast<const RateShare*>(limited.sending.buckets[i]);
    const auto& common = limited.lane->rates;
    const bool is_common = std::ranges::find(common, share->rate()) != common.end();
    rates.push_back({.share = share, .is_common = is_common});
  }
  return rates;
}

void ConnectionRates::limit(Engine& engine, Exchange& exchange, const RatePlan& plan) {
  if (sending_ == nullptr) sending_ = rate_of(plan.sending.connection);
  if (receiving_ == nullptr) receiving_ = rate_of(plan.receiving.connection);
  Message& limited = messages_.emplace_back();
  limited.id = exchange.id();
  limited.lane = &lane_of(plan.sending);
  ++limited.lane->messages;
  for (std::size_t i = 0; i < limited.lane->shares.count; ++i) limited.sending.add(limited.lane->shares.buckets[i]);
  limited.sending.add(rate_of(plan.sending.message));
  if (limited.sending.count != 0) {
    engine.limit_sending(limited.id, limited.sending.buckets,
                         engine.is_heard() ? rates_of(limited) : std::vector<Surroundings::Rate>());
  }
  if (exchange.request_complete()) return;
  for (const auto& rate : plan.receiving.shared) limited.receiving.add(rate);
  limited.receiving.add(receiving_);
  limited.receiving.add(rate_of(plan.receiving.message));
  if (limited.receiving.count != 0) limited.sink.emplace(exchange, limited.receiving.buckets);
}

BodySink& ConnectionRates::before(const Exchange& exchange, BodySink& sink) {
  const auto found = find(exchange.id());
  return found != messages_.end() && found->sink ? found->sink->before(sink) : sink;
}

std::list<ConnectionRates::Message>::iterator ConnectionRates::find(http::MessageId message) {
  return std::ranges::find(messages_, message, &Message::id);
}

std::vector<http::MessageId> ConnectionRates::held_requests() const {
  std::vector<http::MessageId> held;
  for (const Message& each : messages_) {
    if (each.sink && each.sink->is_holding()) held.push_back(each.id);
  }
  return held;
}

// A lane that goes leaves what it had to others.
void ConnectionRates::forget(http::MessageId message) {
  const auto found = find(message);
  if (found == messages_.end()) return;
  --found->lane->messages;
  messages_.erase(found);
  lanes_.remove_if([](const Lane& lane) { return lane.messages == 0; });
}

}  // namespace weft::session::server
