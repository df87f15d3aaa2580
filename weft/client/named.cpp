#include <weft/client/named.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include <weft/client/checked_name.hpp>

namespace weft::client {

namespace {

template <class T>
void take(const std::optional<T>& said, T& into) {
  if (said) into = *said;
}

http::Url base_url(const std::string& base) {
  auto url = http::parse_url(base);
  if (!url) throw std::invalid_argument(fmt::format("base \"{}\": {}", base, to_string(url.error())));
  if (url->user_info) throw std::invalid_argument("base: expected a URL without user information");
  return std::move(*url);
}

}  // namespace

Named::Named(NamedClientOptions options) : options_(std::move(options)) {
  if (!options_.base.empty()) base_ = base_url(options_.base);
  for (const auto& [name, value] : options_.fields) {
    const std::string lower = checked_name(name, value);
    if (lower == "host") throw std::invalid_argument("host: expected in the URL of a request, or by its field()");
    fields_.add(lower, value);
  }
}

Result<http::Url, http::UrlFault> Named::locate(std::string_view url) const {
  return base_ ? http::resolve(*base_, url) : http::parse_url(url);
}

void Named::begin(Request& request) const {
  take(options_.version, request.version);
  take(options_.policy, request.policy);
  take(options_.timeout, request.total_limit);
  take(options_.head_limit, request.head_limit);
  take(options_.body_limit, request.body_limit);
  if (options_.cookies) request.cookies = options_.cookies;
  take(options_.decode, request.decode);
  take(options_.redirects, request.redirects);
}

// A name that stands here several times goes out as often.
void Named::complete(Request& request) const {
  if (base_ && !http::same_origin(*base_, request.url)) return;
  const std::size_t own = request.fields.size();
  for (const Field& field : fields_) {
    const auto begin = request.fields.begin();
    const bool is_said = std::any_of(begin, begin + static_cast<std::ptrdiff_t>(own),
                                     [&](const Field& said) { return said.name == field.name; });
    if (!is_said) request.fields.add(field.name, field.value);
  }
}

}  // namespace weft::client
