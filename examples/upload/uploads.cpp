#include "uploads.hpp"

#include <fstream>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <weft/base/value_text.hpp>
#include <weft/http/safe_filename.hpp>
#include <weft/server/multipart_form.hpp>

namespace uploads {

using weft::Context;
using weft::HttpError;
using weft::Task;
using weft::http::Status;
namespace fs = std::filesystem;

namespace {

// Several files, and what stands between them.
constexpr std::uint64_t most_of_form = 4 * most_octets;

std::uint64_t size_of(const fs::path& path) {
  std::error_code none;
  const auto size = fs::file_size(path, none);
  return none ? 0 : size;
}

std::string name_in(const Context& c) {
  return weft::http::safe_filename(c.param("name"));
}

struct Range {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> whole = {};
};

// RFC 9110 14.5: "content-range: bytes 1000-4999/5000" in a PUT, as `curl -C 1000 -T file` sends it.
Range range_of(const Context& c) {
  const auto field = c.field("content-range");
  if (!field) return {};
  constexpr std::string_view unit = "bytes ";
  const auto dash = field->find('-');
  const auto slash = field->find('/');
  if (!field->starts_with(unit) || dash == field->npos || slash == field->npos || slash < dash) {
    throw HttpError(Status::bad_request, "content-range is \"bytes FIRST-LAST/WHOLE\"");
  }
  using Number = weft::ValueText<std::uint64_t>;
  const auto first = Number::parse(field->substr(unit.size(), dash - unit.size()));
  const auto last = Number::parse(field->substr(dash + 1, slash - dash - 1));
  const auto whole = Number::parse(field->substr(slash + 1));
  if (!first || !last || !whole || *last + 1 != *whole) {
    throw HttpError(Status::bad_request, "content-range has to reach to the end of the file");
  }
  return {*first, whole};
}

}  // namespace

class Uploads::Claim {
 public:
  Claim(Uploads& uploads, std::string name) : uploads_(uploads), name_(std::move(name)) {
    const std::lock_guard lock(uploads_.mutex_);
    if (!uploads_.claimed_.insert(name_).second) throw HttpError(Status::conflict, "somebody is sending this file");
  }
  ~Claim() {
    const std::lock_guard lock(uploads_.mutex_);
    uploads_.claimed_.erase(name_);
  }
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

 private:
  Uploads& uploads_;
  std::string name_;
};

Uploads::Uploads(fs::path folder) : folder_(std::move(folder)), parts_(folder_ / ".parts") {
  fs::create_directories(parts_);
}

void Uploads::add_to(weft::Server& server) {
  server.post("/uploads", [this](Context& c) { return take_form(c); }, {.body = most_of_form});
  server.put("/uploads/{name}", [this](Context& c) { return take_file(c); }, {.body = most_octets});
  server.get("/uploads/{name}", [this](Context& c) { tell(c); });
  server.files("/files", folder_);
}

Task<> Uploads::take_form(Context& c) {
  auto form = c.multipart();
  std::string saved;
  while (auto* part = co_await form.next()) {
    if (!part->filename()) continue;
    const auto name = part->safe_filename();
    const Claim claim(*this, name);
    if (fs::exists(folder_ / name)) throw HttpError(Status::conflict, "there is a file of that name");
    const auto octets = co_await part->save(folder_ / name, most_octets);
    saved += fmt::format("/files/{} {}\n", name, octets);
  }
  c.status(Status::created).text(saved);
}

// Each piece is written while it comes: a disk that is slow holds the client back, and nothing piles up in memory.
Task<> Uploads::take_file(Context& c) {
  const auto name = name_in(c);
  const Claim claim(*this, name);
  const auto part = parts_ / name;
  const auto range = range_of(c);
  if (range.whole.value_or(0) > most_octets) throw HttpError(Status::content_too_large, "50 MB are the most");
  if (range.first > size_of(part)) throw HttpError(Status::range_not_satisfiable, "there are fewer octets than that");
  if (range.whole && fs::exists(part)) fs::resize_file(part, range.first);
  std::ofstream file(part, range.whole ? std::ios::binary | std::ios::app : std::ios::binary);
  while (const auto octets = co_await c.body().read()) {
    file.write(reinterpret_cast<const char*>(octets->data()), static_cast<std::streamsize>(octets->size())).flush();
  }
  file.close();
  if (!file) throw HttpError(Status::internal_server_error, "the file could not be written");
  if (range.whole && size_of(part) != *range.whole) throw HttpError(Status::bad_request, "the length is another one");
  fs::rename(part, folder_ / name);
  c.status(Status::created).set("location", "/files/" + name);
  c.text(fmt::format("{}\n", size_of(folder_ / name)));
}

void Uploads::tell(Context& c) const {
  const auto name = name_in(c);
  const bool is_whole = fs::exists(folder_ / name);
  const auto octets = size_of(is_whole ? folder_ / name : parts_ / name);
  c.json(fmt::format(R"({{"octets": {}, "whole": {}}})", octets, is_whole));
}

}  // namespace uploads
