#include <weft/server/push/push_hint.hpp>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <weft/http/field_name.hpp>
#include <weft/http/media_type.hpp>
#include <weft/http/target.hpp>

namespace weft::server {
namespace {

struct Destination {
  std::string_view beginning_of_type;
  std::string_view as;
};

constexpr auto destinations = std::to_array<Destination>({
    {"text/css", "style"},
    {"text/javascript", "script"},
    {"font/", "font"},
    {"application/vnd.ms-fontobject", "font"},
    {"image/", "image"},
});

// RFC 3986 4.2: a reference that begins with "//" names an authority: "/." before it keeps it a path.
void append_reference(std::string_view path, std::string& out) {
  if (path.starts_with("//")) out += "/.";
  for (const char octet : path) {
    if (octet == '<' || octet == '>' || octet == '"') {
      out += fmt::format("%{:02X}", static_cast<unsigned>(octet));
    } else {
      out += octet;
    }
  }
}

}  // namespace

std::string_view preloaded_as(std::string_view path) {
  const auto type = http::media_type_of(http::split_valid_target(path).path);
  const auto fits = [type](const Destination& each) { return type.starts_with(each.beginning_of_type); };
  const auto found = std::ranges::find_if(destinations, fits);
  return found == destinations.end() ? "fetch" : found->as;
}

bool is_preloaded_as(std::string_view as) {
  return as == "fetch" || std::ranges::find(destinations, as, &Destination::as) != destinations.end();
}

std::string preload_link(std::string_view path, std::string_view as) {
  if (as.empty()) as = preloaded_as(path);
  std::string link = "<";
  append_reference(path, link);
  // Pages load fonts and data across origins; what was preloaded in another mode would be loaded once more.
  const bool is_cross_origin = as == "font" || as == "fetch";
  return link + fmt::format(">; rel=preload; as={}{}", as, is_cross_origin ? "; crossorigin" : "");
}

// RFC 8297 3: "a server might refrain from sending 103 (Early Hints) responses over HTTP/1.1 unless the client is known
// to handle informational responses correctly." Browsers that send Sec-Fetch-Mode do. "HTTP/2 clients are less likely
// to suffer from incorrect framing since handling of the response header fields does not affect how the end of the
// response body is determined."
// RFC 9110 15.2: "Since HTTP/1.0 did not define any 1xx status codes, a server MUST NOT send a 1xx response to an
// HTTP/1.0 client."
bool takes_early_hints(const http::RequestHead& request) {
  if (request.version != http::Version::http11) return request.version == http::Version::http2;
  return request.fields.find(http::FieldName::sec_fetch_mode) == "navigate";
}

}  // namespace weft::server
