#include <weft/io/network.hpp>

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace weft::io {

namespace {

// Digits and nothing else.
std::optional<unsigned> bits_of(std::string_view text) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return bits;
}

}  // namespace

std::optional<IpAddress> ip_address_of(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  // The system would end the text at a zero octet.
  if (text.size() >= copy.size() || text.find('\0') != text.npos) return std::nullopt;
  text.copy(copy.data(), text.size());
  IpAddress address{};
  if (::inet_pton(AF_INET6, copy.data(), address.data()) == 1) return address;
  address = {};
  address[10] = address[11] = 0xff;
  if (::inet_pton(AF_INET, copy.data(), address.data() + 12) == 1) return address;
  return std::nullopt;
}

bool Network::contains(const IpAddress& other) const {
  if (!std::equal(address.begin(), address.begin() + bits / 8, other.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto differing = static_cast<unsigned>(address[bits / 8] ^ other[bits / 8]);
  return differing >> (8 - bits % 8) == 0;
}

std::optional<Network> network_of(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto address = ip_address_of(text.substr(0, slash));
  if (!address) return std::nullopt;
  const unsigned most = text.substr(0, slash).find(':') == text.npos ? 32 : 128;
  const auto bits = slash == text.size() ? std::optional(most) : bits_of(text.substr(slash + 1));
  if (!bits || *bits > most) return std::nullopt;
  return Network{*address, *bits + (128 - most)};
}

void TrustedPeers::add(std::string_view name) {
  const auto network = network_of(name);
  if (network) networks_.push_back(*network);
  if (!network && name != "unix") {
    throw std::invalid_argument(
        fmt::format("\"{}\": expected an address, a network such as \"10.0.0.0/8\", or \"unix\"", name));
  }
  sockets_ = sockets_ || !network;
  names_.emplace_back(name);
}

bool TrustedPeers::contains(std::string_view host) const {
  if (names_.empty()) return false;
  const auto address = ip_address_of(host);
  if (!address) return sockets_;
  return std::ranges::any_of(networks_, [&](const Network& each) { return each.contains(*address); });
}

}  // namespace weft::io
