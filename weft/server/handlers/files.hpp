// The files of a directory, as RFC 9110 wants a GET answered: media type, validators, conditions, ranges.
//
//   Files files("public", {});
//   files.serve(context, "css/style.css");            // the path is decoded and normal: http::decode_path()
//
// A file may have siblings with the same content in a coding, a.js.br, a.js.zst and a.js.gz beside a.js: the client's
// Accept-Encoding decides which one is sent (RFC 9110 12.5.3). One that is older than the file is not used.
//
// Nothing outside the directory is ever opened, whatever links are in it and however they change. Names that begin with
// a dot are hidden, except .well-known. A path that ends in "/" is its index.html. The directory is what its path
// names: each thread looks once a second whether that is another one, or none, which is 404 until there is one again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/server/context.hpp>
#include <weft/server/handlers/file_cache.hpp>
#include <weft/server/handlers/file_fields.hpp>
#include <weft/server/handlers/root_directory.hpp>

namespace weft::server {

struct FilesOptions {
  // Each thread keeps files of at most this size in memory, and looks once a second whether they have changed …
  std::size_t cached_file = 64 * 1024;
  // … at most so many octets of them …
  std::size_t cache = 16 * 1024 * 1024;
  // … and at most so many of larger ones, of the pieces that were asked for more than once.
  std::size_t large_cache = 16 * 1024 * 1024;

  // A file of the directory, "index.html", that is the answer with 200 to paths which do not exist, have no "." in
  // their last part and none in front of another: for applications of a single page. Empty: these are 404.
  std::string fallback = {};
  // Fields of the answers 200, 206 and 304. Of rules that fit a file with a field of the same name, the last one holds;
  // what a handler has set stays.
  std::vector<FieldsOfFiles> headers = {};
  // A folder without index.html is answered with the names in it, as HTML or as JSON: listing.hpp. Otherwise it is 404.
  bool listing = false;
};

class Compression;

class Files {
 public:
  // Throws std::system_error that names the directory, and std::invalid_argument where an option is wrong: the fallback
  // has to be there.
  explicit Files(const std::filesystem::path& directory, const FilesOptions& options = {});

  // The file, or the error that says why there is none.
  void serve(Context& context, std::string_view path) const;
  // The same for the path of a request, which the fallback is for.
  void answer(Context& context, std::string_view path) const;

 private:
  using Found = Result<LocalPtr<const FileContent>, std::errc>;

  // A file as it is sent.
  struct Selected {
    LocalPtr<const FileContent> content;
    std::string_view media_type;
    FileCoding coding = FileCoding::identity;
    // Another request for the same path may get another coding.
    bool varies = false;
  };

  // One for each thread. Large files do not drive small ones out.
  struct Opened {
    Opened(RootDirectory directory, const FilesOptions& options);

    // A folder that is asked for without its "/" is std::errc::is_a_directory.
    Found find(std::string_view path, Time now);
    Found load(std::string_view path, Time now);
    // The file of `path`, or a sibling of it. Nothing where the client accepts no coding that is there.
    std::optional<Selected> select(const LocalPtr<const FileContent>& content, std::string_view path, Context& context);
    FileCodings codings_beside(const FileContent& content, std::string_view path, Time now);
    const std::string& name_of(std::string_view path, FileCoding coding);
    // Files that were compressed.
    const std::shared_ptr<FileCache>& compressed(const Compression& compression);
    void add_fields(const std::vector<FieldsOfFiles>& rules, std::string_view path, http::Fields& response);

    RootDirectory root;
    FileCache small;
    FileCache large;
    // Null where none was compressed.
    std::shared_ptr<FileCache> made;
    FileContent::Limits limits;
    // Its memory is used again and again.
    std::string name;
  };
  class Answer;
  struct Kept {
    std::unique_ptr<Opened> opened;
    std::weak_ptr<const bool> user;
  };
  Opened& opened(Time now) const;
  // False where nothing is to be listed.
  bool list(Context& context, std::string_view path, const Found& found, const Opened& kept) const;
  bool falls_back(const Found& found, std::string_view path) const;
  void give(Context& context, std::string_view path, const Found& found, Opened& kept) const;

  RootDirectory root_;
  FilesOptions options_;
  // The number of our `Opened` among those of a thread.
  std::size_t number_;
  // Tells threads when nobody serves the directory any more.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace weft::server
