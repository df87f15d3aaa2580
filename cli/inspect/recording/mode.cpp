#include <cli/inspect/recording/mode.hpp>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <cli/inspect/recording/replay_report.hpp>
#include <cli/inspect/recording/show.hpp>
#include <cli/inspect/recording/summary.hpp>
#include <cli/inspect/recording/wanted.hpp>
#include <cli/support/text_file.hpp>
#include <weft/base/printable.hpp>
#include <weft/io/output.hpp>
#include <weft/io/private_file.hpp>
#include <weft/io/write_whole.hpp>
#include <weft/session/replay/replay.hpp>
#include <weft/trace/recording/pcapng.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::cli::inspect {
namespace {

// Words may quote the file.
int fault(std::string_view words) {
  io::tell(fmt::format("weft: {}", printable(words)));
  return 1;
}

int write_packets(const trace::Recording& recording, const RecordingOptions& options) {
  const auto packets = trace::pcapng_of(recording);
  if (!packets) return fault(fmt::format("{}: {}", options.file, packets.error()));
  // Packets have all octets in them, and with them credentials.
  const io::Descriptor file = io::open_private(options.pcapng);
  if (!file.valid() || !io::write_whole(file.number(), *packets)) {
    return fault(fmt::format("{} cannot be written: {}", options.pcapng, std::generic_category().message(errno)));
  }
  const std::string_view protocol = recording.version == http::Version::http2 ? "http2" : "http";
  std::cout << fmt::format("{} is written; tshark -r {} -d tcp.port=={},{} shows it\n", options.pcapng, options.pcapng,
                           trace::server_port_of(recording), protocol);
  return 0;
}

int play(const trace::Recording& recording, const RecordingOptions& options) {
  const auto done = session::replay(recording);
  if (!done) return fault(fmt::format("{}: {}", options.file, done.error()));
  std::cout << report(*done);
  return done->difference ? 1 : 0;
}

}  // namespace

void add_recording_options(CLI::App& verb, RecordingOptions& options) {
  constexpr const char* group = "Recording";
  auto* streams = verb.add_option("--stream", options.streams, "Show only this stream, or these, as 5,7")
                      ->delimiter(',')
                      ->allow_extra_args(false)
                      ->option_text("N")
                      ->group(group);
  auto* frames =
      verb.add_option(
              "--frames", options.frames,
              "Show only frames of these types, as HEADERS,DATA or 0xf0, and of what the engine knew only wait, "
              "window, pick or HPACK")
          ->delimiter(',')
          ->allow_extra_args(false)
          ->check(CLI::Validator(fault_of_frame_name, ""))
          ->option_text("TYPES")
          ->group(group);
  auto* summary =
      verb.add_flag("--summary", options.summary,
                    "Show the sums: streams with their times, octets, what HPACK saved, and waits; with --stream and "
                    "--frames those of what is chosen");
  summary->group(group);
  auto* replay = verb.add_flag("--replay", options.replay,
                               "Play the recording to the engine of this version: it sends the same octets, or the "
                               "first difference is shown");
  replay->excludes(summary)->excludes(streams)->excludes(frames)->group(group);
  verb.add_option("--pcapng", options.pcapng, "Write the octets as packets for Wireshark and tshark")
      ->option_text("FILE")
      ->excludes(summary)
      ->excludes(replay)
      ->excludes(streams)
      ->excludes(frames)
      ->group(group);
  verb.add_flag("--values", options.values, "Show credentials and cookies too, where the recording has them")
      ->group(group);
}

int run_recording(const RecordingOptions& options) {
  auto text = read_text(options.file);
  if (!text) return fault(fmt::format("{} cannot be read", options.file));
  const auto recording = trace::read_recording(*text);
  if (!recording) return fault(fmt::format("{}:{}: {}", options.file, recording.error().line, recording.error().why));
  text.reset();
  if (!options.pcapng.empty()) return write_packets(*recording, options);
  if (options.replay) return play(*recording, options);
  if (options.summary) {
    std::cout << summary_of(*recording, options);
  } else {
    show(*recording, options, std::cout);
  }
  return 0;
}

}  // namespace weft::cli::inspect
