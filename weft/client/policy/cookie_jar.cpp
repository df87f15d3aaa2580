#include <weft/client/policy/cookie_jar.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include <weft/client/policy/public_suffix.hpp>
#include <weft/client/policy/set_cookie.hpp>
#include <weft/http/text.hpp>

namespace weft {

namespace {

using client::SetCookie;
using http::Date;
using http::Url;

struct Cookie {
  std::string name = {};
  std::string value = {};
  std::string domain = {};
  std::string path = {};
  Date expires = {};
  bool host_only = false;
  bool secure = false;
  // Counted, because many are set in a second.
  std::uint64_t created = 0;
  std::uint64_t used = 0;

  // RFC 6265 5.3: they replace each other.
  bool same_place(const Cookie& other) const {
    return name == other.name && domain == other.domain && host_only == other.host_only && path == other.path;
  }
};

using Cookies = std::vector<Cookie>;

// RFC 6265 5.1.2
std::string canonical(std::string_view host) {
  std::string text(host);
  std::transform(text.begin(), text.end(), text.begin(), http::to_lower);
  return text;
}

// RFC 6265 5.1.3: "The domain string is a suffix of the string. The last character of the string that is not included
// in the domain string is a %x2E (".") character. The string is a host name (i.e., not an IP address)."
bool domain_matches(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.' && !client::is_address(host);
}

std::string_view path_of(const Url& url) {
  return std::string_view(url.target).substr(0, url.target.find('?'));
}

// RFC 6265 5.1.4: "the default-path of a cookie".
std::string_view default_path(const Url& url) {
  const std::string_view path = path_of(url);
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == path.npos ? "/" : path.substr(0, slash);
}

// RFC 6265 5.1.4: "A request-path path-matches a given cookie-path if" they are the same, or the cookie-path is a
// prefix that ends with "/", or is followed by "/".
bool path_matches(std::string_view request, std::string_view cookie) {
  if (!request.starts_with(cookie)) return false;
  return request.size() == cookie.size() || cookie.ends_with('/') || request[cookie.size()] == '/';
}

bool begins_with(std::string_view text, std::string_view prefix) {
  return http::equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

// RFC 6265bis 4.1.3: what a name promises about its cookie. A cookie without a name must not look as if it had one.
bool keeps_its_promise(const SetCookie& said, const Cookie& cookie) {
  constexpr std::string_view secure = "__Secure-";
  constexpr std::string_view host = "__Host-";
  if (said.name.empty()) return !begins_with(said.value, secure) && !begins_with(said.value, host);
  if (begins_with(said.name, secure)) return cookie.secure;
  if (begins_with(said.name, host)) return cookie.secure && cookie.host_only && said.path == "/";
  return true;
}

// False: the cookie is for a domain that is not the host's.
bool take_domain(std::string_view said, const std::string& host, Cookie& cookie) {
  const std::string domain = canonical(said);
  cookie.host_only = domain.empty();
  cookie.domain = domain.empty() ? host : domain;
  if (domain.empty()) return true;
  if (client::is_address(host) || client::is_public_suffix(domain)) {
    // RFC 6265 5.3: a cookie for a public suffix is the host's own if "the domain-attribute is identical to the
    // canonicalized request-host", else it is ignored.
    cookie.host_only = true;
    return domain == host;
  }
  // Beyond the RFC: no list of public suffixes knows names that end with a dot, and a domain above the host's suffix is
  // shared by many as well.
  return !domain.ends_with('.') && domain_matches(host, domain) &&
         client::registered_domain(domain) == client::registered_domain(host);
}

}  // namespace

struct CookieJar::State {
  mutable std::mutex mutex;
  // By registered domain.
  std::map<std::string, Cookies, std::less<>> domains;
  std::size_t count = 0;
  std::uint64_t clock = 0;

