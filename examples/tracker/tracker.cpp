#include "tracker.hpp"

#include <fmt/format.h>

#include <random>
#include <utility>

#include <weft/server/handlers/files.hpp>
#include <weft/server/json.hpp>
#include <weft/server/middlewares/security_headers.hpp>
#include <weft/server/multipart_form.hpp>

namespace tracker {

using weft::Context;
using weft::HttpError;
using weft::Task;
using weft::http::Status;

namespace {

constexpr std::uint64_t most_json = 64 * 1024;
constexpr std::uint64_t most_of_file = 50 * 1024 * 1024;
constexpr int page_size = 50;

std::string random_name() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

// A field that may be left out keeps its value.
std::string text_of(const json& sent, const char* name, std::string usual) {
  const auto found = sent.find(name);
  if (found == sent.end()) return usual;
  if (!found->is_string()) throw HttpError(Status::bad_request, fmt::format("\"{}\" has to be a text", name));
  return found->get<std::string>();
}

}  // namespace

Tracker::Tracker(Options options) : options_(std::move(options)), database_(options_.folder / "tracker.db") {
  std::filesystem::create_directory(options_.folder / "files");
  for (const char* table : {"session (id TEXT PRIMARY KEY, user TEXT)",
                            "issue (id INTEGER PRIMARY KEY, title TEXT, text TEXT, state TEXT, user TEXT)",
                            "file (id TEXT PRIMARY KEY, name TEXT, octets INTEGER, issue INTEGER REFERENCES issue (id)"
                            " ON DELETE CASCADE)"}) {
    database_.query(("CREATE TABLE IF NOT EXISTS " + std::string(table)).c_str());
  }
}

void Tracker::add_to(weft::Server& server) {
  server.use(weft::server::security_headers());
  server.files("/", options_.pages, {.fallback = "index.html"});
  add_sessions(server);
  auto api = server.group("/api");
  api.use([this](Context& c, weft::Next next) -> Task<> {
    const json found = co_await ask(c, "SELECT user FROM session WHERE id = ?", c.cookie("session").value_or(""));
    if (found.empty()) throw HttpError(Status::unauthorized, "sign in first");
    c.set_user(found.front().at("user").get<std::string>());
    co_await next();
  });
  add_issues(api);
  add_files(api);
  api.get("/events", news_.handler());
  // For those who only want to know how much there is to do.
  server.host("status.localhost").get("/", [this](Context& c) -> Task<> {
    weft::send_json(c, co_await ask(c, "SELECT state, count(*) AS number FROM issue GROUP BY state"));
  });
}

void Tracker::add_sessions(weft::Server& server) {
  server.post("/session", [this](Context& c) -> Task<> {
    const json sent = co_await weft::read_json(c, most_json);
    const auto user = text_of(sent, "user", "");
    if (user.empty() || text_of(sent, "password", "") != options_.password) {
      throw HttpError(Status::forbidden, "the name is missing, or the password is another one");
    }
    const auto session = random_name();
    co_await ask(c, "INSERT INTO session VALUES (?, ?)", session, user);
    c.set_cookie("session", session, {.max_age = std::chrono::hours(8)}).status(Status::no_content);
  });
  server.delete_("/session", [this](Context& c) -> Task<> {
    co_await ask(c, "DELETE FROM session WHERE id = ?", c.cookie("session").value_or(""));
    c.clear_cookie("session").status(Status::no_content);
  });
}

void Tracker::add_issues(weft::server::Group& api) {
  api.get("/issues", [this](Context& c) -> Task<> {
    const auto state = c.query("state").value_or("open");
    const int page = c.require_query<std::optional<int>>("page").value_or(1);
    if (page < 1) throw HttpError(Status::bad_request, "the first page is 1");
    const json found =
        co_await ask(c, "SELECT id, title, state, user FROM issue WHERE state = ? ORDER BY id DESC LIMIT ? OFFSET ?",
                     state, page_size, (page - 1) * std::int64_t{page_size});
    weft::send_json(c, found);
  });
  api.post("/issues", [this](Context& c) -> Task<> {
    const json sent = co_await weft::read_json(c, most_json);
    const auto title = text_of(sent, "title", "");
    if (title.empty()) throw HttpError(Status::bad_request, "\"title\" is missing");
    const json made =
        co_await ask(c, "INSERT INTO issue (title, text, state, user) VALUES (?, ?, 'open', ?) RETURNING *", title,
                     text_of(sent, "text", ""), std::string(c.user()));
    tell("made", made.front());
    c.status(Status::created).set("location", fmt::format("/api/issues/{}", made.front().at("id").get<int>()));
    weft::send_json(c, made.front());
  });
  api.get("/issues/{id}", [this](Context& c) -> Task<> {
    json issue = co_await find(c);
    issue["files"] = co_await ask(c, "SELECT id, name, octets FROM file WHERE issue = ?", issue.at("id"));
    weft::send_json(c, issue);
  });
  api.patch("/issues/{id}", [this](Context& c) -> Task<> {
    json issue = co_await find(c);
    const json sent = co_await weft::read_json(c, most_json);
    for (const char* name : {"title", "text", "state"}) issue[name] = text_of(sent, name, issue.at(name));
    if (issue["state"] != "open" && issue["state"] != "closed") {
      throw HttpError(Status::bad_request, "\"state\" is open or closed");
    }
    co_await ask(c, "UPDATE issue SET title = ?, text = ?, state = ? WHERE id = ?", issue["title"], issue["text"],
                 issue["state"], issue["id"]);
    tell("changed", issue);
    weft::send_json(c, issue);
  });
  api.delete_("/issues/{id}", [this](Context& c) -> Task<> {
    const json issue = co_await find(c);
    co_await ask(c, "DELETE FROM issue WHERE id = ?", issue.at("id"));
    tell("gone", issue);
    c.status(Status::no_content);
  });
}

void Tracker::add_files(weft::server::Group& api) {
  const auto upload = [this](Context& c) -> Task<> {
    const json issue = co_await find(c);
    auto form = c.multipart();
    json saved = json::array();
    while (auto* part = co_await form.next()) {
      if (!part->filename()) continue;
      const auto id = random_name();
      const auto octets = co_await part->save(options_.folder / "files" / id, most_of_file);
      saved.push_back({{"id", id}, {"name", part->safe_filename()}, {"octets", octets}});
      co_await ask(c, "INSERT INTO file VALUES (?, ?, ?, ?)", id, part->safe_filename(), octets, issue.at("id"));
    }
    tell("changed", issue);
    c.status(Status::created);
    weft::send_json(c, saved);
  };
  api.post("/issues/{id}/files", upload, {.body = most_of_file + most_json});
  api.files("/files", options_.folder / "files");
}

Task<json> Tracker::find(Context& c) {
  const json found = co_await ask(c, "SELECT * FROM issue WHERE id = ?", c.require_param<std::int64_t>("id"));
  if (found.empty()) throw HttpError(Status::not_found, "there is no such issue");
  co_return found.front();
}

void Tracker::tell(const char* what, const json& issue) {
  news_.publish({issue.dump(), what});
}

}  // namespace tracker
