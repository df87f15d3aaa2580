#include <weft/server/compression/compression.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <weft/http/field_marks.hpp>
#include <weft/http/quality.hpp>
#include <weft/http/text.hpp>
#include <weft/server/handlers/file_fields.hpp>

namespace weft::server {
namespace {

using http::FieldName;
using http::Status;

void add_sound(http::Fields& fields, FieldName name, std::string_view value) {
  fields.add(name, value, http::Sensitive::no, http::mark::sound);
}

// RFC 9110 7.7: "A proxy MUST NOT transform the content (Section 6.4) of a response message that contains a
// no-transform cache directive". A handler says the same to us.
bool says_no_transform(const http::Fields& response) {
  for (const Field& field : response) {
    if (field.token != http::token(FieldName::cache_control)) continue;
    for (auto rest = field.value; const auto element = http::next_element(rest);) {
      if (http::equals_ignoring_case(*element, "no-transform")) return true;
    }
  }
  return false;
}

bool has_content(Status status) {
  const auto code = http::code(status);
  return code >= 200 && status != Status::no_content && status != Status::reset_content &&
         status != Status::partial_content;
}

}  // namespace

Compression::Compression(CompressionOptions options) : options_(std::move(options)) {
  FileCodings seen;
  for (const FileCoding coding : options_.codings) {
    if (coding == FileCoding::identity || seen.has(coding)) {
      throw std::invalid_argument("the codings of a compression: expected br, zstd and gzip, each once");
    }
    seen.add(coding);
  }
}

bool Compression::fits(const http::RequestHead& request, const http::ResponseHead& response,
                       std::string_view media_type, std::optional<std::uint64_t> length) const {
  const http::Fields& fields = response.fields;
  if (!has_content(response.status) || length.value_or(options_.min_length) < options_.min_length) return false;
  if (request.fields.find(FieldName::range) && response.status == Status::ok) return false;
  if (fields.find(FieldName::content_encoding) || fields.find(FieldName::content_range)) return false;
  if (!options_.cookies && fields.find(FieldName::set_cookie)) return false;
  return is_type(media_type) && !says_no_transform(fields);
}

std::optional<FileCoding> Compression::choose(const http::Fields& request) const {
  // Clients that say nothing often understand none.
  if (!request.find(FieldName::accept_encoding)) return std::nullopt;
  const auto quality_of = [&request](FileCoding coding) {
    return http::listed_quality_of(request, FieldName::accept_encoding, to_string(coding));
  };
  std::optional<FileCoding> best;
  // RFC 9110 12.5.3: "the acceptable content coding with the highest non-zero qvalue is preferred."
  http::Quality highest = 0;
  for (const FileCoding coding : options_.codings) {
    const http::Quality quality = quality_of(coding).value_or(0);
    if (quality <= highest) continue;
    highest = quality;
    best = coding;
  }
  return quality_of(FileCoding::identity).value_or(0) > highest ? std::nullopt : best;
}

bool Compression::is_type(std::string_view media_type) const {
  media_type = media_type.substr(0, media_type.find_first_of("; "));
  return !media_type.empty() && std::ranges::any_of(options_.types, [media_type](const std::string& each) {
    return matches_file(each, media_type);
  });
}

void add_vary_by_coding(http::ResponseHead& response) {
  response.fields.add_view({http::to_string(FieldName::vary), http::to_string(FieldName::accept_encoding),
                            http::token(FieldName::vary), false, http::mark::sound});
}

std::string weak_tag(std::string_view tag) {
  return tag.empty() || tag.starts_with("W/") ? std::string(tag) : "W/" + std::string(tag);
}

void set_coding(http::ResponseHead& response, FileCoding coding) {
  add_sound(response.fields, FieldName::content_encoding, to_string(coding));
  response.content_length.reset();
  // RFC 9110 14.3: a part of what is compressed anew each time would be a part of something else.
  response.fields.remove(FieldName::accept_ranges);
  const auto tag = response.fields.find(FieldName::etag);
  if (tag) response.fields.set(FieldName::etag, weak_tag(*tag), http::mark::sound);
}

}  // namespace weft::server
