// A form says once what the value of a key may be: it reads the value, writes it again, and tells its JSON Schema.
//
//   const Form<Point> form = Object<Point>("a point")
//       .member("X", "How far east", whole<unsigned>(0, 99), [](auto& point) -> auto& { return point.x; })
//       .member("Y", "How far north", whole<unsigned>(0, 99), [](auto& point) -> auto& { return point.y; })
//       .form();
//   Places places;
//   form.read(point, parse_placed(text), places);       // throws JsonError
//   form.write(point, {});                              // the members that differ from those of Point()
//
// Names of members and of words are taken in any case.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weft/config/placed_json.hpp>
#include <weft/config/values.hpp>

namespace weft::config {

// Remembers where each value was said: "Limits:Http2:MaxFrameSize" and its offset.
class Places {
 public:
  // From here to its end, what is read belongs to the member `name`. Without a name it belongs to the object around.
  class Inside {
   public:
    Inside(Places& places, std::string_view name, const PlacedJson& value);
    ~Inside() { places_.path_.resize(outer_); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    Places& places_;
    std::size_t outer_;
  };

  const std::map<std::string, std::size_t>& offsets() const { return offsets_; }

 private:
  std::string path_;
  std::map<std::string, std::size_t> offsets_;
};

using Origins = std::map<std::string, std::string, std::less<>>;

// How a value is written.
struct Writing {
  // With these, all members are written, each with its origin: as they say, or the default. Null: those that differ.
  const Origins* origins = nullptr;
  std::string path = {};
  std::size_t depth = 0;

  Writing inside(std::string_view name) const;
};

// A member of an object as it is written.
struct Written {
  std::string_view name;
  std::string text;
  Writing writing;
};
// Neither nothing nor an empty text, list or object.
bool says_something(std::string_view written);
std::string in_braces(const std::vector<Written>& members, const Writing& writing);

std::string with_description(const std::string& schema, std::string_view description);
std::string schema_of_object(const std::vector<std::pair<std::string_view, std::string_view>>& properties,
                             const std::vector<std::string_view>& needed);
void check_presence(const PlacedJson& object, std::string_view name);

template <class T>
struct Form {
  std::function<void(T& into, const PlacedJson& value, Places& places)> read;
  // JSON. Empty: there is nothing to say.
  std::function<std::string(const T& from, const Writing& writing)> write;
  // JSON.
  std::string schema;
};

// An object, member by member.
template <class T>
class Object {
 public:
  // `what` says what it is: "expected an endpoint: an object".
  explicit Object(std::string what) : what_(std::move(what)) {}

  // `first` gives the place in a T that takes the value; `others` take the same one.
  template <class Value, class First, class... Others>
  Object& member(std::string_view name, std::string_view meaning, Form<Value> form, First first, Others... others) {
    members_.push_back({name, with_description(form.schema, meaning), nullptr, nullptr});
    members_.back().read = [=](T& into, const PlacedJson& value, Places& places) {
      const Places::Inside inside(places, name, value);
      form.read(first(into), value, places);
      ((others(into) = static_cast<std::remove_reference_t<decltype(others(into))>>(first(into))), ...);
    };
    members_.back().write = [=](const T& from, const Writing& writing) { return form.write(first(from), writing); };
    return *this;
  }
  // Another place where the members of `form` may stand. It is never written.
  Object& also_inside(std::string_view name, std::string_view meaning, Form<T> form) {
    members_.push_back({name, with_description(form.schema, meaning), form.read, nullptr});
    return *this;
  }
  Object& needs(std::string_view name) {
    needed_.push_back(name);
    return *this;
  }
  // Looks at the object as a whole, once it has been read. May throw JsonError.
  Object& then(std::function<void(T& read, const PlacedJson& object)> then) {
    then_ = std::move(then);
    return *this;
  }

  Form<T> form() const {
    const auto shared = std::make_shared<const Object>(*this);
    return {[shared](T& into, const PlacedJson& value, Places& places) { shared->read(into, value, places); },
            [shared](const T& from, const Writing& writing) { return shared->write(from, writing); }, schema()};
  }

 private:
  struct Member {
    std::string_view name;
    std::string schema;
    std::function<void(T& into, const PlacedJson& value, Places& places)> read;
    std::function<std::string(const T& from, const Writing& writing)> write;
  };

  void read(T& into, const PlacedJson& object, Places& places) const {
    check_object(object, what_);
    for (std::size_t i = 0; i < object.items.size(); ++i) {
      find_key(object, i, members_, is_same_word).read(into, object.items[i], places);
    }
    for (const std::string_view name : needed_) check_presence(object, name);
    if (then_) then_(into, object);
  }

  std::string write(const T& from, const Writing& writing) const {
    const T usual{};
    std::vector<Written> lines;
    for (const Member& each : members_) {
      if (!each.write) continue;
      const Writing inside = writing.inside(each.name);
      std::string text = each.write(from, inside);
      const bool differs = !text.empty() && text != each.write(usual, inside);
      const bool is_told = writing.origins != nullptr && says_something(text);
      if (differs || is_told) lines.push_back({each.name, std::move(text), inside});
    }
    return in_braces(lines, writing);
  }

  std::string schema() const {
    std::vector<std::pair<std::string_view, std::string_view>> properties;
    for (const Member& each : members_) properties.emplace_back(each.name, each.schema);
    return schema_of_object(properties, needed_);
  }

  std::string what_;
  std::vector<Member> members_;
  std::vector<std::string_view> needed_;
  std::function<void(T&, const PlacedJson&)> then_;
};

}  // namespace weft::config
