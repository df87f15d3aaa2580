#include <weft/client/push/pushed.hpp>

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include <weft/http/text.hpp>

namespace weft::client {

namespace {

using http::FieldName;

std::string text_of(const http::Fields& fields, FieldName name) {
  return std::string(fields.find(name).value_or(""));
}

// RFC 9111 4.1: "adding or removing whitespace, where allowed in the header field's syntax", and "combining multiple
// header field lines with the same field name". A comma inside of a quoted string makes no difference to that.
std::optional<std::string> combined(const http::Fields& fields, std::string_view name) {
  std::optional<std::string> all;
  for (const Field& field : fields) {
    if (!http::equals_ignoring_case(field.name, name)) continue;
    if (!all) all.emplace();
    for (std::string_view rest = field.value; const auto element = http::next_element(rest);) {
      if (element->empty()) continue;
      *all += *element;
      *all += ',';
    }
  }
  return all;
}

}  // namespace

Credentials credentials_of(const Request& request) {
  return {.cookies = request.cookies,
          .cookie = text_of(request.fields, FieldName::cookie),
          .authorization = text_of(request.fields, FieldName::authorization)};
}

std::chrono::seconds Pushed::age(Time now) const {
  return caching.initial_age + std::chrono::floor<std::chrono::seconds>(now - received);
}

bool Pushed::is_fresh(Time now) const {
  return caching.is_fresh(std::chrono::floor<std::chrono::seconds>(now - received));
}

std::size_t Pushed::octets() const {
  return sizeof(Pushed) + fields.capacity() + response.fields.capacity() + response.trailers.capacity() +
         response.body.size() + 2 * url.target.size();
}

std::string key_of(http::Method method, const http::Url& url) {
  std::string host = url.host;
  std::transform(host.begin(), host.end(), host.begin(), http::to_lower);
  return fmt::format("{} {}://{}:{}{}", http::to_string(method), http::to_string(url.scheme), host, url.port,
                     url.target);
}

bool may_take_pushed(const Request& request) {
  const bool is_retrieval = request.method == http::Method::get || request.method == http::Method::head;
  if (!is_retrieval || request.content || !request.trailers.empty() || !request.authority.empty()) return false;
  const bool is_secure = request.url.scheme == http::Scheme::https;
  if (!protocols_for(request.version, request.policy, is_secure).http2) return false;
  constexpr std::array special{FieldName::cache_control, FieldName::pragma,
                               FieldName::range,         FieldName::if_match,
                               FieldName::if_none_match, FieldName::if_modified_since,
                               FieldName::if_range,      FieldName::if_unmodified_since};
  return std::none_of(special.begin(), special.end(),
                      [&](FieldName name) { return request.fields.find(name).has_value(); });
}

bool has_the_same_fields(const Pushed& pushed, const http::Fields& sent) {
  for (const Field& field : pushed.response.fields) {
    if (field.name != http::to_string(FieldName::vary)) continue;
    for (std::string_view rest = field.value; const auto name = http::next_element(rest);) {
      // RFC 9111 4.1: "A stored response with a Vary header field value containing a member "*" always fails to match."
      if (*name == "*" || combined(pushed.fields, *name) != combined(sent, *name)) return false;
    }
  }
  return true;
}

}  // namespace weft::client
