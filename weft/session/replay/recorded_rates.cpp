#include <weft/session/replay/recorded_rates.hpp>

namespace weft::session {

const RecordedRates::Rate& RecordedRates::rate(std::uint64_t number, std::uint64_t per_second) {
  Rate& rate = rates_[number];
  if (rate.rate == nullptr) {
    rate.setting = std::make_shared<RateSetting>(per_second);
    rate.rate = std::make_shared<SharedRate>(rate.setting);
  }
  return rate;
}

std::shared_ptr<RateShare> RecordedRates::share(std::uint64_t number, const Rate& rate) {
  auto share = shares_[number].lock();
  if (share == nullptr) shares_[number] = share = std::make_shared<RateShare>(rate.rate);
  return share;
}

http::RateLimits::Buckets RecordedRates::limit(http::MessageId message, std::span<const std::uint64_t> numbers) {
  Message made;
  for (std::size_t i = 0; i + 2 < numbers.size(); i += 3) {
    made.shares.push_back(share(numbers[i], rate(numbers[i + 1], numbers[i + 2])));
    made.buckets.push_back(made.shares.back().get());
  }
  return messages_.emplace(message, std::move(made))->second.buckets;
}

void RecordedRates::change(std::uint64_t rate, std::uint64_t per_second) {
  const auto known = rates_.find(rate);
  if (known != rates_.end()) known->second.setting->change(per_second);
}

}  // namespace weft::session
