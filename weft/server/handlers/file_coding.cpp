#include <weft/server/handlers/file_coding.hpp>

#include <weft/http/quality.hpp>

namespace weft::server {
namespace {

using http::FieldName;

constexpr http::Quality least_quality = 1;

std::optional<http::Quality> quality_of(const http::Fields& request, FileCoding coding) {
  return http::listed_quality_of(request, FieldName::accept_encoding, to_string(coding));
}

}  // namespace

std::string_view to_string(FileCoding coding) {
  switch (coding) {
    case FileCoding::gzip:
      return "gzip";
    case FileCoding::zstd:
      return "zstd";
    case FileCoding::br:
      return "br";
    case FileCoding::identity:
      break;
  }
  return "identity";
}

std::string_view suffix_of(FileCoding coding) {
  switch (coding) {
    case FileCoding::gzip:
      return ".gz";
    case FileCoding::zstd:
      return ".zst";
    case FileCoding::br:
      return ".br";
    case FileCoding::identity:
      break;
  }
  return {};
}

std::optional<FileCoding> choose_coding(const http::Fields& request, FileCodings there) {
  // RFC 9110 12.5.3: "If no Accept-Encoding header field is in the request, any content coding is considered acceptable
  // by the user agent." Clients that say nothing often understand none.
  if (!request.find(FieldName::accept_encoding)) return FileCoding::identity;
  std::optional<FileCoding> best;
  http::Quality highest = 0;
  // RFC 9110 12.5.3: "the acceptable content coding with the highest non-zero qvalue is preferred."
  for (const FileCoding coding : file_codings) {
    const http::Quality quality = there.has(coding) ? quality_of(request, coding).value_or(0) : http::Quality{0};
    if (quality <= highest) continue;
    highest = quality;
    best = coding;
  }
  // RFC 9110 12.5.3: "If the representation has no content coding, then it is acceptable by default unless specifically
  // excluded by the Accept-Encoding header field stating either "identity;q=0" or "*;q=0" without a more specific entry
  // for "identity"."
  if (quality_of(request, FileCoding::identity).value_or(least_quality) > highest) best = FileCoding::identity;
  return best;
}

bool is_older(const struct stat& coded, const struct stat& original) {
  const timespec& made = coded.st_mtim;
  const timespec& changed = original.st_mtim;
  if (made.tv_sec != changed.tv_sec) return made.tv_sec < changed.tv_sec;
  return made.tv_nsec != 0 && made.tv_nsec < changed.tv_nsec;
}

}  // namespace weft::server
