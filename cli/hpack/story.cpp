#include <cli/hpack/story.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cli/support/text_file.hpp>
#include <weft/base/place_in.hpp>

namespace weft::cli {
namespace {

using Json = nlohmann::ordered_json;

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::optional<std::string> from_hex(const std::string& hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string octets;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto high = hex_digit(hex[i]);
    const auto low = hex_digit(hex[i + 1]);
    if (!high || !low) return std::nullopt;
    octets.push_back(static_cast<char>(*high * 16 + *low));
  }
  return octets;
}

std::string to_hex(const std::string& octets) {
  std::string hex;
  for (const char c : octets) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

Result<StoryFields, std::string> read_fields(const Json& list) {
  if (!list.is_array()) return fail(std::string("`headers` must be a list"));
  StoryFields fields;
  for (const Json& field : list) {
    if (!field.is_object() || field.size() != 1 || !field.begin()->is_string())
      return fail(fmt::format("field {} must be an object of one name and its value", fields.size()));
    fields.emplace_back(field.begin().key(), field.begin()->get<std::string>());
  }
  return fields;
}

// Null without it. Programs that write a member for everything write null where they have nothing to say.
const Json* member(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found == json.end() || found->is_null() ? nullptr : &*found;
}

Result<StoryCase, std::string> read_case(const Json& json) {
  if (!json.is_object()) return fail(std::string("must be an object"));
  StoryCase out;
  if (const Json* size = member(json, "header_table_size")) {
    if (!size->is_number_unsigned()) return fail(std::string("`header_table_size` must be a number from 0"));
    out.table_size = size->get<std::size_t>();
  }
  if (const Json* wire = member(json, "wire")) {
    if (wire->is_string()) out.wire = from_hex(wire->get<std::string>());
    if (!out.wire) return fail(std::string("`wire` must be hexadecimal octets"));
  }
  if (const Json* list = member(json, "headers")) {
    auto fields = read_fields(*list);
    if (!fields) return fail(fields.error());
    out.fields = *std::move(fields);
  }
  return out;
}

Result<Story, std::string> read_cases(const Json& json, const std::string& name) {
  if (!json.is_object() || !json.contains("cases") || !json["cases"].is_array())
    return fail(fmt::format("{}: has no list of `cases`", name));
  Story story{name, {}};
  for (const Json& example : json["cases"]) {
    auto read = read_case(example);
    if (!read) return fail(fmt::format("{}: case {}: {}", name, story.cases.size(), read.error()));
    story.cases.push_back(*std::move(read));
  }
  return story;
}

}  // namespace

Result<Story, std::string> read_story(const std::string& path) {
  const auto text = read_text(path);
  if (!text) return fail(fmt::format("{}: cannot be read", path));
  const std::string name = path == "-" ? "standard input" : path;
  try {
    return read_cases(Json::parse(*text), name);
  } catch (const Json::parse_error& error) {
    return fail(fmt::format("{}:{}: not JSON", name, place_in(*text, error.byte - 1)));
  }
}

std::string write_story(const Story& story) {
  Json cases = Json::array();
  for (const StoryCase& example : story.cases) {
    Json json = {{"seqno", cases.size()}};
    if (example.table_size) json["header_table_size"] = *example.table_size;
    if (example.wire) json["wire"] = to_hex(*example.wire);
    if (example.fields) {
      json["headers"] = Json::array();
      for (const auto& [name, value] : *example.fields) json["headers"].push_back({{name, value}});
    }
    cases.push_back(std::move(json));
  }
  // Field values are octets; JSON wants UTF-8.
  return Json{{"cases", std::move(cases)}}.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace weft::cli
