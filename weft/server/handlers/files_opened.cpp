// The files of one thread.
#include <weft/server/compression/compression.hpp>
#include <weft/server/handlers/file_path.hpp>
#include <weft/server/handlers/files.hpp>

namespace weft::server {
namespace {

using http::FieldName;

// A small file is its own copy. A large one is read piece by piece, so it is looked at for every request.
constexpr Duration trusted = std::chrono::seconds(1);

// Tags and codings that a handler has set are those of the file itself.
bool may_select(const http::ResponseHead& response) {
  const http::Fields& fields = response.fields;
  return fields.empty() || !(fields.find(FieldName::etag) || fields.find(FieldName::content_encoding));
}

}  // namespace

Files::Opened::Opened(RootDirectory directory, const FilesOptions& options)
    : root(std::move(directory)),
      small(root, options.cache, trusted),
      large(root, options.large_cache, Duration::zero()),
      limits{options.cached_file, options.large_cache} {}

Files::Found Files::Opened::find(std::string_view path, Time now) {
  if (auto content = small.find(path, now)) return content;
  if (auto content = large.find(path, now)) return content;
  return load(path, now);
}

Files::Found Files::Opened::load(std::string_view path, Time now) {
  if (is_hidden(path)) return fail(std::errc::no_such_file_or_directory);
  std::string file_name(path);
  if (is_folder(path)) file_name += index_name;
  auto file = root.open(file_name);
  if (!file) return fail(file.error());
  if (S_ISDIR(file->facts.st_mode) && !is_folder(path)) return fail(std::errc::is_a_directory);
  if (!S_ISREG(file->facts.st_mode)) return fail(std::errc::no_such_file_or_directory);
  auto content = FileContent::load(std::move(*file), file_name, limits);
  if (content == nullptr) return fail(std::errc::io_error);
  (content->in_memory() ? small : large).keep(path, file_name, content, now);
  return content;
}

const std::string& Files::Opened::name_of(std::string_view path, FileCoding coding) {
  name = path;
  if (is_folder(path)) name += index_name;
  return name += suffix_of(coding);
}

void Files::Opened::add_fields(const std::vector<FieldsOfFiles>& rules, std::string_view path, http::Fields& response) {
  name.assign(1, '/').append(path);
  if (is_folder(path)) name += index_name;
  add_fields_of_files(rules, name, response);
}

const std::shared_ptr<FileCache>& Files::Opened::compressed(const Compression& compression) {
  if (!made) made = std::make_shared<FileCache>(root, compression.options().cache, trusted);
  return made;
}

std::optional<Files::Selected> Files::Opened::select(const LocalPtr<const FileContent>& content, std::string_view path,
                                                     Context& context) {
  const Time now = context.now();
  Selected selected{.content = content, .media_type = content->media_type()};
  FileCodings codings = codings_beside(*content, path, now);
  if (codings.empty() || !may_select(context.response())) return selected;
  selected.varies = true;
  for (;;) {
    const auto coding = choose_coding(context.request().fields, codings);
    if (!coding) return std::nullopt;
    if (*coding == FileCoding::identity) return selected;
    auto sibling = find(name_of(path, *coding), now);
    if (sibling && !is_older((*sibling)->facts(), content->facts())) {
      selected.content = *std::move(sibling);
      selected.coding = *coding;
      return selected;
    }
    // It has gone, or has changed, since it was looked for.
    codings.remove(*coding);
  }
}

FileCodings Files::Opened::codings_beside(const FileContent& content, std::string_view path, Time now) {
  FileContent::Siblings& known = content.siblings();
  if (now < known.next_look) return known.codings;
  known.codings = {};
  known.next_look = now + trusted;
  for (const FileCoding coding : file_codings) {
    const auto file = root.open(name_of(path, coding));
    if (!file || !S_ISREG(file->facts.st_mode) || is_older(file->facts, content.facts())) continue;
    known.codings.add(coding);
  }
  return known.codings;
}

}  // namespace weft::server
