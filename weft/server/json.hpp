// Bodies of JSON, by nlohmann-json, which only programs that include this header need.
//
//   const auto order = co_await weft::read_json<Order>(c, 64 * 1024);     // by the from_json() of the type
//   weft::send_json(c, order);                                            // by its to_json()
//
// The types are those that nlohmann-json knows: its own nlohmann::json, numbers, std::string, vectors, maps, and a
// program's own with NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE or with functions from_json() and to_json(). A program with
// another library specialises weft::JsonText for its types:
//
//   template <>
//   struct weft::JsonText<Order> {
//     static Order parse(std::string_view text);          // throws weft::BadJson
//     static std::string print(const Order& order);
//   };
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <weft/base/place_in.hpp>
#include <weft/http/parameters.hpp>
#include <weft/server/context.hpp>

namespace weft {

// What is wrong with a text, and where: "it is not JSON at line:column 3:7".
class BadJson : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Arrays and objects in each other. A value is copied and printed by recursion, which a deeper one could make overflow
// the stack.
inline constexpr int most_json_levels = 200;

template <class T>
struct JsonText {
  static T parse(std::string_view text) {
    try {
      auto value = nlohmann::json::parse(text, check_level);
      if constexpr (std::same_as<T, nlohmann::json>) {
        return value;
      } else {
        return value.template get<T>();
      }
    } catch (const nlohmann::json::parse_error& error) {
      // `byte` counts from 1, and is behind the end for a text that was cut short.
      throw BadJson("is not JSON at " + place_in(text, error.byte == 0 ? 0 : error.byte - 1));
    } catch (const nlohmann::json::exception& error) {
      throw BadJson("is not what is expected: " + without_mark(error.what()));
    }
  }
  static std::string print(const T& value) {
    return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

 private:
  // `level` counts what is around the value.
  static bool check_level(int level, nlohmann::json::parse_event_t event, nlohmann::json&) {
    using Event = nlohmann::json::parse_event_t;
    const bool begins_one = event == Event::array_start || event == Event::object_start;
    if (begins_one && level >= most_json_levels) {
      throw BadJson("has more than " + std::to_string(most_json_levels) + " levels of arrays and objects");
    }
    return true;
  }
  // "[json.exception.type_error.302] type must be …"
  static std::string without_mark(std::string_view text) {
    const std::size_t mark = text.find("] ");
    return std::string(mark == text.npos ? text : text.substr(mark + 2));
  }
};

namespace server {

// RFC 8259 11 and RFC 6839 3.1: "application/json" and types that end in "+json".
inline bool is_json(std::optional<std::string_view> content_type) {
  if (!content_type) return false;
  const auto type = http::without_parameters(*content_type);
  constexpr std::string_view suffix = "+json";
  return http::media_type_is(type, "application/json") ||
         (type.size() > suffix.size() && http::media_type_is(type.substr(type.size() - suffix.size()), suffix));
}

}  // namespace server

// The body as a value. Throws HttpError, which is the answer where it leaves the handler: 415 for a content-type other
// than application/json and …+json, 413 beyond `limit` octets, 400 for a text that is not JSON, with its place, and for
// JSON that is not a T or has more than `most_json_levels` levels.
template <class T = nlohmann::json>
Task<T> read_json(Context& c, std::size_t limit) {
  if (!server::is_json(c.field(http::FieldName::content_type))) {
    throw HttpError(http::Status::unsupported_media_type, "the body has to be application/json");
  }
  const auto text = co_await c.body().text(limit);
  if (!text) throw HttpError(text.error(), "the body has more octets than it may");
  std::optional<T> value;
  try {
    value.emplace(JsonText<T>::parse(*text));
  } catch (const BadJson& bad) {
    throw HttpError(http::Status::bad_request, std::string("the body ") + bad.what());
  }
  co_return *std::move(value);
}

// Answers with the value as application/json. Text that is not UTF-8 has U+FFFD in its place.
template <class T>
void send_json(Context& c, const T& value) {
  c.json(JsonText<T>::print(value));
}

}  // namespace weft
