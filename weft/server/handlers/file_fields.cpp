#include <weft/server/handlers/file_fields.hpp>

#include <algorithm>
#include <ranges>
#include <stdexcept>

#include <fmt/format.h>

#include <weft/http/field_marks.hpp>
#include <weft/http/text.hpp>
#include <weft/server/check_field.hpp>

namespace weft::server {
namespace {

using http::FieldName;

constexpr FieldName of_the_file[] = {FieldName::accept_ranges, FieldName::content_encoding, FieldName::content_range,
                                     FieldName::etag, FieldName::last_modified};

void complete_field(FieldOfFiles& field) {
  check_field_of_files(field.name, field.value);
  field.value = std::string(check_field(field.name, field.value));
  std::ranges::transform(field.name, field.name.begin(), http::to_lower);
}

bool is_vary(const FieldOfFiles& field) {
  return field.name == http::to_string(FieldName::vary);
}

}  // namespace

void check_pattern_of_files(std::string_view pattern) {
  if (pattern.starts_with('/') || pattern.starts_with('*')) return;
  throw std::invalid_argument(
      fmt::format("\"{}\": expected a pattern of files: \"*\", \"*.js\", \"/assets/*\"", pattern));
}

void check_field_of_files(std::string_view name, std::string_view value) {
  check_field(name, value);
  if (std::ranges::find(of_the_file, http::field_name_in_any_case(name)) == std::end(of_the_file)) return;
  throw std::invalid_argument(fmt::format("the field {} is set by weft, which has it from the file", name));
}

std::vector<FieldsOfFiles> checked_fields_of_files(std::vector<FieldsOfFiles> rules) {
  for (FieldsOfFiles& rule : rules) {
    check_pattern_of_files(rule.pattern);
    std::ranges::for_each(rule.fields, complete_field);
  }
  return rules;
}

// After a "*" it takes more and more text, as long as the rest does not match: only the last "*" need be tried again.
bool matches_file(std::string_view pattern, std::string_view path) {
  std::size_t at = 0;
  std::size_t star = pattern.npos;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < path.size();) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = i;
    } else if (at < pattern.size() && pattern[at] == path[i]) {
      ++at;
      ++i;
    } else if (star != pattern.npos) {
      at = star + 1;
      i = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == pattern.npos;
}

void add_fields_of_files(const std::vector<FieldsOfFiles>& checked, std::string_view path, http::Fields& response) {
  for (const FieldsOfFiles& rule : std::views::reverse(checked)) {
    if (!matches_file(rule.pattern, path)) continue;
    for (const FieldOfFiles& field : rule.fields) {
      if (!is_vary(field) && response.find(field.name)) continue;
      response.add(field.name, field.value, http::Sensitive::no, http::mark::sound);
    }
  }
}

}  // namespace weft::server
