#include <weft/server/response_rules.hpp>

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <weft/http/field_marks.hpp>
#include <weft/http/priority_field.hpp>
#include <weft/server/handlers/file_fields.hpp>

namespace weft::server {
namespace {

using http::FieldName;

bool is_path(std::string_view match) {
  return match.starts_with('/') || match.starts_with('*');
}

http::Status status_of(const std::string& text) {
  const bool is_error = text.size() == 3 && (text[0] == '4' || text[0] == '5') &&
                        std::ranges::all_of(text, [](char digit) { return digit >= '0' && digit <= '9'; });
  if (!is_error) throw std::invalid_argument(fmt::format("\"{}\": expected the status of an error: \"404\"", text));
  return static_cast<http::Status>(std::stoi(text));
}

bool fits_rule(const PriorityRule& rule, std::string_view path, std::string_view media_type) {
  return matches_file(rule.match, is_path(rule.match) ? path : media_type);
}

}  // namespace

void check_priority_match(std::string_view match) {
  if (is_path(match) || match.find('/') != match.npos) return;
  throw std::invalid_argument(
      fmt::format("\"{}\": expected a pattern of paths or a media type: \"*.css\", \"/assets/*\", \"image/*\"", match));
}

void check_priority_value(std::string_view priority) {
  const auto field = http::parse_priority_field(priority);
  if (field && (field->urgency || field->incremental)) return;
  throw std::invalid_argument(fmt::format("\"{}\": expected a priority of RFC 9218: \"u=1\", \"u=5, i\"", priority));
}

void check_error_page(const ErrorPageRule& rule) {
  status_of(rule.status);
  if (rule.path.starts_with('/') && !rule.path.ends_with('/')) return;
  throw std::invalid_argument(fmt::format("\"{}\": expected the path of a file: \"/404.html\"", rule.path));
}

ResponseRules::ResponseRules(std::vector<PriorityRule> priorities, const std::vector<ErrorPageRule>& error_pages)
    : priorities_(std::move(priorities)) {
  for (const PriorityRule& rule : priorities_) {
    check_priority_match(rule.match);
    check_priority_value(rule.priority);
  }
  for (const ErrorPageRule& rule : error_pages) {
    check_error_page(rule);
    pages_.push_back({status_of(rule.status), rule.path});
  }
}

void ResponseRules::add_priority(std::string_view path, http::ResponseHead& response) const {
  if (priorities_.empty() || response.fields.find(FieldName::priority)) return;
  std::string_view media_type = response.fields.find(FieldName::content_type).value_or(std::string_view());
  media_type = media_type.substr(0, media_type.find_first_of("; "));
  for (const PriorityRule& rule : std::views::reverse(priorities_)) {
    if (!fits_rule(rule, path, media_type)) continue;
    response.fields.add_view({http::to_string(FieldName::priority), rule.priority, http::token(FieldName::priority),
                              false, http::mark::sound});
    return;
  }
}

std::string_view ResponseRules::page_of(http::Status status) const {
  const auto found = std::ranges::find(pages_, status, &Page::status);
  return found == pages_.end() ? std::string_view() : std::string_view(found->path);
}

}  // namespace weft::server
