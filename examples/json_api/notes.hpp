// A JSON API: notes that are made, listed page by page, changed and removed. Errors are application/problem+json.
//
//   notes::Notes notes;
//   notes.add_to(server);
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include <nlohmann/json.hpp>

#include <weft/server/server.hpp>

namespace notes {

// As a client sends it.
struct Draft {
  std::string title;
  std::string text;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Draft, title, text)

struct Note {
  std::uint64_t id = 0;
  // It grows with each change.
  unsigned version = 1;
  std::string title;
  std::string text;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Note, id, version, title, text)

class Notes {
 public:
  // The routes; the notes live as long as the server.
  void add_to(weft::Server& server);

 private:
  Note make(const Draft& draft);
  // Throw HttpError: 404 where there is no such note.
  Note find(std::uint64_t id);
  Note change(std::uint64_t id, unsigned version, const Draft& draft);
  void remove(std::uint64_t id);
  nlohmann::json page(std::uint64_t after, std::size_t limit);

  // The server has several threads.
  std::mutex mutex_;
  std::map<std::uint64_t, Note> notes_;
  std::uint64_t last_id_ = 0;
};

}  // namespace notes
