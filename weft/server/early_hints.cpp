#include <weft/http/field_marks.hpp>
#include <weft/server/check_field.hpp>
#include <weft/server/context.hpp>
#include <weft/server/push/push_hint.hpp>

namespace weft {

// RFC 8297 2: "Typically, a server will include the header fields sent in a 103 (Early Hints) response in the final
// response as well."
void Context::early_hints(std::initializer_list<std::string_view> links) {
  if (responded() || links.size() == 0) return;
  http::ResponseHead hints;
  hints.status = http::Status::early_hints;
  for (const std::string_view each : links) {
    const auto link = server::check_field(http::FieldName::link, each);
    hints.fields.add(http::FieldName::link, link, http::Sensitive::no, http::mark::sound);
  }
  for (const Field& field : hints.fields) add(field.name, field.value);
  if (server::takes_early_hints(request())) exchange().respond_interim(hints);
}

}  // namespace weft
