// One JSON object a line (RFC 8259), whose keys are the names of the fields.
//
//   const JsonFormat format(*LogFields::parse("time cs-uri-stem sc-status time-taken"));
//   format.write(record, out);       // {"time":"08:49:37","cs-uri-stem":"/","sc-status":200,"time-taken":1.023}
//
// Numbers are numbers, times in seconds. A field without a value is left out. A line is ASCII whatever the peer sent:
// other characters of UTF-8 become \uXXXX, octets that are no UTF-8 become %xx, and what is longer than 2 KiB is cut
// and ends in "...".
#pragma once

#include <utility>

#include <weft/base/buffer.hpp>
#include <weft/server/log/log_fields.hpp>

namespace weft::server {

class JsonFormat {
 public:
  explicit JsonFormat(LogFields fields) : fields_(std::move(fields)) {}

  bool shows_waits() const { return fields_.show_waits(); }
  bool shows_streams() const { return fields_.show_streams(); }
  // One line.
  void write(const AccessRecord& record, Buffer& out) const;

 private:
  LogFields fields_;
};

}  // namespace weft::server
