// "1 request", "1,200 requests": a number with its thing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <weft/base/grouped.hpp>

namespace weft::cli {

inline std::string counted(std::uint64_t number, std::string_view thing) {
  return fmt::format("{} {}{}", grouped(number), thing, number == 1 ? "" : "s");
}

}  // namespace weft::cli
