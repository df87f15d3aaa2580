// The listing of a folder: the names that files() would serve, sorted, page by page, as HTML or as JSON.
//
//   if (const auto listing = read_listing(root, "sub/", page)) context.html(html_of(*listing, "/files/sub/"));
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/server/handlers/root_directory.hpp>

namespace weft::server {

struct Listing {
  struct Entry {
    std::string name;
    bool is_folder = false;
    // For a file.
    std::uint64_t size = 0;
    // Seconds since 1970, in UTC.
    std::int64_t modified = 0;
  };
  // Only those of a page are looked at, so that a large folder does not hold a loop up for long.
  static constexpr std::size_t page_size = 500;
  // A folder that has more is not read further: which ones are missing is chance.
  static constexpr std::size_t most_names = 10'000;

  std::vector<Entry> entries = {};
  // The first one is 1.
  std::size_t page = 1;
  std::size_t pages = 1;
  bool is_cut = false;
};

// `folder` is relative to the root and ends in "/", or is empty. Hidden names, and what can be no answer (links that
// lead out, devices), are left out. std::errc::no_such_file_or_directory where there is no such page.
Result<Listing, std::errc> read_listing(const RootDirectory& root, std::string_view folder, std::size_t page);

// `path` is that of the request, decoded.
std::string html_of(const Listing& listing, std::string_view path);
// {"entries": [{"name": "a.txt", "type": "file", "size": 12, "modified": "2024-05-01T12:00:00Z"}], "page": 1, …}
std::string json_of(const Listing& listing);

}  // namespace weft::server
