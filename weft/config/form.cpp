#include <weft/config/form.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <weft/config/leaves.hpp>

namespace weft::config {

namespace {

void append(std::string& path, std::string_view name) {
  if (!path.empty() && !name.empty()) path += ':';
  path += name;
}

std::string origin_of(const Written& member) {
  const auto& origins = *member.writing.origins;
  const auto found = origins.find(member.writing.path);
  return found == origins.end() ? "default" : found->second;
}

// Objects have an origin for each of their members.
bool has_one_origin(const Written& member) {
  return member.writing.origins != nullptr && !member.text.starts_with('{');
}

}  // namespace

Places::Inside::Inside(Places& places, std::string_view name, const PlacedJson& value)
    : places_(places), outer_(places.path_.size()) {
  append(places.path_, name);
  if (places.offsets_.emplace(places.path_, value.offset).second) return;
  places.path_.resize(outer_);
  refuse(value, fmt::format("\"{}\" is there twice", name));
}

Writing Writing::inside(std::string_view name) const {
  Writing inner{origins, path, depth + 1};
  append(inner.path, name);
  return inner;
}

bool says_something(std::string_view written) {
  return !written.empty() && written != "\"\"" && written != "[]" && written != "{}";
}

std::string in_braces(const std::vector<Written>& members, const Writing& writing) {
  if (members.empty()) return "{}";
  std::string out = "{\n";
  for (const Written& member : members) {
    out.append(2 * writing.depth + 2, ' ');
    out += fmt::format("{}: {}{}", json_string(member.name), member.text, &member == &members.back() ? "" : ",");
    if (has_one_origin(member)) out += "  // " + origin_of(member);
    out += '\n';
  }
  return out.append(2 * writing.depth, ' ') + '}';
}

std::string with_description(const std::string& schema, std::string_view description) {
  return fmt::format("{{\"description\":{},{}", json_string(description), schema.substr(1));
}

std::string schema_of_object(const std::vector<std::pair<std::string_view, std::string_view>>& properties,
                             const std::vector<std::string_view>& needed) {
  std::string list;
  for (const auto& [name, schema] : properties) {
    list += fmt::format("{}{}:{}", list.empty() ? "" : ",", json_string(name), schema);
  }
  std::string names;
  for (const std::string_view name : needed) names += fmt::format("{}{}", names.empty() ? "" : ",", json_string(name));
  return fmt::format(R"({{"type":"object","additionalProperties":false,"required":[{}],"properties":{{{}}}}})", names,
                     list);
}

void check_presence(const PlacedJson& object, std::string_view name) {
  const auto is_it = [name](const std::string& each) { return is_same_word(each, name); };
  if (std::none_of(object.names.begin(), object.names.end(), is_it))
    refuse(object, fmt::format("\"{}\" is missing", name));
}

}  // namespace weft::config
