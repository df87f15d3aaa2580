// A configuration of a server: a value, made in code or from JSON as Kestrel's users know it.
//
//   auto config = weft::Config::from_json_file("weft.json");
//   weft::Server server;
//   server.configure(config);
//   server.run();
//
// docs/guide/configuration.md has all keys. A text that is wrong throws std::invalid_argument, which says file, line,
// column and what was expected.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/io/network.hpp>
#include <weft/io/socket_file.hpp>
#include <weft/io/tls_client_policy.hpp>
#include <weft/server/compression/compression.hpp>
#include <weft/server/control/control.hpp>
#include <weft/server/handlers/file_fields.hpp>
#include <weft/server/log/log_format.hpp>
#include <weft/server/log/log_rotation.hpp>
#include <weft/server/options.hpp>
#include <weft/server/push/push_rules.hpp>
#include <weft/server/redirects.hpp>
#include <weft/server/response_rules.hpp>
#include <weft/session/protocols.hpp>

namespace weft {

struct Config {
  // A text that is never shown.
  struct Secret {
    std::string text = {};
    // The environment variable that it came from.
    std::string variable = {};
  };

  struct CertificateFile {
    // Without `key_path` a PKCS#12 file; with it PEM, the certificate and its chain.
    std::string path = {};
    std::string key_path = {};
    Secret password = {};
    // An OCSP response for clients that ask.
    std::string ocsp_file = {};
    // No warning where clients will refuse it.
    bool allow_invalid = false;
  };

  // The certificates that clients show.
  struct ClientCertificate {
    io::AskClient mode = io::AskClient::require;
    // A PEM file of those who vouch for clients.
    std::string authorities = {};
  };

  // For clients that ask for this host (RFC 6066 3).
  struct Sni {
    // "example.org", "*.example.org", "*"
    std::string host = {};
    // Without one: that of the endpoint.
    std::optional<CertificateFile> certificate = {};
    session::Protocols protocols = {};
    // Without one: that of the endpoint.
    std::optional<ClientCertificate> client_certificate = {};
  };

  struct Endpoint {
    std::string name = {};
    // As for Server::listen().
    std::string url = {};
    session::Protocols protocols = {};
    // For https.
    std::optional<CertificateFile> certificate = {};
    std::vector<Sni> sni = {};
    std::optional<ClientCertificate> client_certificate = {};
    // Files: TicketKeys.
    std::vector<std::string> ticket_keys = {};
    // For unix:/path.
    io::SocketFileOptions socket_file = {};
    // EndpointOptions::proxies
    io::TrustedPeers proxies = {};

    bool is_secure() const { return url.starts_with("https:"); }
  };

  struct Log {
    // For those that are beside another one.
    std::string name = {};
    // "-": standard output; "none": no log.
    std::string path = "none";
    // For w3c and json.
    std::string fields = std::string(server::LogFields::usual);
    server::LogFormat format = server::LogFormat::w3c;
    server::LogRotation rotation = {};
  };

  struct Site {
    std::string name = {};
    // Names or patterns in lower case. The first site is for all other hosts as well.
    std::vector<std::string> hosts = {};
    // A folder of files; empty for none.
    std::string root = {};
    // server::FilesOptions, for the files of the folder.
    std::string fallback = {};
    std::vector<server::FieldsOfFiles> headers = {};
    bool listing = false;
    // For all that it serves.
    std::optional<server::CompressionOptions> compression = {};
    std::vector<server::RedirectRule> redirects = {};
    std::vector<server::ErrorPageRule> error_pages = {};
    std::vector<server::PriorityRule> priorities = {};
    // A path where the bodies of POST and PUT are read, and answered with their length; empty for none.
    std::string sink = {};
    // server::require_http11() for all that it serves.
    bool require_http11 = false;
    // Without one: what the endpoint says.
    std::optional<ClientCertificate> client_certificate = {};
    // Of all its requests together.
    Rates rates = {};
    ArrivalLimits requests = {};
    // Octets of the body of a request; without a number that of `options`.
    std::optional<std::uint64_t> request_body = {};
    server::PushRules push = {};

    // In place of Config::log.
    std::optional<Log> log = {};
    // Besides, and besides Config::logs.
    std::vector<Log> logs = {};
  };

  struct Control {
    // As for Server::control().
    std::string url = {};
    ControlOptions options = {};

    friend bool operator==(const Control&, const Control&) = default;
  };

  std::vector<Endpoint> endpoints = {};
  std::vector<Site> sites = {};
  Log log = {};
  // Besides: of all sites.
  std::vector<Log> logs = {};
  std::optional<Control> control = {};
  // Threads, limits and timeouts. Server::configure() takes neither `signals` nor `diagnostics` from here.
  ServerOptions options = {};
  // Where a value was said, by its path: "Endpoints:Http:Url" -> "weft.json:3:25". One that is not here is a default.
  std::map<std::string, std::string, std::less<>> origins = {};

  // Files in the text are relative to `folder`.
  static Config from_json(const std::string& text, const std::filesystem::path& folder = {});
  // Files are relative to the folder of the file.
  static Config from_json_file(const std::string& path);
  // The JSON Schema of such files.
  static std::string schema();

  // A file that says the same, passwords left out: what differs from the defaults.
  std::string to_json() const;
  // The same with the defaults; a comment tells the origin of each value.
  std::string explained() const;
  // "weft.json:3:25: ", for messages about the value of that path; empty where it was not said in a file.
  std::string place_of(std::string_view path) const;
};

}  // namespace weft
