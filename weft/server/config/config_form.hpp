// The keys of a configuration: each is said once, for the reader, the writer and the schema.
#pragma once

#include <optional>
#include <string>

#include <weft/config/form.hpp>
#include <weft/server/config/config.hpp>

namespace weft::server {

// A configuration while it is read: what goes to all endpoints is not yet there.
struct ConfigDraft {
  Config config = {};
  session::Protocols default_protocols = {};
  std::optional<Config::CertificateFile> default_certificate = {};
};

const config::Form<ConfigDraft>& config_form();
std::string config_schema();

// --- its parts -------------------------------------------------------------------------------------------------------

config::Form<ServerOptions> limits_form();
config::Form<Rates> rates_form();
config::Form<session::Protocols> protocols_form();
config::Form<std::vector<Config::Endpoint>> endpoints_form();
config::Form<Config::CertificateFile> certificate_form();
config::Form<std::optional<Config::ClientCertificate>> clients_form();
// Refuses what asks for certificates and does not say who vouches for them.
void check_clients(const std::optional<Config::ClientCertificate>& clients, const config::PlacedJson& object);
config::Form<io::TrustedPeers> trusted_peers_form();
config::Form<io::TrustedPeers> proxy_protocol_form();
config::Form<ForwardedField> forwarded_field_form();
config::Form<std::vector<Config::Site>> sites_form();
config::Form<PushRules> push_form();
config::Form<std::optional<CompressionOptions>> compression_form();
config::Form<std::vector<RedirectRule>> redirects_form();
config::Form<std::vector<ErrorPageRule>> error_pages_form();
config::Form<std::vector<PriorityRule>> priorities_form();
config::Form<Config::Log> log_form();
// For a log that has to say where.
config::Form<Config::Log> further_log_form();
config::Form<std::vector<Config::Log>> logs_form();
config::Form<Config::Control> control_form();

}  // namespace weft::server
