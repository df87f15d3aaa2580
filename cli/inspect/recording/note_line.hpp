// A note of a recording as a line, among those of the frames.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <weft/trace/note.hpp>

namespace weft::cli::inspect {

// The first column of such lines: --frames takes them too.
inline constexpr std::array<std::string_view, 4> note_names{"wait", "window", "pick", "HPACK"};

std::string_view name_of(const trace::Note& note);
// 0: the connection.
std::uint64_t stream_of(const trace::Note& note);
std::string note_line(const trace::Note& note);

}  // namespace weft::cli::inspect
