// Named values that a client has sent: of a query, a form or a path.
//
//   auto form = co_await c.body().form(64 * 1024);        if (!form) co_return c.error(form.error());
//   form->find("name")                                    // the first value, decoded; nullopt without one
//   form->all("tag")                                      // each value of a name
//   form->get<int>("age")                                 // Result<int, HttpError>: absent or no number is 400
//   form->require<int>("age")                             // the same, and the failure is thrown
//   form->require<std::optional<int>>("age")              // absent is nullopt, no number is 400
//   for (const auto& [name, value] : *form) …             // all, in their order
//
// Coding is that of http/form.hpp: "+" is a space, bad escapes stay as they are, and octets of any kind come through.
// Typed values are exact: weft/base/value_text.hpp tells which types there are, and how a program adds its own. Of
// these, std::string is UTF-8 without NUL. A name with several values gives its first.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/base/value_text.hpp>
#include <weft/http/form.hpp>
#include <weft/server/http_error.hpp>

namespace weft::server {

// 400: `"page" is missing in the query`.
HttpError missing_value(std::string_view name, std::string_view place);
// 400: `"page" in the query is not a whole number …`.
HttpError wrong_value(std::string_view name, std::string_view place, std::string_view expected);

template <class T>
struct OptionalValue {
  static constexpr bool is_one = false;
  using Type = T;
};
template <class T>
struct OptionalValue<std::optional<T>> {
  static constexpr bool is_one = true;
  using Type = T;
};

// `place` is for the sentence: "query".
template <class T>
Result<T, HttpError> typed_value(const std::optional<std::string>& text, std::string_view name,
                                 std::string_view place) {
  using Optional = OptionalValue<T>;
  using Value = typename Optional::Type;
  static_assert(HasValueText<Value>, "no text becomes this type: specialise weft::ValueText, of base/value_text.hpp");
  if (!text) {
    if constexpr (Optional::is_one) return T();
    return fail(missing_value(name, place));
  }
  auto value = ValueText<Value>::parse(*text);
  if (!value) return fail(wrong_value(name, place, ValueText<Value>::expected()));
  return T(*std::move(value));
}

template <class T>
T value_or_throw(Result<T, HttpError> value) {
  if (!value) throw std::move(value).error();
  return *std::move(value);
}

class Values {
 public:
  using Pair = std::pair<std::string, std::string>;
  class Iterator;

  // `place` lives for ever.
  Values(std::string encoded, std::string_view place) : encoded_(std::move(encoded)), place_(place) {}

  std::optional<std::string> find(std::string_view name) const { return http::form_value(encoded_, name); }
  std::vector<std::string> all(std::string_view name) const;

  template <class T>
  Result<T, HttpError> get(std::string_view name) const {
    return typed_value<T>(find(name), name, place_);
  }
  template <class T = std::string>
  T require(std::string_view name) const {
    return value_or_throw(get<T>(name));
  }

  // As sent.
  const std::string& encoded() const { return encoded_; }

  // Pairs are decoded one by one, so that many of them take no memory.
  Iterator begin() const;
  std::default_sentinel_t end() const { return {}; }

 private:
  std::string encoded_;
  std::string_view place_;
};

class Values::Iterator {
 public:
  using value_type = Pair;
  using difference_type = std::ptrdiff_t;

  explicit Iterator(std::string_view rest) : rest_(rest) { ++*this; }

  const Pair& operator*() const { return *pair_; }
  const Pair* operator->() const { return &*pair_; }
  Iterator& operator++();
  void operator++(int) { ++*this; }
  friend bool operator==(const Iterator& iterator, std::default_sentinel_t) { return !iterator.pair_; }

 private:
  std::string_view rest_;
  std::optional<Pair> pair_;
};

inline Values::Iterator Values::begin() const {
  return Iterator(encoded_);
}

}  // namespace weft::server
