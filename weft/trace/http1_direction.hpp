// One direction of a connection of HTTP/1.1: octets become heads and the sizes of bodies. It keeps one head of at most
// 128 KiB, and forgives what an engine would refuse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/base/arena.hpp>
#include <weft/http/role.hpp>
#include <weft/trace/telling.hpp>

namespace weft::trace {

// The requests whose responses have not come: RFC 9112 6.3 needs them to tell where a response ends.
struct Http1Requests {
  enum class Kind : std::uint8_t { usual, head, connect };

  std::deque<Kind> open;
  // RFC 9110 9.3.6 and 7.8: what comes now is no HTTP any more.
  bool tunnel = false;
};

class Http1Direction {
 public:
  explicit Http1Direction(http::Role writer) : writer_(writer) {}

  void read(Octets octets, Http1Requests& requests, const Telling& telling);
  // The octets of this direction have ended, and so has a body that lasts until then. False where this is the middle of
  // a message.
  bool end(const Telling& telling);

 private:
  enum class Stage : std::uint8_t {
    start,
    fields,
    content,  // of a known length
    chunk_size,
    chunk,
    chunk_end,
    trailers,
    until_end,
    unreadable,
  };

  void take_line(std::string_view line, Http1Requests& requests, const Telling& telling);
  void take_content(Octets& octets, const Telling& telling);
  void add_field(std::string_view line);
  void take_head(Http1Requests& requests, const Telling& telling);
  Stage body_of_request(Http1Requests& requests);
  Stage body_of_response(Http1Requests& requests);
  Stage body_by_fields(bool until_end);
  std::optional<std::string_view> find(std::string_view name) const;
  void take_chunk_size(std::string_view line, const Telling& telling);
  void end_message(const Telling& telling);
  void give_up(std::string_view why, const Telling& telling);

  http::Role writer_;
  Stage stage_ = Stage::start;
  std::uint64_t message_ = 0;
  // The final response, or any request: the next head is that of another message.
  bool final_ = true;
  // A line that has not come whole.
  std::string line_;
  // The head or the trailers that are being read.
  std::size_t head_octets_ = 0;
  Arena arena_;
  std::string_view start_;
  std::vector<Field> fields_;
  // Octets of the content, or of the chunk, that are to come; octets of the body so far.
  std::uint64_t left_ = 0;
  std::uint64_t body_octets_ = 0;
};

}  // namespace weft::trace
