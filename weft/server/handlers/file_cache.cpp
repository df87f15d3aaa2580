#include <weft/server/handlers/file_cache.hpp>

namespace weft::server {

namespace {

bool is_lack_of_descriptors(std::errc why) {
  return why == std::errc::too_many_files_open || why == std::errc::too_many_files_open_in_system;
}

}  // namespace

LocalPtr<const FileContent> FileCache::find(std::string_view path, Time now) {
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return {};
  const Entries::iterator entry = found->second;
  if (!is_current(*entry, now)) {
    drop(entry);
    return {};
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->content;
}

void FileCache::keep(std::string_view path, std::string_view file, LocalPtr<const FileContent> content, Time now) {
  if (content->size() > capacity_) return;
  if (const auto found = by_path_.find(path); found != by_path_.end()) drop(found->second);
  while (size_ + content->size() > capacity_) drop(std::prev(entries_.end()));
  size_ += content->size();
  entries_.push_front({std::string(path), std::string(file), std::move(content), now});
  by_path_.emplace(entries_.front().path, entries_.begin());
}

void FileCache::clear() {
  while (!entries_.empty()) drop(entries_.begin());
}

bool FileCache::is_current(Entry& entry, Time now) {
  if (now - entry.checked < trusted_) return true;
  const auto opened = root_.open(entry.file);
  // Nothing is known against the file then, and the next request looks again.
  if (!opened) return is_lack_of_descriptors(opened.error());
  if (!entry.content->is_same(opened->facts)) return false;
  entry.checked = now;
  return true;
}

void FileCache::drop(Entries::iterator entry) {
  size_ -= entry->content->size();
  // A response that is still sending this content reads on from the file.
  entry->content->drop_pieces();
  by_path_.erase(entry->path);
  entries_.erase(entry);
}

}  // namespace weft::server
