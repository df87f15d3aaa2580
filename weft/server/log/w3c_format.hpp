// Extended Log File Format, W3C Working Draft WD-logfile-960323: which fields a line has, and how a value becomes text.
//
//   auto format = W3cFormat::parse("date time cs-method cs-uri-stem sc-status time-taken");
//   format.write_header(now, out);  format.write(record, out);
//
// | field            | value                                              |
// |------------------|----------------------------------------------------|
// | date, time       | when the request came, UTC                         |
// | c-ip             | the peer's address                                 |
// | s-port           | our port                                           |
// | cs-method        | GET …                                              |
// | cs-uri-stem      | the path as sent                                   |
// | cs-uri-query     | the query as sent                                  |
// | cs-version       | HTTP/2, HTTP/1.1                                   |
// | cs-host          | whom the peer asked                                |
// | cs(User-Agent), cs(Referer) | these fields of the request             |
// | sc-status        | 200 …                                              |
// | sc-bytes, cs-bytes | octets on the wire, heads and framing included   |
// | time-taken       | seconds from the request's head to the last octet of its response, with milliseconds |
// | x-stream-id      | RFC 9113's stream, or the count on an HTTP/1.1 connection |
// | x-reason         | why the message ended: "complete", or a token      |
// | x-fallback       | why the request has not come over HTTP/2           |
//
// The time of a request that was refused before it was one counts from its first octet.
//
// A value is one word on one line whatever the peer sent: a space becomes "+", what is neither visible nor ASCII, and
// the quotation mark, becomes %xx, nothing becomes "-", and what is longer than 2 KiB is cut and ends in "...".
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/base/time.hpp>

namespace weft::server {

// All that can be said about a request. Views are read during the call only.
struct AccessRecord {
  std::chrono::system_clock::time_point received;
  std::string_view client;
  std::uint16_t port = 0;
  std::string_view method;
  std::string_view stem;
  std::string_view query;
  std::string_view version;
  std::string_view host;
  std::string_view user_agent;
  std::string_view referer;
  // 0: none was sent.
  std::uint16_t status = 0;
  std::uint64_t octets_sent = 0;
  std::uint64_t octets_received = 0;
  Duration taken = Duration::zero();
  std::uint32_t stream_id = 0;
  std::string_view reason;
  std::string_view fallback;
};

class W3cFormat {
 public:
  static constexpr std::string_view usual_fields =
      "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs-bytes time-taken";

  // Every name, separated by spaces.
  static std::string all_fields();

  // Names separated by spaces or commas. The error is a sentence: it names the closest field and lists them all.
  static Result<W3cFormat, std::string> parse(std::string_view names);

  // #Version, #Date and #Fields.
  void write_header(std::chrono::system_clock::time_point now, Buffer& out) const;
  // One line.
  void write(const AccessRecord& record, Buffer& out) const;

 private:
  enum class Column : std::uint8_t;

  static void write_value(Column column, const AccessRecord& record, Buffer& out);

  std::vector<Column> columns_;
};

}  // namespace weft::server
