// Whoever reads, shows, sums, exports or plays a recording may have it from a stranger. Any octets keep these promises:
// a text that is no recording is refused with a line of it and with words, and what is shown has no octet that a
// terminal obeys.
#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>

#include <cli/inspect/recording/show.hpp>
#include <cli/inspect/recording/summary.hpp>
#include <weft/base/bytes.hpp>
#include <weft/session/replay/replay.hpp>
#include <weft/trace/recording/pcapng.hpp>
#include <weft/trace/recording/recording.hpp>

namespace {

using namespace weft;

void must(bool condition) {
  if (!condition) std::abort();
}

void must_be_harmless(const std::string& text) {
  const auto obeyed = [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; };
  must(std::none_of(text.begin(), text.end(), obeyed));
}

void look_at(const trace::Recording& recording) {
  const cli::inspect::RecordingOptions options{.detail = true, .values = true};
  std::ostringstream out;
  cli::inspect::show(recording, options, out);
  must_be_harmless(out.str());
  must_be_harmless(cli::inspect::summary_of(recording, options));
  const auto packets = trace::pcapng_of(recording);
  must(packets.has_value() == recording.has_values);
  // A recording is played the same each time.
  const auto first = session::replay(recording);
  const auto second = session::replay(recording);
  must(first.has_value() == second.has_value());
  if (first) must(first->octets_sent == second->octets_sent);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = as_text({data, size});
  const auto recording = trace::read_recording(text);
  if (recording) {
    look_at(*recording);
    return 0;
  }
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  must(recording.error().line >= 1 && recording.error().line <= lines + 1);
  must(!recording.error().why.empty());
  return 0;
}
