// How a driver comes to rest, and another one goes on.
#include <algorithm>
#include <utility>

#include <weft/session/driver.hpp>
#include <weft/session/drivers.hpp>

namespace weft::session {

Driver::Driver(Rested rested, Drivers& drivers)
    : Wire(std::move(rested.channel).wake(drivers.loop), drivers.patience), drivers_(drivers), announced_(true) {
  link_.id = rested.link;
  link_.version = http::Version::http2;
  link_.peer = &channel().peer();
  link_.local = &channel().local();
  link_.tls = channel().tls();
  engine().go_on(rested.engine, drivers_.options.h2, drivers_.workspace, now());
  limit_age(rested.age);
  go_on();
}

void Driver::settled(Time now) {
  if (is_quiet()) {
    drivers_.quiet.add(*this, now);
  } else {
    drivers_.quiet.remove(*this);
  }
}

// The engine is looked at first: it stays what it is where the channel cannot.
bool Driver::rest(Time now) {
  if (!is_quiet() || work_left()) return false;
  auto parked = engine().h2()->park(now);
  if (!parked) return false;
  auto resting = channel().rest();
  if (!resting) return false;
  const Time until = std::min(parked->deadline(drivers_.options.h2.timeouts), age());
  drivers_.lay_down(*this, {link_.id, age(), std::move(*parked), std::move(*resting)}, until);
  return true;
}

}  // namespace weft::session
