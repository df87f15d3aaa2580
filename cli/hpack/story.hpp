// A story as a JSON file: its `cases` share one compression context.
//
//   auto story = read_story("story_00.json");              // `-` is the standard input
//   if (!story) … story.error() is one line that names file, line and column
//   … fill in cases …
//   write_story(*story)                                     // what the file had, with `wire` or `headers` filled in
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weft/base/result.hpp>

namespace weft::cli {

using StoryFields = std::vector<std::pair<std::string, std::string>>;

struct StoryCase {
  std::optional<std::size_t> table_size;  // acknowledged just before the case
  std::optional<std::string> wire;        // octets
  std::optional<StoryFields> fields;
};

struct Story {
  std::string name;
  std::vector<StoryCase> cases;
};

Result<Story, std::string> read_story(const std::string& path);

std::string write_story(const Story& story);

}  // namespace weft::cli
