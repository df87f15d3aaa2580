#include <weft/server/middlewares/request_id.hpp>

#include <weft/http/octet_set.hpp>
#include <weft/io/hash.hpp>
#include <weft/server/middlewares/lasting_field.hpp>

namespace weft::server {
namespace {

constexpr std::string_view id_field = "x-request-id";
constexpr std::size_t octets_of_id = 16;
constexpr std::size_t longest_id = 128;

bool is_id(std::string_view text) {
  constexpr auto allowed = http::OctetSet().with_letters_and_digits().with("-_.=");
  return !text.empty() && text.size() <= longest_id && allowed.contains_all(text);
}

}  // namespace

Middleware request_id(RequestIdOptions options) {
  return [options](Context& c, Next next) {
    const auto sent = options.from_client ? c.field(id_field) : std::nullopt;
    set_lasting(c, id_field, sent && is_id(*sent) ? std::string(*sent) : io::random_hex(octets_of_id));
    next();
  };
}

std::string_view request_id_of(Context& c) {
  return c.response().fields.find(id_field).value_or(std::string_view());
}

}  // namespace weft::server
