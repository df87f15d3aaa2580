// The reports are in two columns: a word, and what is said about it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weft::cli::check {

inline constexpr std::size_t column = 16;

// Each line of the text in the second column.
std::string indented(std::string_view text);

}  // namespace weft::cli::check
