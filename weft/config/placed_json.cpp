#include <weft/config/placed_json.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace weft::config {

namespace {

using nlohmann::json;
constexpr std::size_t npos = std::string::npos;

// Counts what the parser has taken.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const std::string& text, std::size_t at, std::size_t* taken) : text_(&text), at_(at), taken_(taken) {}

  reference operator*() const { return (*text_)[at_]; }
  Cursor& operator++() {
    *taken_ = ++at_;
    return *this;
  }
  Cursor operator++(int) {
    const Cursor before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const Cursor& a, const Cursor& b) { return a.at_ == b.at_; }
  friend bool operator!=(const Cursor& a, const Cursor& b) { return !(a == b); }

 private:
  const std::string* text_;
  std::size_t at_;
  std::size_t* taken_;
};

class Builder final : public nlohmann::json_sax<json> {
 public:
  Builder(const std::string& text, const std::size_t& taken) : text_(text), taken_(taken) {}

  bool null() override { return add(Kind::nothing); }
  bool boolean(bool value) override { return add(Kind::boolean, value ? "true" : "false"); }
  bool number_integer(json::number_integer_t value) override { return add(Kind::number, std::to_string(value)); }
  bool number_unsigned(json::number_unsigned_t value) override { return add(Kind::number, std::to_string(value)); }
  bool number_float(json::number_float_t /*value*/, const std::string& digits) override {
    return add(Kind::number, digits);
  }
  bool string(std::string& value) override { return add(Kind::text, std::move(value)); }
  bool binary(json::binary_t& /*never in text*/) override { return false; }
  bool start_object(std::size_t /*unknown*/) override { return open(Kind::object); }
  bool start_array(std::size_t /*unknown*/) override { return open(Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    name_ = std::move(name);
    name_offset_ = begin_of_token();
    seen_ = taken_;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/, const nlohmann::detail::exception&) override {
    throw JsonError(position == 0 ? 0 : position - 1, "not JSON");
  }

  PlacedJson take() { return std::move(root_); }

 private:
  using Kind = PlacedJson::Kind;

  bool add(Kind kind, std::string text = {}) {
    PlacedJson value{kind, begin_of_token(), std::move(text)};
    seen_ = taken_;
    if (open_.empty()) {
      root_ = std::move(value);
      last_ = &root_;
      return true;
    }
    PlacedJson& parent = *open_.back();
    if (parent.kind == Kind::object) {
      parent.names.push_back(std::move(name_));
      parent.name_offsets.push_back(name_offset_);
    }
    parent.items.push_back(std::move(value));
    last_ = &parent.items.back();
    return true;
  }
  bool open(Kind kind) {
    add(kind);
    open_.push_back(last_);
    return true;
  }
  // The items of the parent do not grow before this, so that the pointer is still right.
  bool close() {
    open_.pop_back();
    seen_ = taken_;
    return true;
  }

  // The first octet behind the last token that is neither space nor punctuation.
  std::size_t begin_of_token() const {
    const std::size_t at = text_.find_first_not_of(" \t\r\n,:", seen_);
    return at == std::string::npos ? text_.size() : at;
  }

  const std::string& text_;
  const std::size_t& taken_;
  std::size_t seen_ = 0;
  std::string name_;
  std::size_t name_offset_ = 0;
  PlacedJson root_;
  PlacedJson* last_ = nullptr;
  std::vector<PlacedJson*> open_;
};

}  // namespace

namespace {

// Where a comment ends that begins there; `at` where none does.
std::size_t end_of_comment(const std::string& text, std::size_t at) {
  if (text.compare(at, 2, "//") == 0) return std::min(text.find('\n', at), text.size());
  const std::size_t end = text.compare(at, 2, "/*") == 0 ? text.find("*/", at + 2) : npos;
  return end == npos ? at : end + 2;
}

// Behind the quotation mark that ends the string.
std::size_t end_of_string(const std::string& text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return std::min(at + 1, text.size());
}

// Spaces in place of what JSON does not have, so that all else stays where it is.
std::string as_json(std::string text) {
  constexpr std::string_view spaces = " \t\r\n";
  std::size_t last = npos;
  std::size_t comma = npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_comment(text, at);
    if (end > at) {
      std::replace_if(&text[at], &text[at] + (end - at), [](char c) { return c != '\n'; }, ' ');
      at = end;
      continue;
    }
    const char c = text[at];
    const bool closes = c == ']' || c == '}';
    if (closes && comma != npos && comma == last) text[comma] = ' ';
    const bool is_behind_value = last != npos && std::string_view("[{,:").find(text[last]) == npos;
    if (c == ',' && is_behind_value) comma = at;
    if (spaces.find(c) == npos) last = at;
    at = c == '"' ? end_of_string(text, at) : at + 1;
    if (c == '"') last = at - 1;
  }
  return text;
}

}  // namespace

PlacedJson parse_placed(const std::string& written) {
  const std::string text = as_json(written);
  std::size_t taken = 0;
  Builder builder(text, taken);
  json::sax_parse(Cursor(text, 0, &taken), Cursor(text, text.size(), &taken), &builder);
  return builder.take();
}

}  // namespace weft::config
