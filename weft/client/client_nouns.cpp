#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include <weft/client/client.hpp>
#include <weft/client/core.hpp>
#include <weft/client/policy/credentials.hpp>
#include <weft/http/authority.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/text.hpp>

namespace weft {

using client::Core;

ClientRequest::ClientRequest(std::shared_ptr<Core> core, http::Method method, std::string_view url)
    : core_(std::move(core)) {
  const ClientOptions& options = core_->options();
  request_.method = method;
  request_.method_text = http::to_string(method);
  request_.version = options.version;
  request_.policy = options.policy;
  request_.head_limit = options.head_limit;
  request_.body_limit = options.body_limit;
  request_.redirects = options.redirects;
  request_.decode = options.decode;
  request_.cookies = options.cookies;
  auto parsed = http::parse_url(url);
  if (!parsed) {
    fault_ = http::to_string(parsed.error());
  } else if (parsed->user_info) {
    // RFC 9110 4.2.4: user information in a URL "might expose a user identifier or password".
    fault_ = "expected a URL without user information";
  } else {
    request_.url = std::move(*parsed);
  }
}

ClientRequest& ClientRequest::field(std::string_view name, std::string_view value) {
  if (!http::is_token(name)) throw std::invalid_argument(fmt::format("no name of a field: \"{}\"", name));
  if (!http::is_field_value(value)) {
    throw std::invalid_argument(fmt::format("the value of {} has an octet that HTTP does not allow", name));
  }
  std::string lower(name);
  for (char& c : lower) c = http::to_lower(c);
  if (lower == "host") {
    if (!http::is_valid_authority(value)) throw std::invalid_argument(fmt::format("no host: \"{}\"", value));
    request_.authority = value;
  } else {
    request_.fields.add(lower, value);
  }
  return *this;
}

ClientRequest& ClientRequest::body(std::string content, std::string_view media_type) {
  request_.body = std::move(content);
  if (!media_type.empty()) request_.fields.set(http::FieldName::content_type, media_type);
  return *this;
}

ClientRequest& ClientRequest::authorization(std::string_view credentials) {
  request_.fields.remove(http::FieldName::authorization);
  request_.fields.add(http::FieldName::authorization, credentials, http::Sensitive::yes);
  return *this;
}

ClientRequest& ClientRequest::basic(std::string_view user, std::string_view password) {
  return authorization(client::basic_credentials(user, password));
}

ClientRequest& ClientRequest::bearer(std::string_view token) {
  return authorization(client::bearer_credentials(token));
}

ClientRequest& ClientRequest::redirects(unsigned most) {
  request_.redirects = most;
  return *this;
}

ClientRequest& ClientRequest::decode(bool whether) {
  request_.decode = whether;
  return *this;
}

ClientRequest& ClientRequest::version(http::Version version, VersionPolicy policy) {
  request_.version = version;
  request_.policy = policy;
  return *this;
}

ClientRequest& ClientRequest::timeout(Duration limit) {
  request_.total_limit = limit;
  return *this;
}

}  // namespace weft
