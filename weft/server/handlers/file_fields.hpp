// Fields that go with files, by patterns of their paths: cache-control, for the most part.
//
//   {"/assets/*", {{"cache-control", "public, max-age=31536000, immutable"}}}
//   {"*.html", {{"cache-control", "no-cache"}}}
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weft/http/fields.hpp>

namespace weft::server {

struct FieldOfFiles {
  // In any case.
  std::string name = {};
  std::string value = {};

  bool operator==(const FieldOfFiles&) const = default;
};

struct FieldsOfFiles {
  // Of the file below the directory, with a "/" in front: "/index.html" also where "/" was asked for. A "*" is any
  // text, with "/" in it as well: "*" is every file.
  std::string pattern = {};
  std::vector<FieldOfFiles> fields = {};

  bool operator==(const FieldsOfFiles&) const = default;
};

// These throw std::invalid_argument that says what is wrong.
void check_pattern_of_files(std::string_view pattern);
// Also refuses what the file itself says, such as etag.
void check_field_of_files(std::string_view name, std::string_view value);
// The same rules checked, and written as they are sent.
std::vector<FieldsOfFiles> checked_fields_of_files(std::vector<FieldsOfFiles> rules);

// `path` is that of the file, with a "/" in front.
bool matches_file(std::string_view pattern, std::string_view path);

// Adds the field of the last rule for `path`, for each name that `response` does not have; Vary by all rules.
void add_fields_of_files(const std::vector<FieldsOfFiles>& checked, std::string_view path, http::Fields& response);

}  // namespace weft::server
