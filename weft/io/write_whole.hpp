// A text to a descriptor, however many calls that takes.
//
//   if (!write_whole(file.number(), text)) …            // errno says why
#pragma once

#include <string_view>

namespace weft::io {

// Goes on where a signal has interrupted it. False where not all could be written.
bool write_whole(int descriptor, std::string_view text);

}  // namespace weft::io
