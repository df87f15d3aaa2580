// Judges a text by a JSON Schema (draft 7), as far as ours go: a second opinion beside the parser.
#pragma once

#include <algorithm>
#include <regex>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace weft::config {

class SchemaJudge {
 public:
  using Json = nlohmann::json;

  explicit SchemaJudge(const std::string& schema) : schema_(Json::parse(schema)) {}

  const Json& schema() const { return schema_; }

  bool accepts(const std::string& text) const {
    const Json value = Json::parse(text, nullptr, false, true);
    return !value.is_discarded() && fits(schema_, value);
  }

 private:
  bool fits(const Json& schema, const Json& value) const {
    // "All other properties in a "$ref" object MUST be ignored."
    if (schema.contains("$ref")) return fits(referred(schema["$ref"].get<std::string>()), value);
    for (const auto& [word, said] : schema.items()) {
      if (!obeys(word, said, schema, value)) return false;
    }
    return true;
  }

  bool obeys(const std::string& word, const Json& said, const Json& schema, const Json& value) const {
    if (word == "$schema" || word == "title" || word == "description" || word == "definitions") return true;
    if (word == "type") return has_type(said, value);
    if (word == "enum") return has(said, value);
    if (word == "pattern") return !value.is_string() || matches(value.get<std::string>(), said.get<std::string>());
    if (word == "minimum") return !value.is_number() || value >= said;
    if (word == "exclusiveMinimum") return !value.is_number() || value > said;
    if (word == "maximum") return !value.is_number() || value <= said;
    if (word == "anyOf") return fits_any(said, value);
    if (word == "items") return all_fit(said, value);
    if (word == "required") return has_all(said, value);
    if (word == "properties") return members_fit(said, value);
    if (word == "propertyNames") return names_fit(said, value);
    if (word == "additionalProperties") return others_fit(said, schema, value);
    ADD_FAILURE() << "the judge does not know " << word;
    return false;
  }

  static bool has(const Json& list, const Json& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  }
  static bool matches(const std::string& text, const std::string& pattern) {
    return std::regex_search(text, std::regex(pattern));
  }
  // Whole numbers are numbers too.
  static bool has_type(const Json& said, const Json& value) {
    const Json types = said.is_array() ? said : Json::array({said});
    return has(types, value.type_name()) || (value.is_number_integer() && has(types, "integer"));
  }
  const Json& referred(const std::string& place) const { return schema_.at(Json::json_pointer(place.substr(1))); }
  bool fits_any(const Json& schemas, const Json& value) const {
    return std::any_of(schemas.begin(), schemas.end(), [&](const Json& each) { return fits(each, value); });
  }
  bool all_fit(const Json& schema, const Json& value) const {
    return !value.is_array() ||
           std::all_of(value.begin(), value.end(), [&](const Json& each) { return fits(schema, each); });
  }
  static bool has_all(const Json& names, const Json& value) {
    return !value.is_object() || std::all_of(names.begin(), names.end(),
                                             [&](const Json& name) { return value.contains(name.get<std::string>()); });
  }
  bool names_fit(const Json& schema, const Json& value) const {
    const auto& members = value.items();
    return !value.is_object() ||
           std::all_of(members.begin(), members.end(), [&](const auto& member) { return fits(schema, member.key()); });
  }
  bool members_fit(const Json& properties, const Json& value) const {
    if (!value.is_object()) return true;
    for (const auto& [name, member] : value.items()) {
      if (properties.contains(name) && !fits(properties[name], member)) return false;
    }
    return true;
  }
  bool others_fit(const Json& said, const Json& schema, const Json& value) const {
    if (!value.is_object()) return true;
    for (const auto& [name, member] : value.items()) {
      if (schema.contains("properties") && schema["properties"].contains(name)) continue;
      if (said.is_boolean() ? !said.get<bool>() : !fits(said, member)) return false;
    }
    return true;
  }

  Json schema_;
};

}  // namespace weft::config
