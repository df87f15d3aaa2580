#include <weft/session/drivers.hpp>

#include <utility>

namespace weft::session {

Exchange& ExchangePool::take() {
  if (free_.empty()) return *all_.emplace_back(std::make_unique<Exchange>());
  Exchange& exchange = *free_.back();
  free_.pop_back();
  return exchange;
}

void ExchangePool::give_back(Exchange& exchange) {
  free_.push_back(&exchange);
}

Drivers::Drivers(io::Loop& the_loop, const ServerOptions& the_options, Service& the_service)
    : loop(the_loop),
      options(the_options),
      service(the_service),
      patience{.opening = the_options.h2.timeouts.preface,
               .write_stall = the_options.write_stall,
               .http2_write_stall = the_options.http2_write_stall,
               .linger = the_options.linger,
               .linger_octets = the_options.linger_octets},
      quiet(the_loop.deadlines()) {}

Drivers::~Drivers() {
  while (!list_.empty()) std::unique_ptr<Driver>(&list_.front()).reset();
  while (!asleep_.empty()) std::unique_ptr<Sleeper>(&asleep_.front()).reset();
}

void Drivers::add(std::unique_ptr<io::Channel> channel) {
  Driver& driver = *std::make_unique<Driver>(std::move(channel), *this).release();
  list_.push_back(driver);
  ++size_;
  driver.start();
  if (draining_) driver.shutdown();
}

void Drivers::drain(std::function<void()> drained) {
  draining_ = true;
  drained_ = std::move(drained);
  if (size_ == 0) return std::exchange(drained_, nullptr)();
  // It takes a driver to say goodbye.
  while (!asleep_.empty()) wake(asleep_.front());
  Driver* next = nullptr;
  for (Driver* driver = &list_.front(); driver != nullptr; driver = next) {
    next = list_.next(*driver);
    driver->shutdown();
  }
}

void Drivers::remove(Driver& driver) {
  quiet.remove(driver);
  std::unique_ptr<Driver>(&driver).reset();
  --size_;
  if (size_ == 0 && drained_) std::exchange(drained_, nullptr)();
}

Connections::Connections(io::Loop& loop, const ServerOptions& options, Service& service)
    : drivers_(std::make_unique<Drivers>(loop, options, service)) {}

Connections::~Connections() = default;

void Connections::add(std::unique_ptr<io::Channel> channel) {
  drivers_->add(std::move(channel));
}
void Connections::drain(std::function<void()> drained) {
  drivers_->drain(std::move(drained));
}
std::size_t Connections::size() const {
  return drivers_->size();
}

}  // namespace weft::session
