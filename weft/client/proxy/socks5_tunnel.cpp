#include <weft/client/proxy/socks5_tunnel.hpp>

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace weft::client {

namespace {

constexpr char socks_version = 5;
// RFC 1929 2: the version of the login.
constexpr char login_version = 1;
constexpr std::uint8_t no_login = 0;
constexpr std::uint8_t with_login = 2;
constexpr char command_connect = 1;
constexpr char ipv4 = 1;
constexpr char name = 3;
constexpr char ipv6 = 4;

// The length has an octet.
constexpr std::size_t longest_text = 255;

// With its length before it.
std::string counted(std::string_view text) {
  return static_cast<char>(text.size()) + std::string(text);
}

// RFC 1928 5
std::string address_of(const std::string& host) {
  std::array<char, 16> octets{};
  if (::inet_pton(AF_INET, host.c_str(), octets.data()) == 1) return ipv4 + std::string(octets.data(), 4);
  if (::inet_pton(AF_INET6, host.c_str(), octets.data()) == 1) return ipv6 + std::string(octets.data(), 16);
  return name + counted(host);
}

// RFC 1928 6
std::string_view words_of(std::uint8_t reply) {
  constexpr std::array<std::string_view, 9> words = {"succeeded",
                                                     "general SOCKS server failure",
                                                     "connection not allowed by ruleset",
                                                     "network unreachable",
                                                     "host unreachable",
                                                     "connection refused",
                                                     "TTL expired",
                                                     "command not supported",
                                                     "address type not supported"};
  return reply < words.size() ? words[reply] : "unassigned";
}

}  // namespace

Socks5Tunnel::Socks5Tunnel(const Proxy& proxy, const http::Url& origin) : proxy_(proxy), origin_(origin) {
  output_ = {socks_version, 1, static_cast<char>(no_login)};
  if (!proxy.user.empty()) output_ = {socks_version, 2, static_cast<char>(no_login), static_cast<char>(with_login)};
}

io::Overture::Step Socks5Tunnel::take(Octets octets) {
  answer_ += as_text(octets);
  if (answer_.size() < wanted_) return Step::goes_on;
  switch (awaits_) {
    case Awaits::method:
      return take_method();
    case Awaits::login:
      return take_login();
    case Awaits::reply:
      return take_reply();
    case Awaits::address:
      break;
  }
  return Step::over;
}

io::Overture::Step Socks5Tunnel::await(Awaits what, std::size_t octets) {
  awaits_ = what;
  wanted_ = octets;
  answer_.clear();
  return Step::goes_on;
}

// RFC 1928 3: "If the selected METHOD is X'FF', none of the methods listed by the client are acceptable, and the client
// MUST close the connection."
io::Overture::Step Socks5Tunnel::take_method() {
  if (answer_[0] != socks_version) return refuse(Reason::proxy_answer_not_valid, "expected SOCKS version 5");
  if (octet(1) == no_login) return ask_for_origin();
  if (octet(1) != with_login || proxy_.user.empty()) {
    return refuse(Reason::proxy_authentication_required, "none of the methods are acceptable");
  }
  output_ = login_version + counted(proxy_.user) + counted(proxy_.password);
  return await(Awaits::login, 2);
}

// RFC 1929 2: "If the server returns a `failure' (STATUS value other than X'00') status, it MUST close the connection."
io::Overture::Step Socks5Tunnel::take_login() {
  if (octet(1) != 0) return refuse(Reason::proxy_authentication_required, "the login failed");
  return ask_for_origin();
}

// RFC 1928 4
io::Overture::Step Socks5Tunnel::ask_for_origin() {
  if (origin_.host.size() > longest_text) return refuse("expected a name of at most 255 octets");
  output_ = std::string{socks_version, command_connect, 0} + address_of(origin_.host);
  output_ += {static_cast<char>(origin_.port >> 8), static_cast<char>(origin_.port & 0xff)};
  return await(Awaits::reply, 5);
}

// RFC 1928 6: the first octets of an address say how many follow, with two of a port behind them.
io::Overture::Step Socks5Tunnel::take_reply() {
  if (answer_[0] != socks_version) return refuse(Reason::proxy_answer_not_valid, "expected SOCKS version 5");
  if (octet(1) != 0) return refuse(fmt::format("{}: {}", octet(1), words_of(octet(1))));
  switch (answer_[3]) {
    case ipv4:
      return await(Awaits::address, 3 + 2);
    case ipv6:
      return await(Awaits::address, 15 + 2);
    case name:
      return await(Awaits::address, std::size_t{octet(4)} + 2);
    default:
      return refuse(Reason::proxy_answer_not_valid, "expected an address of IPv4 or IPv6, or a name");
  }
}

}  // namespace weft::client
