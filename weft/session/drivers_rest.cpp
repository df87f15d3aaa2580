// Drivers that rest, and those that come back.
#include <utility>

#include <weft/session/drivers.hpp>

namespace weft::session {

// The driver goes first: what is left of it takes a small part of its place.
void Drivers::lay_down(Driver& driver, Rested rested, Time until) {
  const Time since = driver.quiet_since;
  std::unique_ptr<Driver>(&driver).reset();
  Sleeper& sleeper = *std::make_unique<Sleeper>(*this, std::move(rested), since).release();
  asleep_.push_back(sleeper);
  loop.deadlines().arm(sleeper, until);
  if (!watch_) watch_.emplace(loop);
  if (!watch_->add(sleeper.rested.channel.descriptor(), sleeper)) wake(sleeper);
}

Driver& Drivers::wake(Sleeper& sleeper) {
  const std::unique_ptr<Sleeper> gone(&sleeper);
  watch_->remove(sleeper.rested.channel.descriptor());
  quiet.came_back(loop.now() - sleeper.since);
  Driver& driver = *std::make_unique<Driver>(std::move(sleeper.rested), *this).release();
  list_.push_back(driver);
  driver.start();
  driver.touch();
  return driver;
}

void Sleeper::on_stir() {
  drivers_.wake(*this);
}

void Sleeper::on_deadline(Time now) {
  drivers_.wake(*this).on_deadline(now);
}

}  // namespace weft::session
