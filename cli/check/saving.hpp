// Reports and recordings in files.
#pragma once

#include <string>
#include <string_view>

namespace weft::cli::check {

// Nothing is written to an empty path, and "-" is the standard output. Throws std::runtime_error where it cannot be
// written.
void write(const std::string& path, const std::string& text);
// The path of the file, which only its owner may read: "6.9/too-short" is in "6.9-too-short.sqlog" of the folder, which
// must be there.
std::string save_recording(const std::string& folder, std::string_view id, const std::string& recording);

}  // namespace weft::cli::check
