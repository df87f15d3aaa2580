// The notes of both C++ programs, in SQLite. One connection, which one thread uses at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

struct Note {
  std::int64_t id = 0;
  std::string text;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Note, id, text)

class Notes {
 public:
  Notes() {
    check(sqlite3_open(":memory:", &db_));
    check(sqlite3_exec(db_, "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)", nullptr, nullptr,
                       nullptr));
    check(sqlite3_prepare_v2(db_, "INSERT INTO notes (text) VALUES (?)", -1, &insert_, nullptr));
    check(sqlite3_prepare_v2(db_, "SELECT text FROM notes WHERE id = ?", -1, &select_, nullptr));
  }
  ~Notes() {
    sqlite3_finalize(insert_);
    sqlite3_finalize(select_);
    sqlite3_close(db_);
  }
  Notes(const Notes&) = delete;
  Notes& operator=(const Notes&) = delete;

  Note add(Note note) {
    const std::lock_guard lock(mutex_);
    check(sqlite3_bind_text(insert_, 1, note.text.data(), static_cast<int>(note.text.size()), SQLITE_STATIC));
    if (sqlite3_step(insert_) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(db_));
    note.id = sqlite3_last_insert_rowid(db_);
    sqlite3_reset(insert_);
    return note;
  }
  std::optional<Note> find(std::int64_t id) {
    const std::lock_guard lock(mutex_);
    check(sqlite3_bind_int64(select_, 1, id));
    std::optional<Note> found;
    if (sqlite3_step(select_) == SQLITE_ROW) {
      found = Note{id, reinterpret_cast<const char*>(sqlite3_column_text(select_, 0))};
    }
    sqlite3_reset(select_);
    return found;
  }

 private:
  void check(int result) {
    if (result != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db_));
  }

  std::mutex mutex_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* select_ = nullptr;
};
