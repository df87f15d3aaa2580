// All drivers of one loop, and what they share.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <weft/base/intrusive_list.hpp>
#include <weft/h2/workspace.hpp>
#include <weft/session/driver.hpp>
#include <weft/session/server_session.hpp>

namespace weft::session {

// Exchanges are used again and again, so that a request finds its memory warm and allocates none.
class ExchangePool {
 public:
  ExchangePool() = default;
  ExchangePool(const ExchangePool&) = delete;
  ExchangePool& operator=(const ExchangePool&) = delete;

  Exchange& take();
  void give_back(Exchange& exchange);

 private:
  // Also those that are at work when all ends.
  std::vector<std::unique_ptr<Exchange>> all_;
  std::vector<Exchange*> free_;
};

class Drivers {
 public:
  Drivers(io::Loop& loop, const ServerOptions& options, Service& service);
  ~Drivers();

  void add(std::unique_ptr<io::Channel> channel);
  void drain(std::function<void()> drained);
  void remove(Driver& driver);
  // Of this driver only `rested` is left, until something comes or the time has.
  void lay_down(Driver& driver, Rested rested, Time until);
  Driver& wake(Sleeper& sleeper);
  // Those at rest as well.
  std::size_t size() const { return size_; }

  io::Loop& loop;
  const ServerOptions& options;
  Service& service;
  const Patience patience;
  h2::Workspace workspace;
  ExchangePool exchanges;
  RestQueue quiet;

 private:
  IntrusiveList<Driver, &Driver::hook> list_;
  IntrusiveList<Sleeper, &Sleeper::hook> asleep_;
  // Not before the first of them.
  std::optional<io::RestWatch> watch_;
  std::size_t size_ = 0;
  bool draining_ = false;
  std::function<void()> drained_;
};

}  // namespace weft::session
