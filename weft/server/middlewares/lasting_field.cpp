#include <weft/server/middlewares/lasting_field.hpp>

#include <weft/http/field_marks.hpp>
#include <weft/http/text.hpp>
#include <weft/server/check_field.hpp>

namespace weft::server {
namespace {

constexpr std::uint8_t lasting_marks = http::mark::sound | http::mark::lasting;

}  // namespace

void set_lasting(Context& c, std::string_view name, std::string_view value) {
  const auto checked = check_field(name, value);
  auto& fields = c.response().fields;
  fields.set(http::lower_case(name, fields.arena()), checked, lasting_marks);
}

void add_lasting(Context& c, std::string_view name, std::string_view value) {
  const auto checked = check_field(name, value);
  auto& fields = c.response().fields;
  fields.add(http::lower_case(name, fields.arena()), checked, http::Sensitive::no, lasting_marks);
}

}  // namespace weft::server
