// The decoder of PROXY headers keeps these promises whatever a peer writes: the same answer under every cut, no octet
// taken behind the header, no more octets than its limits allow, and a client that is an address of IP.
#include <algorithm>
#include <cstdlib>

#include <weft/io/address.hpp>
#include <weft/io/proxy_header.hpp>

namespace {

using namespace weft;
using namespace weft::io;

void must(bool condition) {
  if (!condition) std::abort();
}

// Pieces of `size` octets.
ProxyHeader read(Octets octets, std::size_t size) {
  ProxyHeader header;
  while (!octets.empty()) {
    const Octets piece = octets.first(std::min(size, octets.size()));
    const std::size_t used = header.take(piece);
    octets = octets.subspan(used);
    if (used == piece.size()) continue;
    must(header.state() != ProxyHeader::State::begun);
    break;
  }
  return header;
}

void must_be_same(const ProxyHeader& a, const ProxyHeader& b) {
  must(a.state() == b.state() && a.size() == b.size() && a.client().has_value() == b.client().has_value());
  must(!a.client() || to_string(*a.client()) == to_string(*b.client()));
  must(a.state() != ProxyHeader::State::refused || a.reason() == b.reason());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Octets input(data, size);
  const ProxyHeader whole = read(input, size + 1);
  for (const std::size_t piece : {1U, 3U, 17U}) must_be_same(read(input, piece), whole);
  must(whole.size() <= size && whole.size() <= 16 + ProxyHeader::longest_block);
  must(whole.state() != ProxyHeader::State::begun || whole.size() == size);
  must(!whole.client() || (whole.state() == ProxyHeader::State::whole && is_address(whole.client()->host)));
  // The header alone says the same.
  must_be_same(read(input.first(whole.size()), 1), whole);
  return 0;
}
