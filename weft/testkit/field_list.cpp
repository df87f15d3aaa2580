#include <weft/testkit/field_list.hpp>

#include <algorithm>

namespace weft::testkit {

FieldList FieldList::with(std::string_view name, std::string_view value) const {
  FieldList out = *this;
  out.lines_.push_back({std::string(name), std::string(value)});
  return out;
}

FieldList FieldList::starting_with(std::string_view name, std::string_view value) const {
  FieldList out = *this;
  out.lines_.insert(out.lines_.begin(), {std::string(name), std::string(value)});
  return out;
}

FieldList FieldList::without(std::string_view name) const {
  FieldList out = *this;
  std::erase_if(out.lines_, [name](const Line& line) { return line.name == name; });
  return out;
}

FieldList FieldList::replacing(std::string_view name, std::string_view value) const {
  FieldList out = *this;
  const auto found = std::ranges::find(out.lines_, name, &Line::name);
  found->value = value;
  return out;
}

std::vector<Field> FieldList::views() const {
  std::vector<Field> out;
  for (const Line& line : lines_) out.push_back({line.name, line.value});
  return out;
}

FieldList request(std::string_view method, std::string_view path) {
  return FieldList()
      .with(":method", method)
      .with(":scheme", "https")
      .with(":authority", "example.org")
      .with(":path", path);
}

FieldList response(int status) {
  return FieldList().with(":status", std::to_string(status));
}

FieldList trailers() {
  return FieldList().with("x-checksum", "0");
}

}  // namespace weft::testkit
