#include <cli/inspect/recording/show.hpp>

#include <ostream>
#include <variant>

#include <fmt/format.h>
#include <cli/inspect/recording/note_line.hpp>
#include <cli/inspect/recording/wanted.hpp>
#include <weft/base/printable.hpp>
#include <weft/trace/format.hpp>

namespace weft::cli::inspect {

std::string opening_of(const trace::Recording& recording) {
  const bool is_server = recording.role == http::Role::server;
  return fmt::format("{}   {} {}   {} {}   {}   {}{}", http::to_string(recording.version),
                     is_server ? "server" : "client", printable(recording.local), is_server ? "client" : "server",
                     printable(recording.peer), recording.secure ? "TLS" : "cleartext", printable(recording.wall_time),
                     recording.has_values ? "" : "   without values");
}

void show(const trace::Recording& recording, const RecordingOptions& options, std::ostream& out) {
  const Wanted wanted(options, recording.role);
  // A value that was not kept needs no hiding.
  const trace::Format format(recording.role, Time(),
                             {.detail = options.detail, .secrets = options.values || !recording.has_values});
  out << fmt::format("{:>8.1f} ms  ·  {}\n", 0.0, opening_of(recording));
  for (const auto& entry : recording.entries) {
    const auto* event = std::get_if<trace::Event>(&entry);
    if (event != nullptr && wanted.has(*event)) out << format.lines(*event);
    const auto* note = std::get_if<trace::Note>(&entry);
    if (note != nullptr && wanted.has(*note)) out << note_line(*note);
  }
}

}  // namespace weft::cli::inspect
