// The options of an engine as a line of text, "limits.streams=100 limits.promises=100 …", so that a recording can tell
// them and a replay can have them. Lengths of time are nanoseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/h1/options.hpp>
#include <weft/h2/options.hpp>

namespace weft::session {

// Anybody may have written a recording: engines reckon with such times and dates without an overflow, and with no
// longer or later ones.
inline constexpr Duration longest_time = std::chrono::hours(24 * 365 * 100);
inline constexpr std::chrono::seconds latest_date{5'000'000'000};

std::string text_of(const h2::Options& options, Time now);
std::string text_of(const h1::Options& options, Time now);

// The options, and what they point to.
template <class Options>
struct ReadOptions {
  Options options;
  http::WallTime wall_time;
  h2::WindowBudget budget{0};
};

// Options that the text does not name are as they are by default. Names that are unknown here are an error: another
// version has made the text, and behaves in another way. So are numbers that an option cannot be. False then, with the
// name and the number in `unknown`.
bool read_options(std::string_view text, ReadOptions<h2::Options>& into, std::string& unknown);
bool read_options(std::string_view text, ReadOptions<h1::Options>& into, std::string& unknown);

}  // namespace weft::session
