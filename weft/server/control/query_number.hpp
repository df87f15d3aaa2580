// A number in the query of a request to the control endpoint.
#pragma once

#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

namespace weft::server {

// nullopt for what is not a whole number from `least` to `most`.
inline std::optional<std::uint64_t> query_number(std::string_view text, std::uint64_t least, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = read.ec == std::errc() && read.ptr == std::to_address(text.end());
  return is_number && number >= least && number <= most ? std::optional(number) : std::nullopt;
}

}  // namespace weft::server
