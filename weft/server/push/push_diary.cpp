#include <weft/server/push/push_diary.hpp>

#include <algorithm>
#include <functional>
#include <string>

#include <weft/http/method.hpp>
#include <weft/server/push/pushed_cookie.hpp>

namespace weft::server {
namespace {

// Its address is the key among the notes.
constexpr char diary_key = 0;

// Two requests of one number are taken for the same: the client asks for the second by itself.
std::uint64_t number_of(const PushedRequest& request) {
  std::string text(http::to_string(request.method));
  text.append(" ").append(request.authority).append(request.path);
  return std::hash<std::string>()(text);
}

}  // namespace

PushDiary* PushDiary::of(ConnectionNotes& notes, std::uint64_t connection) {
  return static_cast<PushDiary*>(notes.find(connection, &diary_key));
}

PushDiary& PushDiary::begun(ConnectionNotes& notes, std::uint64_t connection) {
  auto& note = notes.at(connection, &diary_key);
  if (note == nullptr) note = std::make_shared<PushDiary>();
  return *static_cast<PushDiary*>(note.get());
}

void PushDiary::pushed(const PushedRequest& request, http::MessageId parent) {
  if (entries_.size() == most) entries_.erase(entries_.begin());
  entries_.push_back({number_of(request), pushed_mark(request.path), parent, false});
}

void PushDiary::declined(const PushedRequest& request) {
  const auto entry = std::ranges::find(entries_, number_of(request), &Entry::request);
  if (entry != entries_.end()) entry->declined = true;
}

std::optional<http::PushOutcome> PushDiary::find(const PushedRequest& request) const {
  const auto entry = std::ranges::find(entries_, number_of(request), &Entry::request);
  if (entry == entries_.end()) return std::nullopt;
  return entry->declined ? http::PushOutcome::declined_before : http::PushOutcome::already_pushed;
}

std::vector<std::uint32_t> PushDiary::marks_of(http::MessageId parent) const {
  std::vector<std::uint32_t> marks;
  for (const Entry& entry : entries_) {
    if (entry.parent == parent) marks.push_back(entry.mark);
  }
  return marks;
}

void note_end_of_push(ConnectionNotes& notes, const session::server::Exchange& push) {
  if (!push.declined()) return;
  PushDiary* const diary = PushDiary::of(notes, push.facts().id);
  const http::RequestHead& request = push.request();
  if (diary != nullptr) diary->declined({request.method, request.authority, request.path});
}

}  // namespace weft::server
