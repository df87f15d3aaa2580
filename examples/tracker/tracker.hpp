// An issue tracker: issues in SQLite, files of up to 50 MB beside them, and news for every browser that is open.
//
//   tracker::Tracker tracker({.folder = "data", .pages = "public", .password = "tea"});
//   tracker.add_to(server);
#pragma once

#include <filesystem>
#include <utility>

#include <weft/server/events/broadcast.hpp>
#include <weft/server/server.hpp>

#include "database.hpp"

namespace tracker {

struct Options {
  std::filesystem::path folder;  // of the database and the files; it is there
  std::filesystem::path pages;   // of the application in the browser
  std::string password;          // of the team
};

class Tracker {
 public:
  explicit Tracker(Options options);
  // The routes; the tracker lives as long as the server.
  void add_to(weft::Server& server);

 private:
  void add_sessions(weft::Server& server);
  void add_issues(weft::server::Group& api);
  void add_files(weft::server::Group& api);

  // The rows of a statement, asked away from the loop.
  template <class... Values>
  weft::Task<json> ask(weft::Context& c, const char* sql, Values... values) {
    std::vector<json> list;
    (list.emplace_back(std::move(values)), ...);
    co_return co_await c.offload([&] { return database_.query(sql, list); });
  }
  // The issue that the path names, or an HttpError.
  weft::Task<json> find(weft::Context& c);
  void tell(const char* what, const json& issue);

  Options options_;
  Database database_;
  weft::Broadcast news_;
};

}  // namespace tracker
