// The formats of a log.
//
//   auto format = LineFormat::make(LogFormat::json, "time cs-uri-stem sc-status");
//   format->write_header(now, out);  format->write(record, out);
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/server/log/access_log_options.hpp>
#include <weft/server/log/combined_format.hpp>
#include <weft/server/log/json_format.hpp>
#include <weft/server/log/w3c_format.hpp>

namespace weft::server {

class LineFormat {
 public:
  // The combined format has fields of its own: LogFields::usual, which says nothing, is the only choice. The error is a
  // sentence.
  static Result<LineFormat, std::string> make(LogFormat format, std::string_view fields);

  // Whether a record needs AccessRecord::waits.
  bool shows_waits() const {
    return std::visit([](const auto& format) { return format.shows_waits(); }, format_);
  }
  // Whether it needs AccessRecord::sections or priority.
  bool shows_streams() const {
    return std::visit([](const auto& format) { return format.shows_streams(); }, format_);
  }
  // What a file begins with; nothing but for W3C.
  void write_header(std::chrono::system_clock::time_point now, Buffer& out) const;
  // One line.
  void write(const AccessRecord& record, Buffer& out) const {
    std::visit([&](const auto& format) { format.write(record, out); }, format_);
  }

 private:
  using Any = std::variant<W3cFormat, CombinedFormat, JsonFormat>;

  explicit LineFormat(Any format) : format_(std::move(format)) {}

  Any format_;
};

}  // namespace weft::server