  bool add(Cookie cookie, const Url& url, Date now);
  bool put(Cookies& cookies, Cookie cookie, const Url& url, Date now);
  void drop_expired(Cookies& cookies, Date now);
  void drop_first(Cookies& cookies);
  void make_room(Date now);
};

// --- a cookie is set -------------------------------------------------------------------------------------------------

namespace {

// RFC 6265bis 5.7: a cookie from cleartext must not stand in for one that is Secure.
bool hides_a_secure_one(const Cookie& cookie, const Cookies& others) {
  return std::any_of(others.begin(), others.end(), [&](const Cookie& other) {
    const bool related = domain_matches(other.domain, cookie.domain) || domain_matches(cookie.domain, other.domain);
    return other.secure && other.name == cookie.name && related && path_matches(cookie.path, other.path);
  });
}

// RFC 6265bis 5.7: those that are not Secure go first, and of these those that were not used the longest.
bool goes_before(const Cookie& a, const Cookie& b) {
  return a.secure != b.secure ? b.secure : a.used < b.used;
}

}  // namespace

bool CookieJar::set(const Url& url, std::string_view set_cookie, Date now) {
  const auto said = client::parse_set_cookie(set_cookie, now);
  if (!said) return false;
  const std::string host = canonical(url.host);
  Cookie cookie{.name = std::string(said->name), .value = std::string(said->value)};
  if (!take_domain(said->domain, host, cookie)) return false;
  cookie.path = said->path.value_or(default_path(url));
  cookie.expires = said->expires.value_or(Date::max());
  cookie.secure = said->secure;
  // RFC 6265bis 5.7: a cookie that is Secure comes over a secure connection alone.
  if (cookie.secure && url.scheme != http::Scheme::https) return false;
  if (!keeps_its_promise(*said, cookie)) return false;
  const std::lock_guard lock(state_->mutex);
  return state_->add(std::move(cookie), url, now);
}

bool CookieJar::State::add(Cookie cookie, const Url& url, Date now) {
  const auto place = domains.try_emplace(std::string(client::registered_domain(cookie.domain))).first;
  const bool added = put(place->second, std::move(cookie), url, now);
  if (place->second.empty()) domains.erase(place);
  if (count > most) make_room(now);
  return added;
}

bool CookieJar::State::put(Cookies& cookies, Cookie cookie, const Url& url, Date now) {
  drop_expired(cookies, now);
  if (url.scheme != http::Scheme::https && hides_a_secure_one(cookie, cookies)) return false;
  cookie.created = cookie.used = ++clock;
  const auto old = std::find_if(cookies.begin(), cookies.end(), [&](const Cookie& c) { return c.same_place(cookie); });
  if (old != cookies.end()) {
    // RFC 6265 5.3: "Update the creation-time of the newly created cookie to match the creation-time of the
    // old-cookie."
    cookie.created = old->created;
    cookies.erase(old);
    --count;
  }
  // A server removes a cookie by one that has expired.
  if (cookie.expires <= now) return true;
  cookies.push_back(std::move(cookie));
  ++count;
  if (cookies.size() > most_per_domain) drop_first(cookies);
  return true;
}

void CookieJar::State::drop_expired(Cookies& cookies, Date now) {
  count -= std::erase_if(cookies, [&](const Cookie& cookie) { return cookie.expires <= now; });
}

void CookieJar::State::drop_first(Cookies& cookies) {
  cookies.erase(std::min_element(cookies.begin(), cookies.end(), goes_before));
  --count;
}

void CookieJar::State::make_room(Date now) {
  for (auto& [domain, cookies] : domains) drop_expired(cookies, now);
  std::erase_if(domains, [](const auto& each) { return each.second.empty(); });
  if (count <= most) return;
  const auto first_of = [](const auto& each) -> const Cookie& {
    return *std::min_element(each.second.begin(), each.second.end(), goes_before);
  };
  const auto from = std::min_element(domains.begin(), domains.end(), [&](const auto& a, const auto& b) {
    return goes_before(first_of(a), first_of(b));
  });
  drop_first(from->second);
  if (from->second.empty()) domains.erase(from);
}

void CookieJar::set_all(const Url& url, const http::Fields& fields, Date now) {
  if (!fields.may_have(http::FieldName::set_cookie)) return;
  for (const Field& field : fields) {
    if (field.token == http::token(http::FieldName::set_cookie)) set(url, field.value, now);
  }
}

// --- cookies go with a request ---------------------------------------------------------------------------------------

namespace {

// RFC 6265 5.4
bool goes_to(const Cookie& cookie, const Url& url, std::string_view host) {
  const bool domain = cookie.host_only ? host == cookie.domain : domain_matches(host, cookie.domain);
  return domain && path_matches(path_of(url), cookie.path) && (!cookie.secure || url.scheme == http::Scheme::https);
}

// RFC 6265 5.4: "Cookies with longer paths are listed before cookies with shorter paths. Among cookies that have
// equal-length path fields, cookies with earlier creation-times are listed before cookies with later creation-times."
bool is_listed_before(const Cookie* a, const Cookie* b) {
  return a->path.size() != b->path.size() ? a->path.size() > b->path.size() : a->created < b->created;
}

void append(std::string& field, const Cookie& cookie) {
  const std::string pair = cookie.name.empty() ? cookie.value : cookie.name + "=" + cookie.value;
  if (field.size() + 2 + pair.size() > CookieJar::most_octets_of_field) return;
  if (!field.empty()) field += "; ";
  field += pair;
}

}  // namespace

std::string CookieJar::field_for(const Url& url, Date now) {
  const std::string host = canonical(url.host);
  const std::lock_guard lock(state_->mutex);
  const auto place = state_->domains.find(client::registered_domain(host));
  if (place == state_->domains.end()) return {};
  state_->drop_expired(place->second, now);
  std::vector<Cookie*> going;
  for (Cookie& cookie : place->second) {
    if (goes_to(cookie, url, host)) going.push_back(&cookie);
  }
  if (place->second.empty()) state_->domains.erase(place);
  std::sort(going.begin(), going.end(), is_listed_before);
  std::string field;
  for (Cookie* cookie : going) {
    cookie->used = ++state_->clock;
    append(field, *cookie);
  }
  return field;
}

// --- the jar ---------------------------------------------------------------------------------------------------------

CookieJar::CookieJar() : state_(std::make_shared<State>()) {}

std::size_t CookieJar::size() const {
  const std::lock_guard lock(state_->mutex);
  return state_->count;
}

void CookieJar::clear() {
  const std::lock_guard lock(state_->mutex);
  state_->domains.clear();
  state_->count = 0;
}

}  // namespace weft
