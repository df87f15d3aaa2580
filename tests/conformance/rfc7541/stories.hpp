// The stories of http2jp/hpack-test-case: real header lists, and the blocks of nghttp2 for them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weft/base/field.hpp>

namespace weft::hpack::test {

using OwnedField = std::pair<std::string, std::string>;
using OwnedFields = std::vector<OwnedField>;

struct Case {
  std::optional<std::size_t> table_size;
  std::string wire;  // octets; empty in raw-data
  OwnedFields fields;
};

struct Story {
  std::string name;
  std::vector<Case> cases;  // of one compression context
};

// The stories in the order of their names; none where the corpora are not installed. `folder`: raw-data, nghttp2, …
std::vector<Story> read_stories(const std::string& folder);

OwnedFields owned(const std::vector<Field>& fields);
std::vector<Field> views(const OwnedFields& fields);

}  // namespace weft::hpack::test
