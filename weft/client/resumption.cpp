#include <weft/client/resumption.hpp>

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <weft/http/date.hpp>
#include <weft/http/etag.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

namespace {

using http::FieldName;

std::uint64_t octets_left_at(const std::string& path) {
  for (const std::string& each : {path + ".part", path}) {
    std::error_code none;
    const auto size = std::filesystem::file_size(each, none);
    if (!none) return size;
  }
  return 0;
}

std::string read_validator(const std::string& path) {
  std::ifstream in(validator_path(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// RFC 9110 14.4: "bytes 500-999/8000", where the last number may be "*": the first octet that comes.
std::optional<std::uint64_t> first_octet(const http::Fields& fields) {
  const std::string_view value = fields.find(FieldName::content_range).value_or("");
  if (!value.starts_with("bytes ")) return std::nullopt;
  const std::string_view range = value.substr(6);
  return http::parse_decimal(range.substr(0, range.find('-')));
}

// RFC 9110 14.4: "bytes */8000" of a 416 tells how long the representation is.
std::optional<std::uint64_t> whole_length(const http::Fields& fields) {
  const std::string_view value = fields.find(FieldName::content_range).value_or("");
  if (!value.starts_with("bytes */")) return std::nullopt;
  return http::parse_decimal(value.substr(8));
}

// RFC 9110 15.3.7.3: parts may be combined if they "all share the same strong validator".
bool is_another_version(const http::Fields& fields, const std::string& validator) {
  const auto tag = fields.find(FieldName::etag);
  return validator.starts_with('"') && tag && *tag != validator;
}

}  // namespace

std::string validator_path(const std::string& path) {
  return path + ".part.validator";
}

Result<Resumption, Fault> find_resumption(const std::string& path, std::optional<std::uint64_t> offset) {
  const std::uint64_t left = octets_left_at(path);
  if (offset.value_or(0) > left) {
    return fail(Fault{Reason::rest_not_there, fmt::format("{}: {} octets, not {}", path, left, *offset)});
  }
  return Resumption{.offset = offset.value_or(left), .validator = read_validator(path)};
}

// RFC 9110 13.1.5: "A client MUST NOT generate an If-Range header field containing an entity tag that is marked as
// weak."
std::string strong_validator(const http::Fields& fields) {
  const auto tag = fields.find(FieldName::etag);
  if (tag) {
    const auto parsed = http::parse_entity_tag(*tag);
    return parsed && !parsed->weak ? std::string(*tag) : std::string();
  }
  // RFC 9110 8.8.2.2: a date is strong if it is "at least one second earlier than the Date value".
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const std::string_view text = fields.find(FieldName::last_modified).value_or("");
  const auto modified = http::parse_date(text, now);
  const auto sent = http::parse_date(fields.find(FieldName::date).value_or(""), now);
  const bool is_strong = modified && sent && *modified + std::chrono::seconds(1) <= *sent;
  return is_strong ? std::string(text) : std::string();
}

Rest rest_of(const Response& response, const Resumption& earlier) {
  if (response.status == http::Status::range_not_satisfiable) {
    // Nothing follows the last octet of a file that is whole.
    const bool is_whole = earlier.offset > 0 && whole_length(response.fields) == earlier.offset;
    return is_whole ? Rest::nothing : Rest::not_answered;
  }
  if (!response.ok()) return Rest::not_answered;
  if (response.status == http::Status::partial_content) {
    const bool is_that = earlier.offset > 0 && first_octet(response.fields) == earlier.offset;
    return is_that && !is_another_version(response.fields, earlier.validator) ? Rest::follows : Rest::not_sent;
  }
  return earlier.offset == 0 ? Rest::follows : Rest::not_sent;
}

}  // namespace weft::client
