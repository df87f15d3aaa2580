// The directory that a path names, which cannot be left: openat2(RESOLVE_BENEATH), so the kernel itself refuses every
// way out, also links that are changed at that moment.
//
//   RootDirectory root("public");
//   if (root.look_up(now)) …                    // once a second: `public` is another directory than before, or gone
//   auto file = root.open("css/style.css");
//
// A link is judged by where it ends: one that is absolute, or goes out by ".." and comes back, is followed to what is
// inside. One that ends outside, or leads through a magic link of /proc, is not.
#pragma once

#include <sys/stat.h>

#include <ctime>
#include <filesystem>
#include <string>
#include <system_error>

#include <weft/base/result.hpp>
#include <weft/base/time.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::server {

struct OpenFile {
  io::Descriptor descriptor;
  struct stat facts;
  // The time after that, by the clock that dates files.
  struct timespec looked;
};

class RootDirectory {
 public:
  // Throws std::system_error that names the path.
  explicit RootDirectory(const std::filesystem::path& path);
  // The same path for another thread. Nothing can be opened there before it has looked.
  RootDirectory for_another_thread() const { return RootDirectory(path_, Unopened{}); }

  // Looks at most once a second whether the path still names the same directory. True where it does not: what was
  // opened before is then of another directory, and open() fails as long as there is none.
  bool look_up(Time now);

  // `path` is relative to the directory. Never blocks, whatever kind of file it is.
  Result<OpenFile, std::errc> open(const std::string& path) const;

 private:
  struct Unopened {};
  RootDirectory(std::filesystem::path path, Unopened) : path_(std::move(path)) {}

  bool is_there() const;
  void open_directory();
  // Invalid with the reason in errno.
  io::Descriptor open_inside(const std::string& path) const;
  io::Descriptor open_where_it_ends(const std::string& path) const;

  // Absolute, so that it means the same when the process changes its working directory.
  std::filesystem::path path_;
  io::Descriptor directory_;
  // As long as the directory is open no other directory gets its number.
  dev_t device_ = 0;
  ino_t inode_ = 0;
  // Why there is none.
  std::errc missing_ = std::errc::no_such_file_or_directory;
  Time next_look_up_ = Time::min();
};

}  // namespace weft::server
