// Files of a configuration: read as a whole, and named in what is said about them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <weft/config/placed_json.hpp>

namespace weft::config {

// Throws std::invalid_argument for a file that cannot be read.
std::string text_of_file(const std::string& path);

// "path:line:column", without a path "line:column".
std::string place_in_file(std::string_view path, std::string_view text, std::size_t offset);

// Gives the result of `read()`, which reads `text`. A JsonError becomes a std::invalid_argument that begins with its
// place.
template <class Read>
auto read_with_place(const std::string& text, std::string_view path, Read read) {
  try {
    return read();
  } catch (const JsonError& wrong) {
    throw std::invalid_argument(place_in_file(path, text, wrong.offset) + ": " + wrong.what());
  }
}

}  // namespace weft::config
