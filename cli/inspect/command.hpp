// The commands of the prompt: a line becomes a value.
//
//   headers 1 GET / accept=text/html end      data 1 "x" end          window 0 1000
//   settings initial_window_size=5            ping                    rst 1 CANCEL
//   raw 00 00 00 04 01 00 00 00 00            wait 1                  quit
//
// Frames that a server must refuse can be written as well: a length, a stream or a value is not judged here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <cli/inspect/words.hpp>
#include <weft/base/result.hpp>
#include <weft/base/time.hpp>
#include <weft/frame/frame.hpp>

namespace weft::cli::inspect {

// An empty line, or one that begins with #.
struct Nothing {};

// Octets that need nothing of the connection.
struct Send {
  std::vector<std::uint8_t> octets;
};

// HEADERS or CONTINUATION. The fields are compressed when they are sent.
struct SendFields {
  frame::Type type = frame::Type::headers;
  frame::StreamId stream = 0;
  // Without one there are no pseudo-header fields but those among the fields.
  std::string method = {};
  std::string path = {};
  std::vector<std::pair<std::string, std::string>> fields = {};
  bool end_stream = false;
  bool end_headers = true;
  frame::PadLength padding = {};
};

struct Wait {
  enum class Until : std::uint8_t { next_frame, frame, stream_end, close, time };

  Until until = Until::next_frame;
  frame::Type type{};
  frame::StreamId stream = 0;
  Duration time{};
};

struct Help {
  // The help of all commands where it is empty.
  std::string command;
};

struct Quit {};

using Command = std::variant<Nothing, Send, SendFields, Wait, Help, Quit>;

Result<Command, Wrong> parse_command(std::string_view line);

// A command for people: "window", "STREAM OCTETS", "WINDOW_UPDATE: …".
struct CommandForm {
  std::string_view name;
  std::string_view arguments;
  std::string_view meaning;
};
std::span<const CommandForm> command_forms();

}  // namespace weft::cli::inspect
