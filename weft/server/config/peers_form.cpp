// Lists of peers that are trusted.
#include <stdexcept>

#include <weft/config/leaves.hpp>
#include <weft/server/config/config_form.hpp>

namespace weft::server {
namespace {

using config::PlacedJson;
using config::refuse;

void read_peers(io::TrustedPeers& into, const PlacedJson& value, config::Places&) {
  if (value.kind != PlacedJson::Kind::list) refuse(value, "expected addresses and networks: a list of strings");
  into = {};
  for (const PlacedJson& item : value.items) {
    try {
      into.add(config::text_of(item, "an address or a network"));
    } catch (const std::invalid_argument& wrong) {
      refuse(item, wrong.what());
    }
  }
}

}  // namespace

config::Form<io::TrustedPeers> trusted_peers_form() {
  const auto names = config::list("", config::text("an address"));
  return {read_peers,
          [names](const io::TrustedPeers& from, const config::Writing& writing) {
            return names.write(from.names(), writing);
          },
          names.schema};
}

config::Form<io::TrustedPeers> proxy_protocol_form() {
  return config::Object<io::TrustedPeers>("the PROXY protocol: {\"Trusted\": […]}")
      .member("Trusted", "Addresses and networks of the proxies that send its header, or unix", trusted_peers_form(),
              [](auto& peers) -> auto& { return peers; })
      .needs("Trusted")
      .form();
}

config::Form<ForwardedField> forwarded_field_form() {
  return config::word<ForwardedField>(
      {{"X-Forwarded-For", ForwardedField::x_forwarded_for}, {"Forwarded", ForwardedField::forwarded}});
}

}  // namespace weft::server
