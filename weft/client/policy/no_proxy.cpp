#include <weft/client/policy/no_proxy.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <weft/http/authority.hpp>
#include <weft/http/text.hpp>

namespace weft::client {

namespace {

constexpr std::string_view separators = ", \t";

std::string name_of(std::string_view text) {
  if (text.starts_with('.')) text.remove_prefix(1);
  if (text.ends_with('.')) text.remove_suffix(1);
  std::string name(text);
  std::transform(name.begin(), name.end(), name.begin(), http::to_lower);
  return name;
}

bool is_or_is_below(std::string_view host, std::string_view name) {
  if (!host.ends_with(name)) return false;
  return host.size() == name.size() || host[host.size() - name.size() - 1] == '.';
}

}  // namespace

std::optional<NoProxy::Entry> NoProxy::entry_of(std::string_view text) {
  if (auto network = io::network_of(text)) return Entry{.network = *network};
  const std::string name = name_of(text);
  const auto authority = http::parse_authority(name);
  if (!authority) return std::nullopt;
  Entry entry{.port = authority->port};
  // An address with a port.
  entry.network = io::network_of(authority->bare_host());
  if (!entry.network) entry.name = authority->host;
  return entry;
}

Result<NoProxy, std::string> NoProxy::parse(std::string_view text) {
  NoProxy hosts;
  while (!text.empty()) {
    const std::string_view element = text.substr(0, text.find_first_of(separators));
    text.remove_prefix(std::min(element.size() + 1, text.size()));
    if (element.empty()) continue;
    if (element == "*") {
      hosts.all_ = true;
    } else if (auto entry = entry_of(element)) {
      hosts.entries_.push_back(std::move(*entry));
    } else {
      return fail(fmt::format("\"{}\": expected *, a name, an address or a network such as 10.0.0.0/8", element));
    }
  }
  return hosts;
}

bool NoProxy::covers(const http::Url& url) const {
  if (all_) return true;
  const std::string host = name_of(url.host);
  const auto address = io::ip_address_of(host);
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    if (entry.port && *entry.port != url.port) return false;
    if (entry.network) return address && entry.network->contains(*address);
    return is_or_is_below(host, entry.name);
  });
}

}  // namespace weft::client
