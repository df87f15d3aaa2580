// The field lines of a head are parted into those for the application and those for this connection (RFC 9110 7.6.1).
// The application sees the same fields as over another version of HTTP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <weft/base/result.hpp>
#include <weft/h1/error.hpp>
#include <weft/h1/options.hpp>
#include <weft/http/fields.hpp>

namespace weft::h1 {

// The fields of a head that concern this connection.
struct ConnectionFields {
  std::size_t hosts = 0;
  std::string_view host;
  std::size_t codings = 0;
  std::string_view coding;
  std::optional<std::uint64_t> content_length;
  bool close = false;
  bool keep_alive = false;
  bool upgrade = false;
  bool expects_continue = false;
};

enum class Section : std::uint8_t { request, response };

// `text` has all lines of the section and the empty line at the end; the fields point into `text`.
Result<ConnectionFields, Reason> read_field_section(Section section, std::span<char> text, const Limits& limits,
                                                    http::Fields& fields);

// RFC 9112 7.1.2: the same for the trailer section of a chunked body. Fields that have no meaning there are dropped.
Result<void, Reason> read_trailer_section(std::span<char> text, const Limits& limits, http::Fields& fields);

}  // namespace weft::h1
