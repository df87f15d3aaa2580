// A field section as a test writes it down, valid or not.
//
//   request("GET", "/")                          :method :scheme :authority :path
//   request("POST").with("content-length", "5").without(":path")
//   response(200)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weft/base/field.hpp>

namespace weft::testkit {

class FieldList {
 public:
  // Another field at the end, or at the beginning.
  FieldList with(std::string_view name, std::string_view value) const;
  FieldList starting_with(std::string_view name, std::string_view value) const;
  FieldList without(std::string_view name) const;
  // Another value for the first field of that name.
  FieldList replacing(std::string_view name, std::string_view value) const;

  // Valid while the list lives and is not changed.
  std::vector<Field> views() const;

 private:
  struct Line {
    std::string name;
    std::string value;
  };
  std::vector<Line> lines_;
};

FieldList request(std::string_view method, std::string_view path = "/");
FieldList response(int status);
// A section without pseudo-fields.
FieldList trailers();

}  // namespace weft::testkit
