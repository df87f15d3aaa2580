#include <weft/io/service_manager.hpp>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <weft/io/descriptor.hpp>

namespace weft::io {
namespace {

std::string_view variable(const char* name) {
  const char* const found = std::getenv(name);
  return found == nullptr ? "" : found;
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number <= 0) return std::nullopt;
  return number;
}

// sd_watchdog_enabled(3): without WATCHDOG_PID any process is meant.
std::optional<Duration> watchdog_of_environment() {
  const std::string_view process = variable("WATCHDOG_PID");
  if (!process.empty() && number_in(process) != ::getpid()) return std::nullopt;
  const auto time = number_in(variable("WATCHDOG_USEC"));
  if (!time) return std::nullopt;
  return std::chrono::microseconds(*time);
}

}  // namespace

ServiceManager ServiceManager::from_environment() {
  ServiceManager manager;
  const std::string_view socket = variable("NOTIFY_SOCKET");
  const bool fits =
      socket.size() < sizeof(sockaddr_un::sun_path) && (socket.starts_with('/') || socket.starts_with('@'));
  if (!fits) return manager;
  manager.socket_ = socket;
  manager.watchdog_ = watchdog_of_environment();
  return manager;
}

void ServiceManager::tell(std::string_view state) const {
  if (socket_.empty()) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socket_.copy(address.sun_path, sizeof address.sun_path);
  // unix(7): an abstract name begins with a null byte, and has no other at its end.
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const Descriptor sender(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ::sendto(sender.number(), state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
           size);
}

// systemd.service(5), Type=notify-reload: the time of CLOCK_MONOTONIC tells a notice that is older than its request.
void ServiceManager::tell_reloading() const {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                   std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
}

}  // namespace weft::io
