// The fields that a log can show, for every format that lets the operator choose, and their order on a line.
//
//   auto fields = LogFields::parse("date time cs-method cs-uri-stem sc-status time-taken");
//   for (const LogField* field : *fields) write(field->name, field->value(record));
//
// | field            | value                                              |
// |------------------|----------------------------------------------------|
// | date, time       | when the request came, UTC                         |
// | c-ip             | the client's address                               |
// | x-peer-ip        | the address at the other end of the connection: the client's, or that of a trusted proxy |
// | s-port           | our port                                           |
// | cs-method        | GET …                                              |
// | cs-uri-stem      | the path as sent                                   |
// | cs-uri-query     | the query as sent                                  |
// | cs-version       | HTTP/2, HTTP/1.1                                   |
// | cs-host          | whom the peer asked                                |
// | cs-username      | whom middleware has found the client to be         |
// | cs(User-Agent), cs(Referer) | these fields of the request             |
// | sc-status        | 200 …                                              |
// | sc-bytes, cs-bytes | octets on the wire, heads and framing included   |
// | x-cs-field-octets | octets of the names and values of a request's fields over HTTP/2, as they were before HPACK |
// | x-cs-hpack-octets | the same after HPACK, without framing; trailers are counted as well |
// | x-sc-field-octets, x-sc-hpack-octets | the same of responses before and after HPACK, interim ones included |
// | x-priority       | how urgent a response over HTTP/2 was in the end: u=3, i (RFC 9218) |
// | time-taken       | seconds from the request's head to the last octet of its response, with milliseconds |
// | x-stream-id      | RFC 9113's stream, or the count on an HTTP/1.1 connection |
// | x-requests       | the count of the request on its connection, or of the push among pushes |
// | x-reason         | why the message ended: "complete", or a token      |
// | x-fallback       | why the request has not come over HTTP/2           |
// | x-pushed         | 1 where the client has not asked: it was promised this |
// | x-push-rung      | the best rung of what it has pushed: promised, early_hints, link, nothing (push.hpp) |
// | x-connection-id  | a number that no other connection of the process has |
// | x-tls-version, x-tls-cipher | TLSv1.3, TLS_AES_128_GCM_SHA256 …      |
// | x-client-subject, x-client-fingerprint | of the client's certificate: CN=ada,O=Example; SHA-256 |
// | x-wait-application, x-wait-priority, x-wait-stream-window, x-wait-connection-window, x-wait-rate-limit, |
// | x-wait-socket, x-wait-pool | how long a response over HTTP/2 waited, and for what (http/waits.hpp), in seconds |
// | x-slow-cause     | what it waited for the longest: stream_window …; nothing where that is less than a millisecond |
// | x-slow-side      | the side that had to act for it: client, server, network (http/side.hpp) |
//
// The time of a request that was refused before it was one counts from its first octet.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/server/log/access_record.hpp>
#include <weft/server/log/log_value.hpp>

namespace weft::server {

struct LogField {
  std::string_view name;
  // Views are those of the record.
  LogValue (*value)(const AccessRecord& record);
};

class LogFields {
 public:
  static constexpr std::string_view usual =
      "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs-bytes time-taken";

  // Every name, separated by spaces.
  static std::string all();

  // Names separated by spaces or commas. The error is a sentence: it names the closest field and lists them all.
  static Result<LogFields, std::string> parse(std::string_view names);

  // Whether a record needs AccessRecord::waits.
  bool show_waits() const { return show_waits_; }
  // Whether it needs AccessRecord::sections or priority.
  bool show_streams() const { return show_streams_; }

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<const LogField*> fields_;
  bool show_waits_ = false;
  bool show_streams_ = false;
};

}  // namespace weft::server
