// The header by which a proxy says, ahead of all else on a connection, whose connection it carries: the PROXY protocol,
// versions 1 and 2, as HAProxy's doc/proxy-protocol.txt defines them.
//
//   ProxyHeader header;
//   used = header.take(octets);                 // again with more, while state() is `begun`
//   if (header.state() == ProxyHeader::State::whole && header.client()) …
//
// The decoder takes no octet behind the header. Its answer is the same however the octets were cut.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <weft/base/bytes.hpp>
#include <weft/io/connected.hpp>
#include <weft/io/reason.hpp>

namespace weft::io {

class ProxyHeader {
 public:
  // "a 108-byte buffer is always enough to store all the line and a trailing zero"
  static constexpr std::size_t longest_line = 107;
  // Octets behind the first 16. The field could say 65535. The addresses take 216 at most, and the rest is for what a
  // proxy tells besides (ALPN, the name that was asked for, the subject of a client's certificate): "Both formats are
  // designed to fit in the smallest TCP segment", of 536 octets.
  static constexpr std::size_t longest_block = 4096;

  enum class State : std::uint8_t { begun, whole, refused };

  // The number of octets that belong to the header: none, once it is whole or refused.
  std::size_t take(Octets octets);
  State state() const { return state_; }
  // Octets that were taken.
  std::size_t size() const { return size_; }
  // For a header that is whole. nullopt: the connection is the proxy's own, or its client has no address of IP.
  const std::optional<Address>& client() const { return client_; }
  // For a header that is refused.
  Reason reason() const { return reason_; }

 private:
  enum class Form : std::uint8_t { unknown, text, binary };

  void take_one(std::uint8_t octet);
  void recognise();
  void take_text();
  void read_line();
  void take_binary();
  void read_block();
  bool is_relayed() const { return (kept_[12] & 15) == 1; }
  // Octets of the addresses of a connection over TCP; 0 for those of other kinds, which are not read.
  std::size_t addresses() const;
  void refuse(Reason reason);

  // A whole line, or the beginning of a binary header with the addresses of IPv6.
  std::array<std::uint8_t, longest_line> kept_{};
  std::size_t size_ = 0;
  std::size_t block_ = 0;
  Form form_ = Form::unknown;
  State state_ = State::begun;
  Reason reason_ = Reason::proxy_header_not_valid;
  std::optional<Address> client_;
};

}  // namespace weft::io
