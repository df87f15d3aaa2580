// SQLite as the tracker needs it: a statement, its values, and its rows as JSON.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace tracker {

using nlohmann::json;

class Database {
 public:
  explicit Database(const std::string& path) {
    sqlite3* opened = nullptr;
    const int result = sqlite3_open(path.c_str(), &opened);
    handle_.reset(opened);
    check(result);
    query("PRAGMA foreign_keys = ON");
  }

  // From any thread; it blocks. Each row is an object.
  json query(const char* sql, const std::vector<json>& values = {}) {
    const std::lock_guard lock(mutex_);
    sqlite3_stmt* prepared = nullptr;
    check(sqlite3_prepare_v2(handle_.get(), sql, -1, &prepared, nullptr));
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(prepared, sqlite3_finalize);
    int place = 0;
    for (const json& value : values) bind(prepared, ++place, value);
    json rows = json::array();
    int result = sqlite3_step(prepared);
    for (; result == SQLITE_ROW; result = sqlite3_step(prepared)) {
      json& row = rows.emplace_back(json::object());
      for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
        row[sqlite3_column_name(prepared, i)] = column(prepared, i);
      }
    }
    if (result != SQLITE_DONE) check(result);
    return rows;
  }

 private:
  void check(int result) const {
    if (result != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_.get()));
  }
  void bind(sqlite3_stmt* statement, int place, const json& value) const {
    if (value.is_number_integer()) return check(sqlite3_bind_int64(statement, place, value.get<sqlite3_int64>()));
    const auto text = value.get<std::string>();
    check(sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT));
  }
  static json column(sqlite3_stmt* statement, int i) {
    if (sqlite3_column_type(statement, i) == SQLITE_INTEGER) return sqlite3_column_int64(statement, i);
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
    return text == nullptr ? json() : json(text);
  }

  std::mutex mutex_;
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> handle_{nullptr, sqlite3_close};
};

}  // namespace tracker
