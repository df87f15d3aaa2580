// RFC 6455 5.3: a client's octets are masked, so that no script can choose what stands on the wire.
#pragma once

#include <array>
#include <cstdint>

#include <weft/base/bytes.hpp>

namespace weft::websocket {

using MaskKey = std::array<std::uint8_t, 4>;

// Masks octets, or unmasks them: the same. `offset` is the place of the first one in its frame.
void apply_mask(MutableOctets octets, const MaskKey& key, std::uint64_t offset);

}  // namespace weft::websocket
