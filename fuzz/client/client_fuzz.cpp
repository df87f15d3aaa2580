// Octets of a server that a client undoes or keeps: contents in codings, and cookies. The first octet selects the
// codings, the second how the octets come.
#include <weft/client/policy/content_decoder.hpp>
#include <weft/client/policy/cookie_jar.hpp>
#include <weft/http/url.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include <weft/base/bytes.hpp>

namespace {

using namespace weft;
using client::ContentDecoder;

constexpr std::array<std::string_view, 5> codings{"gzip", "br", "zstd", "gzip, br", "zstd, gzip, br, zstd, gzip"};

void must(bool condition) {
  if (!condition) std::abort();
}

// The content, and how it ended.
struct Outcome {
  std::string text;
  std::string end;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome decode(std::string_view coding, Octets wire, std::size_t piece, std::size_t room) {
  http::Fields fields;
  fields.add(http::FieldName::content_encoding, coding);
  auto decoder = std::move(**ContentDecoder::of(fields));
  Outcome outcome;
  std::array<std::uint8_t, 16 * 1024> memory;
  while (!wire.empty()) {
    Octets in = wire.first(std::min(piece, wire.size()));
    wire = wire.subspan(in.size());
    for (std::size_t given = room; given == room;) {
      const auto step = decoder.decode(in, MutableOctets(memory).first(room));
      // How far it came before an error depends on the pieces.
      if (!step) return {{}, std::string(ReasonToken(step.error()).text())};
      given = *step;
      outcome.text += as_text(Octets(memory).first(given));
    }
    must(in.empty());
  }
  outcome.end = decoder.whole() ? "whole" : "cut off";
  return outcome;
}

void check_codings(std::uint8_t select, std::uint8_t cut, Octets wire) {
  const std::string_view coding = codings[select % codings.size()];
  const Outcome whole = decode(coding, wire, wire.size(), 16 * 1024);
  must(whole.text.size() <= std::max(ContentDecoder::free_octets, ContentDecoder::most_ratio * wire.size()));
  const Outcome pieces = decode(coding, wire, 1 + cut % 16u, 1 + cut / 16u * 1000);
  // A wrong octet behind what is too much may be met first.
  if (whole.end != "coding_ratio" && pieces.end != "coding_ratio") must(whole == pieces);
}

void check_cookies(std::string_view text) {
  CookieJar jar;
  const auto url = http::parse_url("https://www.example.co.uk/a/b").value();
  jar.set(url, text, {});
  const std::string field = jar.field_for(url, {});
  must(field.size() <= CookieJar::most_octets_of_field);
  must(field.find_first_of("\r\n") == field.npos && field.find('\0') == field.npos);
  for (const std::string_view other : {"https://example.com/", "https://co.uk/", "https://other.co.uk/a/b"}) {
    must(jar.field_for(http::parse_url(other).value(), {}).empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Octets rest(data + 2, size - 2);
  check_codings(data[0], data[1], rest);
  check_cookies(as_text(rest));
  return 0;
}
