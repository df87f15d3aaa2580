// Extended Log File Format, W3C Working Draft WD-logfile-960323 (https://www.w3.org/TR/WD-logfile).
//
//   const W3cFormat format(*LogFields::parse("date time cs-method cs-uri-stem sc-status time-taken"));
//   format.write_header(now, out);  format.write(record, out);
//
// A value is one word on one line whatever the peer sent: a space becomes "+", what is neither visible nor ASCII, and
// the quotation mark, becomes %xx, nothing becomes "-", and what is longer than 2 KiB is cut and ends in "...".
#pragma once

#include <chrono>
#include <utility>

#include <weft/base/buffer.hpp>
#include <weft/server/log/log_fields.hpp>

namespace weft::server {

class W3cFormat {
 public:
  explicit W3cFormat(LogFields fields) : fields_(std::move(fields)) {}

  // #Version, #Date and #Fields.
  void write_header(std::chrono::system_clock::time_point now, Buffer& out) const;
  bool shows_waits() const { return fields_.show_waits(); }
  bool shows_streams() const { return fields_.show_streams(); }
  // One line.
  void write(const AccessRecord& record, Buffer& out) const;

 private:
  LogFields fields_;
};

}  // namespace weft::server
