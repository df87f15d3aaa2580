// RFC 1928: SOCKS version 5. The proxy looks names up. RFC 1929: the user and the password go to it in clear.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <weft/client/proxy/tunnel.hpp>

namespace weft::client {

class Socks5Tunnel final : public Tunnel {
 public:
  Socks5Tunnel(const Proxy& proxy, const http::Url& origin);

  std::string take_output() override { return std::exchange(output_, {}); }
  std::size_t wanted() const override { return wanted_ - answer_.size(); }
  Step take(Octets octets) override;

 private:
  // The answer that is awaited.
  enum class Awaits : std::uint8_t { method, login, reply, address };

  Step take_method();
  Step take_login();
  Step take_reply();
  Step ask_for_origin();
  Step await(Awaits what, std::size_t octets);
  std::uint8_t octet(std::size_t at) const { return static_cast<std::uint8_t>(answer_[at]); }

  const Proxy& proxy_;
  const http::Url& origin_;
  std::string output_;
  std::string answer_;
  Awaits awaits_ = Awaits::method;
  std::size_t wanted_ = 2;
};

}  // namespace weft::client
