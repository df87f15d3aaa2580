// The manager of services that started this process, such as systemd: it is told how the process is, as sd_notify(3)
// has it, by datagrams to the socket that NOTIFY_SOCKET names.
//
//   const auto manager = io::ServiceManager::from_environment();
//   manager.tell("READY=1");
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <weft/base/time.hpp>

namespace weft::io {

class ServiceManager {
 public:
  // One that nobody hears, where there is no manager.
  static ServiceManager from_environment();

  // Assignments, a line each. From any thread; a manager that has gone is no error.
  void tell(std::string_view state) const;
  // "RELOADING=1" with the time of now, which systemd wants to know.
  void tell_reloading() const;
  // The manager ends a process that does not say "WATCHDOG=1" within such a time. None: it does not watch this one.
  std::optional<Duration> watchdog() const { return watchdog_; }

 private:
  // A path, or a name that begins with '@'; empty for none.
  std::string socket_;
  std::optional<Duration> watchdog_;
};

}  // namespace weft::io
