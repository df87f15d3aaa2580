#include <weft/server/handlers/listing.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include <weft/config/leaves.hpp>
#include <weft/http/encode_path.hpp>
#include <weft/http/escape_html.hpp>

namespace weft::server {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

Result<Directory, std::errc> opened(const RootDirectory& root, std::string_view folder) {
  const auto file = root.open(folder.empty() ? "." : std::string(folder));
  if (!file) return fail(file.error());
  if (!S_ISDIR(file->facts.st_mode)) return fail(std::errc::not_a_directory);
  // The stream closes its own descriptor.
  const int copy = ::fcntl(file->descriptor.number(), F_DUPFD_CLOEXEC, 0);
  Directory directory(copy < 0 ? nullptr : ::fdopendir(copy));
  if (directory) return directory;
  const auto why = static_cast<std::errc>(errno);
  if (copy >= 0) ::close(copy);
  return fail(why);
}

std::vector<std::string> names_in(DIR* directory, bool& is_cut) {
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name.starts_with('.') && name != ".well-known") continue;
    if (names.size() == Listing::most_names) {
      is_cut = true;
      break;
    }
    names.emplace_back(name);
  }
  std::ranges::sort(names);
  return names;
}

// A link tells what it leads to, if that is inside.
bool look_at(const RootDirectory& root, int directory, const std::string& path, Listing::Entry& entry) {
  struct stat facts;
  if (::fstatat(directory, entry.name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) return false;
  if (S_ISLNK(facts.st_mode)) {
    const auto end = root.open(path + entry.name);
    if (!end) return false;
    facts = end->facts;
  }
  if (!S_ISDIR(facts.st_mode) && !S_ISREG(facts.st_mode)) return false;
  entry.is_folder = S_ISDIR(facts.st_mode);
  entry.size = entry.is_folder ? 0 : static_cast<std::uint64_t>(facts.st_size);
  entry.modified = facts.st_mtim.tv_sec;
  return true;
}

// RFC 3986 4.2: "./" before a name, so that a ":" in it ends no scheme.
std::string link_to(const Listing::Entry& entry) {
  std::string link = "./";
  http::encode_path(entry.name, link);
  if (entry.is_folder) link += '/';
  return http::escape_html(link);
}

std::string size_of(std::uint64_t octets) {
  constexpr std::string_view units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (octets < 1024) return fmt::format("{} B", octets);
  auto value = static_cast<double>(octets);
  std::size_t unit = 0;
  for (; value >= 1024; value /= 1024) ++unit;
  return fmt::format("{:.1f} {}", value, units[unit]);
}

std::string time_of(std::int64_t seconds, const char* format) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (::gmtime_r(&time, &parts) == nullptr) return {};
  char text[64];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

constexpr std::string_view listing_head = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{0}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem }}
h1 {{ font-size: 1.25rem; overflow-wrap: anywhere }}
table {{ border-collapse: collapse; width: 100% }}
th {{ text-align: left }}
th, td {{ padding: .1rem .5rem .1rem 0; vertical-align: top }}
td:first-child {{ overflow-wrap: anywhere }}
.n {{ text-align: right; white-space: nowrap }}
@media (max-width: 30rem) {{ .t {{ display: none }} }}
</style>
<h1>{0}</h1>
<table>
<tr><th scope="col">Name</th><th scope="col" class="n">Size</th><th scope="col" class="n t">Modified (UTC)</th></tr>
)";

std::string row_of(const Listing::Entry& entry) {
  return fmt::format("<tr><td><a href=\"{}\">{}{}</a></td><td class=\"n\">{}</td><td class=\"n t\">{}</td></tr>\n",
                     link_to(entry), http::escape_html(entry.name), entry.is_folder ? "/" : "",
                     entry.is_folder ? std::string() : size_of(entry.size), time_of(entry.modified, "%Y-%m-%d %H:%M"));
}

std::string pages_of(const Listing& listing) {
  std::string out;
  if (listing.is_cut) {
    out += fmt::format("<p>The folder has more than {} names: only so many are listed.</p>\n", Listing::most_names);
  }
  if (listing.pages == 1) return out;
  out += fmt::format("<p>Page {} of {}", listing.page, listing.pages);
  if (listing.page > 1) out += fmt::format(" <a href=\"?page={}\" rel=\"prev\">Previous</a>", listing.page - 1);
  if (listing.page < listing.pages) out += fmt::format(" <a href=\"?page={}\" rel=\"next\">Next</a>", listing.page + 1);
  return out + "</p>\n";
}

}  // namespace

Result<Listing, std::errc> read_listing(const RootDirectory& root, std::string_view folder, std::size_t page) {
  const auto directory = opened(root, folder);
  if (!directory) return fail(directory.error());
  Listing listing{.page = page};
  const auto names = names_in(directory->get(), listing.is_cut);
  listing.pages = std::max<std::size_t>(1, (names.size() + Listing::page_size - 1) / Listing::page_size);
  if (page == 0 || page > listing.pages) return fail(std::errc::no_such_file_or_directory);
  const std::size_t first = (page - 1) * Listing::page_size;
  for (std::size_t i = first; i < std::min(names.size(), first + Listing::page_size); ++i) {
    Listing::Entry entry{.name = names[i]};
    if (look_at(root, ::dirfd(directory->get()), std::string(folder), entry)) {
      listing.entries.push_back(std::move(entry));
    }
  }
  return listing;
}

std::string html_of(const Listing& listing, std::string_view path) {
  std::string out = fmt::format(listing_head, http::escape_html(path));
  if (path != "/") out += "<tr><td><a href=\"../\">../</a></td><td></td><td class=\"t\"></td></tr>\n";
  for (const Listing::Entry& entry : listing.entries) out += row_of(entry);
  return out + "</table>\n" + pages_of(listing) + "</html>\n";
}

std::string json_of(const Listing& listing) {
  std::string entries;
  for (const Listing::Entry& entry : listing.entries) {
    if (!entries.empty()) entries += ",\n";
    entries += fmt::format(R"({{"name": {}, "type": "{}", )", config::json_string(entry.name),
                           entry.is_folder ? "folder" : "file");
    if (!entry.is_folder) entries += fmt::format(R"("size": {}, )", entry.size);
    entries += fmt::format(R"("modified": "{}"}})", time_of(entry.modified, "%Y-%m-%dT%H:%M:%SZ"));
  }
  return fmt::format("{{\"entries\": [{}],\n\"page\": {}, \"pages\": {}, \"cut\": {}}}\n", entries, listing.page,
                     listing.pages, listing.is_cut);
}

}  // namespace weft::server
