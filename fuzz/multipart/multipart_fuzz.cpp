// The reader of multipart forms keeps these promises whatever a client writes: the same answer under every cut, no part
// beyond the limit, no more octets of content than came, and names that have no octet of a line of fields. The first
// line of the input is the content-type.
#include <algorithm>
#include <cstdlib>
#include <string>

#include <weft/http/multipart_reader.hpp>
#include <weft/http/safe_filename.hpp>

namespace {

using namespace weft;
using namespace weft::http;
using Event = MultipartReader::Event;

constexpr MultipartLimits limits = {.parts = 5, .field_octets = 200};

void must(bool condition) {
  if (!condition) std::abort();
}

void check_name(const std::string& name) {
  must(!name.empty() && name.size() <= 200);
  must(name.find_first_of(std::string_view("/\\\0", 3)) == name.npos && name[0] != '.');
}

struct Told {
  std::string text;
  std::size_t parts = 0;
  std::size_t content = 0;
  bool done = false;

  void tell(Event event, const MultipartReader& reader) {
    text += static_cast<char>('0' + static_cast<int>(event) * (event != Event::data));
    if (event == Event::head) {
      ++parts;
      text += reader.head().name + '/' + reader.head().filename.value_or("-") + '/' + reader.head().content_type;
      check_name(safe_filename(reader.head().filename.value_or("")));
    }
    if (event == Event::data) {
      text.pop_back();
      text += as_text(reader.data());
      content += reader.data().size();
      must(!reader.data().empty());
    }
    if (event == Event::refused) text += to_string(reader.fault());
    done = event == Event::refused || event == Event::end;
  }
};

// Pieces of `size` octets.
Told read(std::string_view boundary, Octets octets, std::size_t size) {
  MultipartReader reader(boundary, limits);
  Told told;
  while (!octets.empty() && !told.done) {
    Octets piece = octets.first(std::min(size, octets.size()));
    octets = octets.subspan(piece.size());
    while (!told.done) {
      const std::size_t before = piece.size();
      const Event event = reader.read(piece);
      must(piece.size() <= before);
      if (event == Event::more) break;
      told.tell(event, reader);
    }
    must(told.done || piece.empty());
  }
  if (!told.done) told.tell(reader.finish(), reader);
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Octets input(data, size);
  const auto type = as_text(input).substr(0, as_text(input).find('\n'));
  const auto boundary = multipart_boundary(type);
  if (!boundary) return 0;
  must(!boundary->empty() && boundary->size() <= 70);
  const Octets form = input.subspan(std::min(type.size() + 1, size));
  const Told whole = read(*boundary, form, form.size() + 1);
  must(whole.done && whole.parts <= limits.parts && whole.content <= form.size());
  for (const std::size_t piece : {1U, 3U, 17U}) must(read(*boundary, form, piece).text == whole.text);
  return 0;
}
