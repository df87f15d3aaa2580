#include <weft/io/proxy_header.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>
#include <string_view>

#include <weft/io/address.hpp>

namespace weft::io {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view line_start = "PROXY ";
constexpr std::string_view line_end = "\r\n";
constexpr std::string_view signature = "\r\n\r\n\0\r\nQUIT\n"sv;
// Signature, version and command, family and protocol, length.
constexpr std::size_t fixed_size = 16;

constexpr std::uint8_t tcp_over_ipv4 = 0x11;
constexpr std::uint8_t tcp_over_ipv6 = 0x21;

Address address_at(int family, const void* host, std::uint16_t port) {
  SocketAddress address;
  address.storage.ss_family = static_cast<sa_family_t>(family);
  auto* const place = reinterpret_cast<std::uint8_t*>(&address.storage);
  if (family == AF_INET) std::memcpy(place + offsetof(sockaddr_in, sin_addr), host, sizeof(in_addr));
  if (family == AF_INET6) std::memcpy(place + offsetof(sockaddr_in6, sin6_addr), host, sizeof(in6_addr));
  address.change_port(port);
  return to_address(address);
}

std::optional<Address> address_of(int family, std::string_view text, std::uint16_t port) {
  in6_addr host{};
  // The system would end the text at a zero octet.
  if (text.find('\0') != text.npos) return std::nullopt;
  if (::inet_pton(family, std::string(text).c_str(), &host) != 1) return std::nullopt;
  return address_at(family, &host, port);
}

// "Heading zeroes are not permitted in front of numbers in order to avoid any possible confusion with octal numbers."
std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || (text.size() > 1 && text[0] == '0')) return {};
  return port;
}

// Up to "exactly one space", which goes as well.
std::string_view next_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), word.size() + 1));
  return word;
}

std::optional<Address> client_of_line(std::string_view line) {
  const bool one_space_each = std::ranges::count(line, ' ') == 4;
  const std::string_view family = next_word(line);
  if (!one_space_each || (family != "TCP4" && family != "TCP6")) return std::nullopt;
  const int number = family == "TCP4" ? AF_INET : AF_INET6;
  const std::string_view source = next_word(line);
  const std::string_view destination = next_word(line);
  const auto source_port = port_of(next_word(line));
  const auto destination_port = port_of(line);
  if (!source_port || !destination_port || !address_of(number, destination, 0)) return std::nullopt;
  return address_of(number, source, *source_port);
}

}  // namespace

std::size_t ProxyHeader::take(Octets octets) {
  std::size_t used = 0;
  while (used < octets.size() && state_ == State::begun) take_one(octets[used++]);
  return used;
}

void ProxyHeader::take_one(std::uint8_t octet) {
  if (size_ < kept_.size()) kept_[size_] = octet;
  ++size_;
  switch (form_) {
    case Form::unknown:
      return recognise();
    case Form::text:
      return take_text();
    case Form::binary:
      return take_binary();
  }
}

void ProxyHeader::recognise() {
  const std::string_view begun = as_text({kept_.data(), size_});
  const auto try_form = [&](std::string_view start, Form form) {
    if (!start.starts_with(begun)) return false;
    if (begun.size() == start.size()) form_ = form;
    return true;
  };
  // "otherwise the protocol is not covered by this specification and the connection must be dropped."
  if (!try_form(line_start, Form::text) && !try_form(signature, Form::binary)) refuse(Reason::proxy_header_missing);
}

// "The receiver must wait for the CRLF sequence before starting to decode the addresses in order to ensure they are
// complete and properly parsed. If the CRLF sequence is not found in the first 107 characters, the receiver should
// declare the line invalid."
void ProxyHeader::take_text() {
  if (as_text({kept_.data(), size_}).ends_with(line_end)) return read_line();
  if (size_ == longest_line) refuse(Reason::proxy_header_too_long);
}

void ProxyHeader::read_line() {
  std::string_view line = as_text({kept_.data(), size_ - line_end.size()}).substr(line_start.size());
  state_ = State::whole;
  // "the receiver must ignore anything presented before the CRLF is found", and "use the real connection's parameters
  // as if there were no PROXY protocol header on the wire".
  if (line == "UNKNOWN" || line.starts_with("UNKNOWN ")) return;
  client_ = client_of_line(line);
  if (!client_) refuse(Reason::proxy_header_not_valid);
}

void ProxyHeader::take_binary() {
  if (size_ < fixed_size) return;
  if (size_ == fixed_size) read_block();
  if (state_ != State::begun || size_ != fixed_size + block_) return;
  state_ = State::whole;
  const std::size_t octets = addresses();
  if (octets == 0) return;
  // The two addresses, then the two ports.
  const int family = kept_[13] == tcp_over_ipv4 ? AF_INET : AF_INET6;
  const std::uint16_t port = load_be16(&kept_[fixed_size + octets - 2 * sizeof port]);
  client_ = address_at(family, &kept_[fixed_size], port);
}

void ProxyHeader::read_block() {
  constexpr int most_families = 3;
  constexpr int most_protocols = 2;
  block_ = load_be16(&kept_[14]);
  // "The highest four bits contains the version. As of this specification, it must always be sent as \x2 and the
  // receiver must only accept this value." The lowest four are the command: "Receivers must drop connections
  // presenting unexpected values here."
  const bool is_known = kept_[12] == 0x20 || kept_[12] == 0x21;
  // "other values are unspecified and must not be emitted in version 2 of this protocol and must be rejected as invalid
  // by receivers." The proxy's own connections have a family "which is ignored".
  const bool is_possible = !is_relayed() || (kept_[13] >> 4 <= most_families && (kept_[13] & 15) <= most_protocols);
  if (!is_known || !is_possible || block_ < addresses()) return refuse(Reason::proxy_header_not_valid);
  if (block_ > longest_block) refuse(Reason::proxy_header_too_long);
}

std::size_t ProxyHeader::addresses() const {
  constexpr std::size_t ports = 4;
  if (!is_relayed()) return 0;
  if (kept_[13] == tcp_over_ipv4) return 2 * sizeof(in_addr) + ports;
  return kept_[13] == tcp_over_ipv6 ? 2 * sizeof(in6_addr) + ports : 0;
}

void ProxyHeader::refuse(Reason reason) {
  state_ = State::refused;
  reason_ = reason;
}

}  // namespace weft::io
