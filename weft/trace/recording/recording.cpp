#include <weft/trace/recording/recording.hpp>

#include <fmt/format.h>
#include <weft/trace/recording/read_event.hpp>

namespace weft::trace {

namespace {

using nlohmann::json;

constexpr char record_separator = '\x1e';

// RFC 7464 2.4: a text that was cut off ends without a line feed. What was written last may be missing.
json parsed(std::string_view line) {
  if (!line.starts_with(record_separator)) throw Unexpected("expected a record of a JSON text sequence (RFC 7464)");
  json record = json::parse(line.substr(1), nullptr, false);
  if (record.is_discarded()) throw Unexpected("expected one JSON text on this line");
  if (!record.is_object()) throw Unexpected("expected an object");
  return record;
}

void read_file_header(const json& record) {
  constexpr std::string_view wanted = "urn:ietf:params:qlog:file:sequential";
  if (text_at(record, "file_schema") != wanted) throw Unexpected(fmt::format("expected the file schema {}", wanted));
}

std::string wall_time_of(const json& header) {
  const json& common = at(at(header, "trace"), "common_fields");
  return text_at(at(common, "reference_time"), "wall_clock_time");
}

http::Version version_of(const std::string& text) {
  for (const auto version : {http::Version::http10, http::Version::http11, http::Version::http2}) {
    if (http::to_string(version) == text) return version;
  }
  throw Unexpected(fmt::format("expected HTTP/1.0, HTTP/1.1 or HTTP/2 in \"version\", not \"{}\"", text));
}

http::Role role_of(const std::string& text) {
  if (text == "client") return http::Role::client;
  if (text == "server") return http::Role::server;
  throw Unexpected("expected client or server in \"role\"");
}

void read_opening(const json& record, Recording& into) {
  if (text_at(record, "name") != "weft:opened") throw Unexpected("expected the event weft:opened");
  const json& data = at(record, "data");
  into.role = role_of(text_at(data, "role"));
  into.version = version_of(text_at(data, "version"));
  into.local = text_at(data, "local");
  into.peer = text_at(data, "peer");
  into.secure = flag_at(data, "secure");
  into.has_values = flag_at(data, "values");
}

void read_line(std::size_t line, std::string_view text, Recording& into) {
  const json record = parsed(text);
  if (line > 2) return read_event(record, into);
  if (line == 2) return read_opening(record, into);
  read_file_header(record);
  into.wall_time = wall_time_of(record);
}

}  // namespace

Time time_of(const Recording::Entry& entry) {
  return std::visit([](const auto& each) { return each.time; }, entry);
}

Result<Recording, RecordingFault> read_recording(std::string_view text) {
  Recording out;
  std::size_t line = 0;
  try {
    while (!text.empty()) {
      ++line;
      const std::size_t end = text.find('\n');
      // The process ended while it wrote this one.
      if (end == text.npos && line > 2) break;
      read_line(line, text.substr(0, end), out);
      text.remove_prefix(std::min(text.size(), end == text.npos ? end : end + 1));
    }
  } catch (const Unexpected& unexpected) {
    return fail(RecordingFault{line, unexpected.what()});
  }
  if (line < 2) return fail(RecordingFault{line + 1, "the recording has no beginning"});
  return out;
}

}  // namespace weft::trace
