#include <weft/server/log/log_format.hpp>

namespace weft::server {

Result<LineFormat, std::string> LineFormat::make(LogFormat format, std::string_view names) {
  auto fields = LogFields::parse(names);
  if (!fields) return fail(std::move(fields).error());
  switch (format) {
    case LogFormat::combined:
      if (names == LogFields::usual) return LineFormat(CombinedFormat());
      return fail(
          std::string("the combined format of the log has fields of its own: name none, or choose w3c or json"));
    case LogFormat::json:
      return LineFormat(JsonFormat(*std::move(fields)));
    case LogFormat::w3c:
      break;
  }
  return LineFormat(W3cFormat(*std::move(fields)));
}

void LineFormat::write_header(std::chrono::system_clock::time_point now, Buffer& out) const {
  if (const auto* w3c = std::get_if<W3cFormat>(&format_)) w3c->write_header(now, out);
}

}  // namespace weft::server
