// Files of one thread, by path, the least recently used ones dropped first.
//
//   if (auto* content = cache.find(path, now)) …
//   cache.keep(path, file, content, now);           // `path` was asked for, `file` was opened: its index, perhaps
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include <weft/base/time.hpp>
#include <weft/server/handlers/file_content.hpp>
#include <weft/server/handlers/root_directory.hpp>

namespace weft::server {

class FileCache {
 public:
  // `capacity`: octets of content, in memory already or not. `trusted`: how old an answer may be before the file is
  // looked at again.
  FileCache(const RootDirectory& root, std::size_t capacity, Duration trusted)
      : root_(root), capacity_(capacity), trusted_(trusted) {}

  // Null where the file is not here, or is not any more what it was.
  LocalPtr<const FileContent> find(std::string_view path, Time now);
  void keep(std::string_view path, std::string_view file, LocalPtr<const FileContent> content, Time now);

  // All of it: the directory is another one.
  void clear();

  std::size_t size() const { return size_; }

 private:
  struct Entry {
    std::string path;
    std::string file;
    LocalPtr<const FileContent> content;
    Time checked;
  };
  using Entries = std::list<Entry>;

  bool is_current(Entry& entry, Time now);
  void drop(Entries::iterator entry);

  const RootDirectory& root_;
  std::size_t capacity_;
  Duration trusted_;
  std::size_t size_ = 0;
  Entries entries_;  // most recently used first
  std::unordered_map<std::string_view, Entries::iterator> by_path_;
};

}  // namespace weft::server
