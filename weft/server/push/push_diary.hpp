// The diary of pushes on a connection, so that nothing is pushed twice. It is kept from the first push until the
// connection closes: ConnectionNotes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <weft/http/events.hpp>
#include <weft/http/head.hpp>
#include <weft/http/push_outcome.hpp>
#include <weft/server/connection_notes.hpp>
#include <weft/session/server/exchange.hpp>

namespace weft::server {

// A request that was promised.
struct PushedRequest {
  http::Method method = http::Method::get;
  std::string_view authority;
  std::string_view path;
};

class PushDiary {
 public:
  // The oldest go first: no page has so many.
  static constexpr std::size_t most = 128;

  // Null before the first push of the connection.
  static PushDiary* of(ConnectionNotes& notes, std::uint64_t connection);
  static PushDiary& begun(ConnectionNotes& notes, std::uint64_t connection);

  void pushed(const PushedRequest& request, http::MessageId parent);
  void declined(const PushedRequest& request);
  // already_pushed or declined_before; nullopt where the diary has nothing of it.
  std::optional<http::PushOutcome> find(const PushedRequest& request) const;
  // The marks of paths that `parent` has pushed: pushed_cookie.hpp.
  std::vector<std::uint32_t> marks_of(http::MessageId parent) const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint64_t request = 0;
    std::uint32_t mark = 0;
    http::MessageId parent = 0;
    bool declined = false;
  };

  // In order of time.
  std::vector<Entry> entries_;
};

// A push has ended. The client's reset is remembered.
void note_end_of_push(ConnectionNotes& notes, const session::server::Exchange& push);

}  // namespace weft::server
