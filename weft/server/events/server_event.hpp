// An event of an event stream, and its octets there: WHATWG HTML, 9.2 "Server-sent events".
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace weft {

// What is published: with data alone, or {.data = text, .name = "order"}.
struct ServerEvent {
  ServerEvent(std::string_view its_data, std::string_view its_name = {}, std::string_view its_id = {})
      : data(its_data), name(its_name), id(its_id) {}
  ServerEvent(const char* its_data, std::string_view its_name = {}, std::string_view its_id = {})
      : ServerEvent(std::string_view(its_data), its_name, its_id) {}
  ServerEvent(const std::string& its_data, std::string_view its_name = {}, std::string_view its_id = {})
      : ServerEvent(std::string_view(its_data), its_name, its_id) {}

  // Any number of lines.
  std::string_view data;
  // The type by which a page listens: `addEventListener("order", …)`. Empty: "message".
  std::string_view name;
  // By which a client that comes back says where it was. Empty: one is made.
  std::string_view id;
};

// One that was published. All followers share it.
struct PublishedEvent {
  std::string id;
  std::string name;
  std::string data;
  // As it goes on the wire.
  std::string text;
};

using PublishedEventPtr = std::shared_ptr<const PublishedEvent>;

namespace server {

// Throws std::invalid_argument for a name or an id with an end of a line, or an id with a NUL.
std::string event_text(const ServerEvent& event);

}  // namespace server
}  // namespace weft
