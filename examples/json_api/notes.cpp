#include "notes.hpp"

#include <optional>
#include <string_view>

#include <fmt/format.h>

#include <weft/base/value_text.hpp>
#include <weft/server/json.hpp>

namespace notes {

using weft::Context;
using weft::HttpError;
using weft::Task;
using weft::http::Status;

namespace {

constexpr std::size_t most_json = 64 * 1024;
constexpr std::size_t longest_page = 100;

Task<Draft> read_draft(Context& c) {
  auto draft = co_await weft::read_json<Draft>(c, most_json);
  if (draft.title.empty()) throw HttpError(Status::bad_request, "\"title\" must not be empty");
  co_return draft;
}

std::string etag_of(const Note& note) {
  return fmt::format("\"{}\"", note.version);
}

void send_note(Context& c, const Note& note) {
  c.set("etag", etag_of(note));
  weft::send_json(c, note);
}

// RFC 9110 13.1.1: the version that the client has seen, so that nobody's change is lost.
unsigned version_of(Context& c) {
  const auto tag = c.field("if-match").value_or("");
  const bool is_quoted = tag.size() > 2 && tag.front() == '"' && tag.back() == '"';
  const auto version =
      is_quoted ? weft::ValueText<unsigned>::parse(tag.substr(1, tag.size() - 2)) : std::optional<unsigned>();
  if (!version) throw HttpError(Status::bad_request, "if-match has to be the etag of the note");
  return *version;
}

}  // namespace

void Notes::add_to(weft::Server& server) {
  server.on_error(weft::server::problem_json);
  server.get("/notes", [this](Context& c) {
    const auto after = c.require_query<std::optional<std::uint64_t>>("after").value_or(0);
    const auto limit = c.require_query<std::optional<std::size_t>>("limit").value_or(20);
    if (limit == 0 || limit > longest_page) {
      throw HttpError(Status::bad_request, fmt::format("\"limit\" is from 1 to {}", longest_page));
    }
    weft::send_json(c, page(after, limit));
  });
  server.post("/notes", [this](Context& c) -> Task<> {
    const auto made = make(co_await read_draft(c));
    c.status(Status::created).set("location", fmt::format("/notes/{}", made.id));
    send_note(c, made);
  });
  server.get("/notes/{id}", [this](Context& c) { send_note(c, find(c.require_param<std::uint64_t>("id"))); });
  server.put("/notes/{id}", [this](Context& c) -> Task<> {
    const auto id = c.require_param<std::uint64_t>("id");
    const auto version = version_of(c);
    send_note(c, change(id, version, co_await read_draft(c)));
  });
  server.delete_("/notes/{id}", [this](Context& c) {
    remove(c.require_param<std::uint64_t>("id"));
    c.status(Status::no_content);
  });
}

Note Notes::make(const Draft& draft) {
  const std::lock_guard lock(mutex_);
  const auto id = ++last_id_;
  return notes_[id] = {.id = id, .title = draft.title, .text = draft.text};
}

Note Notes::find(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = notes_.find(id);
  if (found == notes_.end()) throw HttpError(Status::not_found, "there is no such note");
  return found->second;
}

Note Notes::change(std::uint64_t id, unsigned version, const Draft& draft) {
  const std::lock_guard lock(mutex_);
  const auto found = notes_.find(id);
  if (found == notes_.end()) throw HttpError(Status::not_found, "there is no such note");
  if (found->second.version != version) {
    throw HttpError(Status::precondition_failed, "the note has been changed meanwhile");
  }
  return found->second = {.id = id, .version = version + 1, .title = draft.title, .text = draft.text};
}

void Notes::remove(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  if (notes_.erase(id) == 0) throw HttpError(Status::not_found, "there is no such note");
}

nlohmann::json Notes::page(std::uint64_t after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  auto list = nlohmann::json::array();
  auto next = notes_.upper_bound(after);
  for (; next != notes_.end() && list.size() < limit; ++next) list.push_back(next->second);
  const bool is_last = next == notes_.end();
  return {{"notes", list}, {"after", is_last ? nlohmann::json() : list.back().at("id")}};
}

}  // namespace notes
