// Descriptors for all connections of a load, or a message before it begins.
#pragma once

#include <cstddef>

namespace weft::cli::load {

// Descriptors for the connections, for each thread's loop, and some for files and names.
constexpr std::size_t descriptors_needed(std::size_t connections, std::size_t threads) {
  return connections + 4 * threads + 20;
}

// Raises this process's limit where that is needed and allowed. Throws std::runtime_error that says the limit and what
// is needed.
void provide_descriptors(std::size_t connections, std::size_t threads);

}  // namespace weft::cli::load
