#include <weft/io/inherited_sockets.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

#include <weft/io/address.hpp>

namespace weft::io {
namespace {

// SD_LISTEN_FDS_START
constexpr int first_descriptor = 3;

std::string take_variable(const char* name) {
  const char* const found = std::getenv(name);
  std::string text = found == nullptr ? "" : found;
  ::unsetenv(name);
  return text;
}

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// "a:b" are two names.
std::string next_name(std::string_view& names) {
  const std::size_t end = std::min(names.find(':'), names.size());
  const std::string name(names.substr(0, end));
  names.remove_prefix(std::min(end + 1, names.size()));
  return name;
}

int option_of(int descriptor, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  ::getsockopt(descriptor, SOL_SOCKET, option, &value, &size);
  return value;
}

bool listens(int descriptor) {
  return option_of(descriptor, SO_ACCEPTCONN) == 1 && option_of(descriptor, SO_TYPE) == SOCK_STREAM;
}

}  // namespace

InheritedSockets InheritedSockets::from_environment() {
  const std::string process = take_variable("LISTEN_PID");
  const std::string count = take_variable("LISTEN_FDS");
  const std::string all_names = take_variable("LISTEN_FDNAMES");
  InheritedSockets inherited;
  if (number_in(process) != ::getpid()) return inherited;
  const auto sockets = number_in(count);
  if (!sockets) throw std::runtime_error(fmt::format("LISTEN_FDS is no number: \"{}\"", count));
  std::string_view names = all_names;
  for (int i = 0; i < *sockets; ++i) inherited.add(first_descriptor + i, next_name(names));
  return inherited;
}

void InheritedSockets::add(int number, const std::string& name) {
  Inherited made{name.empty() ? fmt::format("descriptor {}", number) : fmt::format("descriptor {} ({})", number, name),
                 {nullptr, Descriptor(number), {}}};
  ::fcntl(number, F_SETFD, FD_CLOEXEC);
  if (!listens(number)) return others_.push_back(std::move(made));
  // Accepting never waits, and there is one queue for all processes that have the socket.
  ::fcntl(number, F_SETFL, ::fcntl(number, F_GETFL) | O_NONBLOCK);
  const SocketAddress address = local_address_of(number);
  made.listening.address = to_address(address);
  if (address.family() == AF_UNIX) {
    if (name == with_file) made.listening.file = SocketFile::adopt(made.listening.address.host);
  } else {
    set_options_of_connections(made.listening.descriptor);
  }
  sockets_.push_back(std::move(made));
}

template <class Fits>
std::vector<Listening> InheritedSockets::take_all(Fits fits) {
  std::vector<Listening> all;
  std::vector<Inherited> rest;
  for (Inherited& each : sockets_) {
    if (fits(each.listening.address)) {
      all.push_back(std::move(each.listening));
    } else {
      rest.push_back(std::move(each));
    }
  }
  sockets_ = std::move(rest);
  return all;
}

std::vector<Listening> InheritedSockets::take(const std::string& host, std::uint16_t port) {
  if (sockets_.empty()) return {};
  const auto hosts = hosts_to_listen_on(host);
  // A UNIX socket has port 0.
  const auto fits = [&](const Address& address) {
    return address.port != 0 && std::ranges::find(hosts, address.host) != hosts.end();
  };
  if (port == 0) {
    const auto first =
        std::ranges::find_if(sockets_, fits, [](const Inherited& each) { return each.listening.address; });
    if (first == sockets_.end()) return {};
    port = first->listening.address.port;
  }
  return take_all([&](const Address& address) { return address.port == port && fits(address); });
}

std::vector<Listening> InheritedSockets::take_path(const std::string& path) {
  return take_all([&](const Address& address) { return address.port == 0 && address.host == path; });
}

std::vector<std::string> InheritedSockets::close_rest() {
  std::vector<std::string> rest;
  for (const Inherited& each : sockets_) {
    rest.push_back(fmt::format("{}, which listens on {}", each.text, to_string(each.listening.address)));
  }
  for (const Inherited& each : others_) rest.push_back(each.text + ", which is no socket that listens");
  sockets_.clear();
  others_.clear();
  return rest;
}

std::vector<ListenSet> spread(std::vector<Listening> sockets, std::size_t loops) {
  std::vector<ListenSet> sets(loops);
  while (!sockets.empty()) {
    const Address address = sockets.front().address;
    ListenSet own;
    std::vector<Listening> others;
    for (Listening& each : sockets) (each.address == address ? own : others).push_back(std::move(each));
    sockets = std::move(others);
    for (std::size_t i = 0; own.size() < loops; ++i) own.push_back(copy_of(own[i]));
    for (std::size_t i = 0; i < own.size(); ++i) sets[i % loops].push_back(std::move(own[i]));
  }
  return sets;
}

}  // namespace weft::io
