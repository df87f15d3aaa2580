// SipHash-2-4 (Aumasson and Bernstein, 2012): with a secret key, nobody finds a short text by trying all of them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace weft::trace {

using HashKey = std::array<std::uint64_t, 2>;

std::uint64_t keyed_hash(std::string_view text, const HashKey& key);

}  // namespace weft::trace
