#include <stdexcept>
#include <utility>

#include <weft/client/client.hpp>
#include <weft/client/named.hpp>
#include <weft/client/policy/credentials.hpp>

namespace weft {

void ClientRequest::take_url(std::string_view url) {
  auto parsed = named_ ? named_->locate(url) : http::parse_url(url);
  if (!parsed) {
    fault_ = {client::Reason::url_not_valid, http::to_string(parsed.error())};
  } else if (parsed->user_info) {
    // RFC 9110 4.2.4: user information in a URL "might expose a user identifier or password".
    fault_ = {client::Reason::url_not_valid, "expected a URL without user information"};
  } else {
    request().url = std::move(*parsed);
  }
}

ClientRequest& ClientRequest::authorization(std::string_view credentials) {
  request().fields.remove(http::FieldName::authorization);
  request().fields.add(http::FieldName::authorization, credentials, http::Sensitive::yes);
  return *this;
}

ClientRequest& ClientRequest::basic(std::string_view user, std::string_view password) {
  return authorization(client::basic_credentials(user, password));
}

ClientRequest& ClientRequest::bearer(std::string_view token) {
  return authorization(client::bearer_credentials(token));
}

ClientRequest& ClientRequest::digest(std::string_view user, std::string_view password) {
  client::check_credentials(user, password);
  request().digest = client::DigestUser{std::string(user), std::string(password)};
  return *this;
}

ClientRequest& ClientRequest::negotiate() {
  request().negotiate = negotiate::gssapi();
  if (request().negotiate == nullptr) {
    throw std::logic_error("Negotiate needs GSSAPI, and this weft was built without it (WEFT_GSSAPI, libkrb5-dev)");
  }
  return *this;
}

ClientRequest& ClientRequest::redirects(unsigned most) {
  request().redirects = most;
  return *this;
}

ClientRequest& ClientRequest::decode(bool whether) {
  request().decode = whether;
  return *this;
}

}  // namespace weft
