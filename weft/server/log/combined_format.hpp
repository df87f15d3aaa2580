// The combined log format of Apache (https://httpd.apache.org/docs/2.4/logs.html#combined) and nginx, which has no
// choice of fields.
//
//   CombinedFormat().write(record, out);
//   // 192.0.2.1 - ada [06/Nov/1994:08:49:37 +0000] "GET /a?b HTTP/2.0" 200 1234 "https://c/" "an agent"
//
// Octets are those on the wire, heads and framing included. A request without a response has 499, as nginx has it:
// readers want a number. Nothing is "-". A value is escaped as nginx does it: quotation marks, backslashes and what is
// neither visible nor ASCII become \xHH, spaces as well where a value stands without quotation marks or in the request.
// What is longer than 2 KiB is cut and ends in "...".
#pragma once

#include <weft/base/buffer.hpp>
#include <weft/server/log/access_record.hpp>

namespace weft::server {

class CombinedFormat {
 public:
  static constexpr bool shows_waits() { return false; }
  static constexpr bool shows_streams() { return false; }
  // One line.
  void write(const AccessRecord& record, Buffer& out) const;
};

}  // namespace weft::server
