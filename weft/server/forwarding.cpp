#include <weft/server/forwarding.hpp>

#include <algorithm>
#include <optional>

#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

namespace weft::server {
namespace {

// The last element of a list, which goes. A comma within quotation marks is none of the list's. A proxy that is trusted
// has written well what stands behind the element: so the search from the end finds the proxy's own commas, whatever a
// client has sent before them.
std::string_view take_last(std::string_view& list) {
  bool is_quoted = false;
  std::size_t begin = list.size();
  for (; begin != 0 && (is_quoted || list[begin - 1] != ','); --begin)
    is_quoted = is_quoted != (list[begin - 1] == '"');
  const std::string_view element = list.substr(begin);
  list = list.substr(0, begin == 0 ? 0 : begin - 1);
  return http::trim(element);
}

// RFC 7239 6: node = nodename [ ":" node-port ], with IPv6 in brackets. Some proxies write IPv6 without.
std::optional<std::string_view> address_of_node(std::string_view node) {
  if (node.starts_with('[')) {
    const auto end = node.find(']');
    if (end == node.npos) return std::nullopt;
    node = node.substr(1, end - 1);
  } else if (std::ranges::count(node, ':') == 1) {
    node = node.substr(0, node.find(':'));
  }
  if (!io::ip_address_of(node)) return std::nullopt;
  return node;
}

// RFC 7239 4: value = token / quoted-string. No address has an octet that needs a backslash, and outside of quotation
// marks no value has one.
std::optional<std::string_view> take_value(std::string_view& pairs) {
  if (!pairs.starts_with('"')) {
    const std::string_view value = pairs.substr(0, pairs.find(';'));
    pairs.remove_prefix(value.size());
    if (value.empty() || value.find_first_of("\"\\") != value.npos) return std::nullopt;
    return value;
  }
  std::size_t end = 1;
  while (end < pairs.size() && pairs[end] != '"') end += pairs[end] == '\\' ? std::size_t{2} : 1;
  if (end >= pairs.size()) return std::nullopt;
  const std::string_view value = pairs.substr(1, end - 1);
  pairs.remove_prefix(end + 1);
  return value;
}

// RFC 7239 4: forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] ), and forwarded-pair = token "=" value.
std::optional<std::string_view> address_of_element(std::string_view pairs) {
  std::optional<std::string_view> node;
  while (!pairs.empty()) {
    const std::string_view name = http::trim(pairs.substr(0, pairs.find_first_of("=;")));
    pairs.remove_prefix(std::min(pairs.size(), pairs.find_first_of("=;")));
    if (pairs.starts_with('=')) {
      pairs.remove_prefix(1);
      const auto value = take_value(pairs);
      if (!value || !http::is_token(name)) return std::nullopt;
      if (http::equals_ignoring_case(name, "for")) node = value;
    } else if (!name.empty()) {
      return std::nullopt;
    }
    if (!pairs.empty() && pairs[0] != ';') return std::nullopt;
    pairs.remove_prefix(std::min<std::size_t>(1, pairs.size()));
  }
  return node ? address_of_node(*node) : std::nullopt;
}

}  // namespace

std::string_view client_of(const http::Fields& fields, std::string_view peer, const Forwarding& forwarding) {
  const bool is_rfc7239 = forwarding.field == ForwardedField::forwarded;
  const std::string_view name = is_rfc7239 ? "forwarded" : "x-forwarded-for";
  const auto all = fields.all();
  std::string_view client = peer;
  for (auto field = all.rbegin(); field != all.rend(); ++field) {
    std::string_view list = field->name == name ? field->value : std::string_view();
    while (!list.empty()) {
      if (!forwarding.proxies.contains(client)) return client;
      const std::string_view hop = take_last(list);
      // RFC 9110 5.6.1.2: "A recipient MUST parse and ignore a reasonable number of empty list elements"
      if (hop.empty()) continue;
      const auto address = is_rfc7239 ? address_of_element(hop) : address_of_node(hop);
      // A proxy hides its client, or does not know it.
      if (!address) return client;
      client = *address;
    }
  }
  return client;
}

}  // namespace weft::server
