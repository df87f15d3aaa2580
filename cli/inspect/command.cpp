#include <cli/inspect/command.hpp>

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>
#include <cli/inspect/command_names.hpp>
#include <weft/base/nearest_name.hpp>
#include <weft/base/numbers.hpp>
#include <weft/http/preface.hpp>

namespace weft::cli::inspect {

namespace {

using frame::StreamId;

constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();

Send frame_of(const frame::Frame& frame) {
  Buffer out;
  frame::encode(frame, out);
  return {{out.readable().begin(), out.readable().end()}};
}

StreamId take_stream(Words& words, std::string_view what = "a stream") {
  return words.take_number(what, 0, frame::max_stream_id);
}

frame::PadLength take_padding(Words& words) {
  if (!words.take_if("pad")) return std::nullopt;
  return static_cast<std::uint8_t>(words.take_number("octets of padding", 0, 255));
}

frame::ErrorCode take_code(Words& words) {
  const Word& word = words.take("an error code such as CANCEL");
  std::uint32_t number = 0;
  if (parse_number(word.text, most, number)) return static_cast<frame::ErrorCode>(number);
  if (const auto code = find_name(error_code_names(), word.text)) return *code;
  fail(word, fmt::format("an error code such as {}, or its number", such_as(error_code_names(), word.text)));
}

// --- fields ----------------------------------------------------------------------------------------------------------

bool is_field(const Word& word) {
  return word.text.find('=') != word.text.npos;
}

void take_field(Words& words, SendFields& fields) {
  const Word& word = words.take("a field");
  const std::size_t equals = word.text.find('=');
  if (equals == word.text.npos || equals == 0) fail(word, "a field such as accept=text/html, end, more or pad");
  fields.fields.emplace_back(word.text.substr(0, equals), word.text.substr(equals + 1));
}

void take_fields(Words& words, SendFields& fields) {
  while (!words.at_end()) {
    if (words.take_if("more")) {
      fields.end_headers = false;
    } else if (fields.type == frame::Type::headers && words.take_if("end")) {
      fields.end_stream = true;
    } else if (fields.type == frame::Type::headers && words.is_next("pad")) {
      fields.padding = take_padding(words);
    } else {
      take_field(words, fields);
    }
  }
}

Command parse_headers(Words& words) {
  SendFields fields{.stream = take_stream(words)};
  const bool has_flag = words.is_next("end") || words.is_next("more") || words.is_next("pad");
  if (!words.at_end() && !has_flag && !is_field(words.next())) {
    fields.method = words.take("a method").text;
    fields.path = words.take("a path such as /").text;
  }
  take_fields(words, fields);
  return fields;
}

Command parse_continuation(Words& words) {
  SendFields fields{.type = frame::Type::continuation, .stream = take_stream(words)};
  take_fields(words, fields);
  return fields;
}

// --- other frames ----------------------------------------------------------------------------------------------------

Command parse_data(Words& words) {
  frame::Data data{.stream = take_stream(words)};
  std::string text;
  if (!words.at_end() && !words.is_next("end") && !words.is_next("pad")) text = words.take("a text").text;
  while (!words.at_end()) {
    if (words.is_next("pad")) {
      data.padding = take_padding(words);
    } else {
      if (!words.take_if("end")) words.expect_end("end, pad");
      data.end_stream = true;
    }
  }
  data.octets = as_octets(text);
  return frame_of(data);
}

Command parse_window(Words& words) {
  const StreamId stream = take_stream(words, "a stream, or 0 for the connection,");
  const std::uint32_t octets = words.take_number("octets", 0, frame::max_stream_id);
  words.expect_end();
  return frame_of(frame::WindowUpdate{stream, octets});
}

frame::Setting take_setting(Words& words) {
  constexpr std::string_view expected = "a setting such as initial_window_size=65535";
  const Word& word = words.take(expected);
  const std::size_t equals = word.text.find('=');
  if (equals == word.text.npos) fail(word, expected);
  const std::string name = word.text.substr(0, equals);
  std::uint32_t id = 0;
  std::uint32_t value = 0;
  const auto known = find_name(setting_names(), name);
  if (!known && !parse_number(name, 0xffff, id)) {
    fail(word, fmt::format("a setting such as {}, or its number up to 0xffff", such_as(setting_names(), name)));
  }
  if (!parse_number(std::string_view(word.text).substr(equals + 1), most, value)) {
    fail(word, fmt::format("a value from 0 to {}", most), equals + 1);
  }
  return {known.value_or(static_cast<frame::SettingId>(id)), value};
}

Command parse_settings(Words& words) {
  if (words.take_if("ack")) {
    words.expect_end();
    return frame_of(frame::Settings{.ack = true});
  }
  std::vector<frame::Setting> taken;
  while (!words.at_end()) taken.push_back(take_setting(words));
  Buffer out;
  frame::encode_settings(taken, out);
  return Send{{out.readable().begin(), out.readable().end()}};
}

// Hexadecimal digits, two for each octet.
void add_octets(const Word& word, std::vector<std::uint8_t>& octets) {
  if (word.is_quoted) {
    octets.insert(octets.end(), word.text.begin(), word.text.end());
    return;
  }
  for (std::size_t at = 0; at < word.text.size(); at += 2) {
    std::uint32_t octet = 0;
    const std::string digits = "0x" + word.text.substr(at, 2);
    if (digits.size() != 4 || !parse_number(digits, 0xff, octet))
      fail(word, "two hexadecimal digits for each octet", at);
    octets.push_back(static_cast<std::uint8_t>(octet));
  }
}

Command parse_ping(Words& words) {
  frame::Ping ping{.ack = words.take_if("ack")};
  if (!words.at_end()) {
    const Word& word = words.take("octets");
    std::vector<std::uint8_t> octets;
    add_octets(word, octets);
    if (octets.size() != ping.opaque.size()) fail(word, "8 octets: 16 hexadecimal digits, or a text in quotes");
    std::ranges::copy(octets, ping.opaque.begin());
  }
  words.expect_end();
  return frame_of(ping);
}

Command parse_priority(Words& words) {
  frame::Priority priority{.stream = take_stream(words), .dependency = {}};
  if (words.take_if("on")) priority.dependency.stream = take_stream(words);
  if (words.take_if("weight")) {
    priority.dependency.weight = static_cast<std::uint16_t>(words.take_number("a weight", 1, 256));
  }
  priority.dependency.exclusive = words.take_if("exclusive");
  words.expect_end("on, weight, exclusive");
  return frame_of(priority);
}

Command parse_priority_update(Words& words) {
  const StreamId stream = take_stream(words);
  const Word& value = words.take("a priority such as \"u=1, i\"");
  words.expect_end();
  return frame_of(frame::PriorityUpdate{stream, value.text});
}

Command parse_rst(Words& words) {
  const StreamId stream = take_stream(words);
  const frame::ErrorCode code = words.at_end() ? frame::ErrorCode::cancel : take_code(words);
  words.expect_end();
  return frame_of(frame::RstStream{stream, code});
}

Command parse_goaway(Words& words) {
  frame::Goaway goaway;
  if (!words.at_end()) goaway.last_stream = take_stream(words, "the last stream");
  if (!words.at_end()) goaway.code = take_code(words);
  const std::string debug = words.at_end() ? "" : words.take("a text").text;
  words.expect_end();
  goaway.debug = as_octets(debug);
  return frame_of(goaway);
}

Command parse_preface(Words& words) {
  words.expect_end();
  const Octets octets = as_octets(http::client_preface);
  return Send{{octets.begin(), octets.end()}};
}

Command parse_raw(Words& words) {
  Send send;
  do {
    add_octets(words.take("octets: hexadecimal digits, or a text in quotes"), send.octets);
  } while (!words.at_end());
  return send;
}

// --- not for the server ----------------------------------------------------------------------------------------------

Command parse_wait(Words& words) {
  using enum Wait::Until;
  if (words.at_end()) return Wait{};
  const Word& word = words.take("");
  words.expect_end();
  std::uint32_t stream = 0;
  if (word.text == "close") return Wait{.until = close};
  if (parse_number(word.text, frame::max_stream_id, stream)) return Wait{.until = stream_end, .stream = stream};
  if (const auto type = find_name(frame_type_names(), word.text)) return Wait{.until = frame, .type = *type};
  if (const auto duration = parse_time(word.text)) return Wait{.until = time, .time = *duration};
  fail(word, "a stream, a frame such as HEADERS, a time such as 500ms, or close");
}

Command parse_help(Words& words);

Command parse_quit(Words& words) {
  words.expect_end();
  return Quit{};
}

struct Entry {
  CommandForm form;
  Command (*parse)(Words&);
};

constexpr auto entries = std::to_array<Entry>({
    {{"headers", "STREAM [METHOD PATH] [NAME=VALUE ...] [end] [more] [pad N]",
      "HEADERS: a request, or with fields alone whatever they say. end is END_STREAM; with more, continuation follows"},
     parse_headers},
    {{"continuation", "STREAM [NAME=VALUE ...] [more]", "CONTINUATION: more fields of the same block"},
     parse_continuation},
    {{"data", "STREAM [TEXT] [end] [pad N]",
      "DATA: a text; in quotes it may have spaces and \\n \\r \\t \\\" \\\\ \\xHH"},
     parse_data},
    {{"window", "STREAM OCTETS", "WINDOW_UPDATE: the server may send so much more; stream 0 is the connection"},
     parse_window},
    {{"settings", "[NAME=VALUE ...] | ack", "SETTINGS by name or number, or their acknowledgment"}, parse_settings},
    {{"ping", "[ack] [OCTETS]", "PING with 8 octets: 16 hexadecimal digits, or a text in quotes"}, parse_ping},
    {{"priority", "STREAM [on STREAM] [weight N] [exclusive]", "PRIORITY of RFC 7540"}, parse_priority},
    {{"priority_update", "STREAM VALUE", "PRIORITY_UPDATE of RFC 9218: \"u=1, i\""}, parse_priority_update},
    {{"rst", "STREAM [CODE]", "RST_STREAM: with CANCEL, or another code by name or number"}, parse_rst},
    {{"goaway", "[LAST [CODE [TEXT]]]", "GOAWAY: with stream 0 and NO_ERROR, or with others"}, parse_goaway},
    {{"preface", "", "The 24 octets before all frames: sent by itself but for --bare"}, parse_preface},
    {{"raw", "OCTETS ...", "These octets as they are: hexadecimal digits, or a text in quotes"}, parse_raw},
    {{"wait", "[STREAM | FRAME | TIME | close]",
      "Go on when the next frame has come, when the stream has ended, when a frame of this type has come, after this "
      "time, or when the connection has ended"},
     parse_wait},
    {{"help", "[COMMAND]", "This, or what one command means"}, parse_help},
    {{"quit", "", "End the connection and the prompt"}, parse_quit},
});

constexpr auto forms = [] {
  std::array<CommandForm, entries.size()> out;
  std::ranges::transform(entries, out.begin(), &Entry::form);
  return out;
}();

const Entry& take_entry(Words& words) {
  const Word& word = words.take("a command");
  const auto place =
      std::ranges::find_if(entries, [&](const Entry& each) { return !word.is_quoted && each.form.name == word.text; });
  if (place != entries.end()) return *place;
  std::vector<std::string_view> names;
  for (const Entry& each : entries) names.push_back(each.form.name);
  fail(word, fmt::format("a command such as {}, or help", nearest_name(word.text, names)));
}

Command parse_help(Words& words) {
  if (words.at_end()) return Help{};
  const Entry& entry = take_entry(words);
  words.expect_end();
  return Help{std::string(entry.form.name)};
}

}  // namespace

Result<Command, Wrong> parse_command(std::string_view line) {
  try {
    Words words(line);
    if (words.at_end() || words.next().text.starts_with('#')) return Nothing{};
    return take_entry(words).parse(words);
  } catch (const Wrong& wrong) {
    return weft::fail(wrong);
  }
}

std::span<const CommandForm> command_forms() {
  return forms;
}

}  // namespace weft::cli::inspect
