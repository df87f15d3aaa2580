// JSON that is written as it is made: a value is its text, so that a report that is made several times a second costs
// little more than its octets.
//
//   JsonLine json = {{"id", 7}, {"peer", peer}, {"next", ids}};
//   json["streams"] = std::move(streams);              // a member more; it has none of this name yet
//   json.text()                                        // {"id":7,"peer":"192.0.2.1:5","next":[1,3],"streams":[…]}
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace weft::server {

class JsonLine {
 public:
  struct Member;
  class Place;

  // null
  JsonLine() = default;
  JsonLine(std::nullptr_t) {}
  JsonLine(std::initializer_list<Member> members);
  JsonLine(std::same_as<bool> auto value) : text_(value ? "true" : "false") {}
  JsonLine(std::signed_integral auto value) : text_(std::to_string(value)) {}
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  JsonLine(T value) : text_(std::to_string(value)) {}
  // null where it is no number.
  JsonLine(double value);
  // Octets that are no UTF-8 are replaced.
  template <std::convertible_to<std::string_view> T>
  JsonLine(const T& text) : text_() {
    add_string(text);
  }
  template <class T>
  JsonLine(const std::vector<T>& values) : JsonLine(array()) {
    for (const T& each : values) push_back(each);
  }

  static JsonLine object() { return JsonLine(Raw{"{}"}); }
  static JsonLine array() { return JsonLine(Raw{"[]"}); }

  // For an object: json["name"] = value adds a member.
  Place operator[](std::string_view name);
  // For an array.
  void push_back(const JsonLine& value);

  const std::string& text() const { return text_; }

 private:
  struct Raw {
    std::string_view text;
  };
  explicit JsonLine(Raw raw) : text_(raw.text) {}

  void add(std::string_view name, const JsonLine& value);
  // Makes room for one more, before the bracket that ends it.
  void open();
  void add_string(std::string_view text);

  std::string text_ = "null";
};

struct JsonLine::Member {
  std::string_view name;
  JsonLine value;
};

class JsonLine::Place {
 public:
  Place(JsonLine& json, std::string_view name) : json_(json), name_(name) {}
  void operator=(const JsonLine& value) { json_.add(name_, value); }

 private:
  JsonLine& json_;
  std::string_view name_;
};

inline JsonLine::Place JsonLine::operator[](std::string_view name) {
  return {*this, name};
}

}  // namespace weft::server
