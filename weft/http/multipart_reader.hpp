// RFC 7578 and RFC 2046 5.1: multipart/form-data becomes parts, piece by piece, without I/O.
//
//   MultipartReader reader(*multipart_boundary(content_type), {});
//   for (;;) {
//     switch (reader.read(octets)) {                   // takes octets from the front
//       case Event::more: …                            // all were taken: again with the next, or finish() at the end
//       case Event::head: use(reader.head()); …        // a part begins
//       case Event::data: use(reader.data()); …        // a piece of its content
//       case Event::part_end: …
//       case Event::end: …                             // the last part has ended; what follows is dropped
//       case Event::refused: … reader.fault() …
//     }
//   }
//
// The answer is the same however the octets were cut, except that the pieces of a content are cut in another way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weft/base/bytes.hpp>

namespace weft::http {

struct MultipartLimits {
  std::size_t parts = 1000;
  // One part's fields, with the line ends.
  std::size_t field_octets = 8 * 1024;
};

enum class MultipartFault : std::uint8_t {
  bad_delimiter,    // something else than a line end behind a boundary
  bad_fields,       // a line of a part's head that is no field
  no_name,          // a part without the content-disposition form-data and a name
  too_many_parts,   // more than MultipartLimits::parts
  fields_too_long,  // more than MultipartLimits::field_octets
  cut_short,        // the body ended before the last boundary
};

// A sentence.
std::string_view to_string(MultipartFault fault);

struct PartHead {
  std::string name;
  // As the client says it: no path to use. safe_filename.hpp makes a name of it.
  std::optional<std::string> filename;
  // RFC 7578 4.4: "text/plain" where the client does not say.
  std::string content_type;
};

// The boundary of multipart/form-data. nullopt for another media type, without a boundary, and for one that RFC 2046
// does not allow: it has 1 to 70 octets.
std::optional<std::string> multipart_boundary(std::string_view content_type);

class MultipartReader {
 public:
  enum class Event : std::uint8_t { more, head, data, part_end, end, refused };

  MultipartReader(std::string_view boundary, const MultipartLimits& limits);

  // Takes octets up to and with the next event.
  Event read(Octets& octets);
  // No more will come: `end` or `refused`.
  Event finish();

  // The head of the part that began last.
  const PartHead& head() const { return head_; }
  // Behind Event::data: a view of the octets that were read, or of the reader; until the next call.
  Octets data() const { return data_; }
  // Behind Event::refused.
  MultipartFault fault() const { return fault_; }

 private:
  enum class State : std::uint8_t { preamble, content, delimiter, fields, epilogue, refused };

  Event read_content(Octets& octets);
  std::size_t content_ahead(std::string_view text) const;
  Event take_content(Octets& octets, std::size_t size);
  Event end_delimiter(Octets& octets);
  Event take_delimiter_octet(char octet);
  Event begin_part();
  Event read_fields(Octets& octets);
  Event take_fields();
  Event refuse(MultipartFault fault);

  // RFC 2046 5.1.1: "delimiter := CRLF dash-boundary"
  std::string delimiter_;
  MultipartLimits limits_;
  State state_ = State::preamble;
  // Octets of the delimiter that have come. The first line has no line end before it.
  std::size_t matched_ = 2;
  // The last octet behind a delimiter.
  char last_ = '\0';
  std::size_t parts_ = 0;
  std::string fields_;
  PartHead head_;
  Octets data_;
  MultipartFault fault_ = MultipartFault::cut_short;
};

}  // namespace weft::http
