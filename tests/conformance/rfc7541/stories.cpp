#include "stories.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "octets.hpp"

namespace weft::hpack::test {
namespace {

namespace fs = std::filesystem;

fs::path corpora() {
  if (const char* given = std::getenv("WEFT_CORPORA")) return given;
  return fs::path(WEFT_SOURCE_DIR) / ".." / "shared" / "corpora";
}

Case read_case(const nlohmann::json& json) {
  Case out;
  if (json.contains("header_table_size")) out.table_size = json["header_table_size"].get<std::size_t>();
  if (json.contains("wire")) out.wire = from_hex(json["wire"].get<std::string>());
  for (const auto& field : json["headers"]) {
    for (const auto& [name, value] : field.items()) out.fields.emplace_back(name, value.get<std::string>());
  }
  return out;
}

Story read_story(const fs::path& path) {
  std::ifstream file(path);
  const auto json = nlohmann::json::parse(file);
  Story story;
  story.name = path.stem();
  for (const auto& example : json["cases"]) story.cases.push_back(read_case(example));
  return story;
}

}  // namespace

std::vector<Story> read_stories(const std::string& folder) {
  const fs::path path = corpora() / "hpack" / folder;
  if (!fs::is_directory(path)) return {};
  std::vector<Story> stories;
  for (const auto& entry : fs::directory_iterator(path)) stories.push_back(read_story(entry.path()));
  std::sort(stories.begin(), stories.end(), [](const Story& a, const Story& b) { return a.name < b.name; });
  return stories;
}

OwnedFields owned(const std::vector<Field>& fields) {
  OwnedFields out;
  for (const Field& field : fields) out.emplace_back(field.name, field.value);
  return out;
}

std::vector<Field> views(const OwnedFields& fields) {
  std::vector<Field> out;
  for (const auto& [name, value] : fields) out.push_back({name, value});
  return out;
}

}  // namespace weft::hpack::test
