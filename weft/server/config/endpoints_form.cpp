#include <cstdlib>
#include <stdexcept>

#include <weft/base/host_pattern.hpp>
#include <weft/config/leaves.hpp>
#include <weft/server/config/config_form.hpp>
#include <weft/server/control/control_guard.hpp>
#include <weft/server/endpoint.hpp>

namespace weft::server {
namespace {

using config::Form;
using config::Object;
using config::PlacedJson;
using config::Places;
using config::refuse;
using config::Writing;

// --- secrets ---------------------------------------------------------------------------------------------------------

Form<Config::Secret> variable_form() {
  return Object<Config::Secret>("a string or {\"Env\": \"NAME\"}")
      .member("Env", "The environment variable that has it", config::text("the name of an environment variable"),
              [](auto& secret) -> auto& { return secret.variable; })
      .needs("Env")
      .form();
}

void read_secret(Config::Secret& into, const PlacedJson& value, Places& places) {
  static const Form<Config::Secret> from_variable = variable_form();
  if (value.kind == PlacedJson::Kind::text) {
    into.text = value.text;
    return;
  }
  from_variable.read(into, value, places);
  const char* const found = std::getenv(into.variable.c_str());
  if (found == nullptr) refuse(value, fmt::format("there is no environment variable \"{}\"", into.variable));
  into.text = found;
}

std::string write_secret(const Config::Secret& secret, const Writing&) {
  if (!secret.variable.empty()) return fmt::format("{{\"Env\": {}}}", config::json_string(secret.variable));
  return config::json_string(secret.text.empty() ? "" : "***");
}

Form<Config::Secret> secret_form() {
  return {read_secret, write_secret, fmt::format(R"({{"anyOf":[{{"type":"string"}},{}]}})", variable_form().schema)};
}

// --- clients ---------------------------------------------------------------------------------------------------------

using Clients = std::optional<Config::ClientCertificate>;

// The words of Kestrel come last: a file is written with the others.
Form<io::AskClient> ask_form() {
  using enum io::AskClient;
  return config::word<io::AskClient>({{"None", no},
                                      {"Request", request},
                                      {"Require", require},
                                      {"NoCertificate", no},
                                      {"AllowCertificate", request},
                                      {"RequireCertificate", require}});
}

Form<Clients> clients_mode_form() {
  const auto form = ask_form();
  return {[form](Clients& into, const PlacedJson& value, Places& places) {
            if (!into) into = Config::ClientCertificate{};
            form.read(into->mode, value, places);
          },
          [](const Clients&, const Writing&) { return std::string(); }, form.schema};
}

// --- endpoints -------------------------------------------------------------------------------------------------------

Form<Config::Sni> sni_form() {
  return Object<Config::Sni>("the options of a host")
      .member("Certificate", "Its certificate; without one that of the endpoint", config::optional(certificate_form()),
              [](auto& sni) -> auto& { return sni.certificate; })
      .member("Protocols", "The versions that are spoken with its clients; usual: those of the endpoint",
              protocols_form(), [](auto& sni) -> auto& { return sni.protocols; })
      .member("ClientCertificate", "What its clients show of themselves; usual: as the endpoint has it", clients_form(),
              [](auto& sni) -> auto& { return sni.client_certificate; })
      .member("ClientCertificateMode", "As Kestrel writes ClientCertificate:Mode", clients_mode_form(),
              [](auto& sni) -> auto& { return sni.client_certificate; })
      .then([](Config::Sni& sni, const PlacedJson& object) {
        check_clients(sni.client_certificate, object);
        if (is_host_pattern(sni.host)) return;
        refuse(object, fmt::format("\"{}\": expected a host in lower case, *.host, or *", sni.host));
      })
      .form();
}

using Files = std::vector<std::string>;

Form<Files> ticket_keys_form() {
  return Object<Files>("the keys of tickets: {\"Files\": […]}")
      .member("Files", "Files of 80 or 48 octets, three at most: the first seals, all open",
              config::list("a list of paths", config::text("a path")), [](auto& files) -> auto& { return files; })
      .needs("Files")
      .then([](const Files& files, const PlacedJson& object) {
        if (files.empty() || files.size() > io::most_ticket_keys) refuse(object, "expected one to three files of keys");
      })
      .form();
}

// An octal number, as chmod has it.
void read_mode(std::optional<mode_t>& into, const PlacedJson& value, Places&) {
  const auto& text = config::text_of(value, "a mode such as \"0660\"");
  const bool is_octal = !text.empty() && text.size() <= 4 && text.find_first_not_of("01234567") == text.npos;
  into = is_octal ? static_cast<mode_t>(std::stoul(text, nullptr, 8)) : mode_t{010000};
  if (*into > 0777) refuse(value, fmt::format("\"{}\": expected an octal mode up to \"0777\", such as \"0660\"", text));
}

Form<std::optional<mode_t>> mode_form() {
  return {read_mode,
          [](const std::optional<mode_t>& mode, const Writing&) {
            return mode ? fmt::format("\"{:04o}\"", *mode) : std::string();
          },
          R"({"type":"string","pattern":"^0?[0-7]{1,3}$"})"};
}

// All that can be said without a look at files.
void check(Config::Endpoint& endpoint, const PlacedJson& object) {
  try {
    const auto url = parse_endpoint_url(endpoint.url);
    check_endpoint(url, endpoint.url, {.protocols = endpoint.protocols, .socket_file = endpoint.socket_file});
    const bool has_certificate = endpoint.certificate || !endpoint.sni.empty();
    if (!url.secure && has_certificate) refuse(object, fmt::format("\"{}\": a certificate is for https", endpoint.url));
    check_clients(endpoint.client_certificate, object);
    if (!url.secure && endpoint.client_certificate)
      refuse_endpoint(endpoint.url, "certificates of clients are for https");
    if (!url.secure && !endpoint.ticket_keys.empty()) refuse_endpoint(endpoint.url, "keys of tickets are for https");
  } catch (const std::invalid_argument& wrong) {
    refuse(object, wrong.what());
  }
}

Form<Config::Endpoint> endpoint_form() {
  return Object<Config::Endpoint>("an endpoint")
      .member("Url", "https://host:port, http://host:port or unix:/path. Host * is every address, port 0 any free one",
              config::text("a URL: \"https://localhost:5001\"", "^(https?://.+|unix:.+)$"),
              [](auto& endpoint) -> auto& { return endpoint.url; })
      .member("Protocols", "The versions that the endpoint speaks", protocols_form(),
              [](auto& endpoint) -> auto& { return endpoint.protocols; })
      .member("Certificate", "For https", config::optional(certificate_form()),
              [](auto& endpoint) -> auto& { return endpoint.certificate; })
      .member("Sni", "Certificates by the host that the client asks for: example.org, *.example.org, *",
              config::named("hosts: {\"*.example.org\": {\"Certificate\": …}}", &Config::Sni::host, sni_form()),
              [](auto& endpoint) -> auto& { return endpoint.sni; })
      .member("ClientCertificate", "What clients show of themselves", clients_form(),
              [](auto& endpoint) -> auto& { return endpoint.client_certificate; })
      .member("ClientCertificateMode", "As Kestrel writes ClientCertificate:Mode", clients_mode_form(),
              [](auto& endpoint) -> auto& { return endpoint.client_certificate; })
      .member("TicketKeys", "Keys by which clients resume their sessions, which several hosts may share",
              ticket_keys_form(), [](auto& endpoint) -> auto& { return endpoint.ticket_keys; })
      .member("Mode", "Octal mode of the file of unix:/path: a client needs the right to write", mode_form(),
              [](auto& endpoint) -> auto& { return endpoint.socket_file.mode; })
      .member("Owner", "Owner of that file, a name or a number", config::text("the name or the number of a user"),
              [](auto& endpoint) -> auto& { return endpoint.socket_file.owner; })
      .member("Group", "Group of that file, a name or a number", config::text("the name or the number of a group"),
              [](auto& endpoint) -> auto& { return endpoint.socket_file.group; })
      .member("ProxyProtocol", "Proxies whose connections begin with the header of the PROXY protocol",
              proxy_protocol_form(), [](auto& endpoint) -> auto& { return endpoint.proxies; })
      .needs("Url")
      .then(check)
      .form();
}

void check_control(const Config::Control& control, const PlacedJson& object) {
  try {
    const bool is_port = check_control_place(control.url, control.options.allow_remote);
    if (!is_port || control.options.socket_file == ControlOptions().socket_file) return;
  } catch (const std::invalid_argument& wrong) {
    refuse(object, wrong.what());
  }
  refuse(object, "Mode, Owner and Group are for \"unix:/path\"");
}

}  // namespace

Form<Clients> clients_form() {
  const auto form =
      Object<Config::ClientCertificate>("what clients show: {\"Authorities\": …}")
          .member("Mode", "Request: clients may show a certificate; Require: those without one are refused", ask_form(),
                  [](auto& clients) -> auto& { return clients.mode; })
          .member("Authorities", "A PEM file of the certificates that vouch for clients", config::text("a path"),
                  [](auto& clients) -> auto& { return clients.authorities; })
          .form();
  auto whole = config::optional(form);
  // The mode may have been said before.
  whole.read = [form](Clients& into, const PlacedJson& value, Places& places) {
    if (!into) into = Config::ClientCertificate{};
    form.read(*into, value, places);
  };
  return whole;
}

void check_clients(const Clients& clients, const PlacedJson& object) {
  if (!clients || clients->mode == io::AskClient::no || !clients->authorities.empty()) return;
  refuse(object, "expected \"ClientCertificate\": {\"Authorities\": …}, a file of those who vouch for clients");
}

Form<session::Protocols> protocols_form() {
  return config::word<session::Protocols>({{"Http1", {.http1 = true, .http2 = false}},
                                           {"Http2", {.http1 = false, .http2 = true}},
                                           {"Http1AndHttp2", {.http1 = true, .http2 = true}}});
}

Form<Config::CertificateFile> certificate_form() {
  const auto path = config::text("a path");
  return Object<Config::CertificateFile>("a certificate: {\"Path\": …}")
      .member("Path", "A PKCS#12 file, or with KeyPath a PEM file of the certificate and its chain", path,
              [](auto& file) -> auto& { return file.path; })
      .member("KeyPath", "A PEM file of the key", path, [](auto& file) -> auto& { return file.key_path; })
      .member("Password", "The password of the key: a string, or {\"Env\": \"NAME\"} for an environment variable",
              secret_form(), [](auto& file) -> auto& { return file.password; })
      .member("OcspFile", "An OCSP response in DER, for clients that ask whether the certificate still stands", path,
              [](auto& file) -> auto& { return file.ocsp_file; })
      .member("AllowInvalid", "Say nothing where clients will refuse the certificate", config::boolean(),
              [](auto& file) -> auto& { return file.allow_invalid; })
      .needs("Path")
      .form();
}

Form<Config::Control> control_form() {
  return Object<Config::Control>("control: {\"Url\": \"unix:/run/weft.sock\"}")
      .member("Url", "unix:/path, or http://host:port for a loopback address",
              config::text("a URL: \"unix:/run/weft.sock\"", "^(http://.+|unix:.+)$"),
              [](auto& control) -> auto& { return control.url; })
      .member(
          "AllowRemote",
          "Let the host be any: all who reach the port see what the server does, and orders are of this machine alone",
          config::boolean(), [](auto& control) -> auto& { return control.options.allow_remote; })
      .member("Frames", "So many of the last frames of each connection over HTTP/2 can be seen; 0: none are kept",
              config::whole<std::uint32_t>(0, ControlOptions::most_frames),
              [](auto& control) -> auto& { return control.options.frames; })
      .member("Recordings",
              "The folder for recordings of connections, which an order begins; without one there are none",
              config::text("a path"), [](auto& control) -> auto& { return control.options.recordings; })
      .member("Mode", "Octal mode of the file of unix:/path; usual: for the user of the server alone", mode_form(),
              [](auto& control) -> auto& { return control.options.socket_file.mode; })
      .member("Owner", "Owner of that file, a name or a number", config::text("the name or the number of a user"),
              [](auto& control) -> auto& { return control.options.socket_file.owner; })
      .member("Group", "Group of that file, a name or a number", config::text("the name or the number of a group"),
              [](auto& control) -> auto& { return control.options.socket_file.group; })
      .needs("Url")
      .then(check_control)
      .form();
}

Form<std::vector<Config::Endpoint>> endpoints_form() {
  return config::named("endpoints: {\"name\": {\"Url\": …}}", &Config::Endpoint::name, endpoint_form());
}

}  // namespace weft::server
