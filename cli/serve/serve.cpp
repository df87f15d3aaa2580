#include <cli/serve/serve.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <cli/serve/operator_signals.hpp>
#include <cli/support/development_certificate.hpp>
#include <weft/io/output.hpp>
#include <weft/server/server.hpp>

namespace weft::cli {
namespace {

struct ServeOptions {
  std::string directory;
  std::vector<std::string> listen{"https://localhost:8443"};
  std::string certificate;
  std::string key;
  std::string log = "-";
  std::string log_fields{server::W3cFormat::usual_fields};
  std::string sink;
  unsigned threads = 0;
  io::SocketFileOptions socket_file;
};

constexpr std::string_view no_log = "none";

// Answers with the length of a request's body: for measuring uploads.
void tell_length(Context& c) {
  c.body().discard([](Context& context, std::uint64_t octets) { context.text(std::to_string(octets) + "\n"); });
}

Certificate certificate_for(const ServeOptions& options) {
  if (!options.certificate.empty()) return Certificate::pem(options.certificate, options.key);
  const DevelopmentCertificate files = development_certificate();
  io::tell(
      fmt::format("weft: no --certificate: using the self-signed {} for localhost; browsers will warn, and it is not "
                  "for production",
                  files.certificate.string()));
  return Certificate::pem(files.certificate, files.key);
}

mode_t parse_mode(const std::string& text) {
  mode_t mode = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  if (error == std::errc() && end == text.data() + text.size() && mode <= 0777) return mode;
  throw CLI::ValidationError("--unix-mode",
                             fmt::format("expected an octal mode up to 0777, such as 0660, not {}", text));
}

void check_socket_file(const ServeOptions& options) {
  const auto is_unix = [](const std::string& url) { return url.starts_with("unix:"); };
  if (options.socket_file == io::SocketFileOptions{} || std::ranges::any_of(options.listen, is_unix)) return;
  throw CLI::ValidationError("--unix-mode, --unix-owner, --unix-group",
                             "are for --listen unix:/path, which is missing");
}

void listen(Server& server, const ServeOptions& options) {
  std::optional<Certificate> certificate;
  for (const std::string& url : options.listen) {
    if (url.starts_with("unix:")) {
      server.listen(url, EndpointOptions{.socket_file = options.socket_file});
      continue;
    }
    if (!url.starts_with("https:")) {
      server.listen(url);
      continue;
    }
    if (!certificate) certificate = certificate_for(options);
    server.listen(url, *certificate);
  }
}

void report_endpoints(const Server& server) {
  for (const Endpoint& endpoint : server.endpoints()) {
    io::tell(fmt::format("listening on {} ({}, http/1.1)", endpoint.url, endpoint.secure ? "h2" : "h2c"));
  }
}

void report_losses(const Server& server, const ServeOptions& options) {
  if (const std::uint64_t dropped = server.log_dropped(); dropped != 0) {
    io::tell(fmt::format("weft: {} lines of the access log could not be written to {}", dropped,
                         options.log == "-" ? "standard output" : options.log));
  }
  if (const std::uint64_t refused = server.connections_refused(); refused != 0) {
    io::tell(fmt::format("weft: {} connections were refused", refused));
  }
}

void run(Server& server) {
  server.start();
  const OperatorSignals signals(server);
  report_endpoints(server);
  server.wait();
}

void serve(const ServeOptions& options) {
  hold_operator_signals();
  ServerOptions server_options;
  server_options.threads = options.threads;
  Server server(server_options);
  if (!options.sink.empty()) {
    server.post(options.sink, tell_length);
    server.put(options.sink, tell_length);
  }
  server.files("/", options.directory);
  if (options.log != no_log) server.access_log({.path = options.log, .fields = options.log_fields});
  listen(server, options);
  run(server);
  report_losses(server, options);
}

}  // namespace

void add_serve(CLI::App& app, int&) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* verb = app.add_subcommand("serve", "Serve the files of a folder over HTTP/2 and HTTP/1.1");
  verb->add_option("directory", options->directory, "The folder to serve")
      ->required()
      ->check(CLI::ExistingDirectory)
      ->option_text("DIR");
  verb->add_option("--listen", options->listen,
                   "Where: https://host:port, http://host:port or unix:/path, any number of them. Host * is every "
                   "address, port 0 any free one. https speaks h2 and http/1.1; the others speak h2c (prior knowledge) "
                   "and http/1.1")
      ->capture_default_str()
      ->allow_extra_args(false)
      ->option_text("URL ...");
  auto* certificate = verb->add_option("--certificate", options->certificate,
                                       "PEM file with the certificate chain. Without it a self-signed one is made for "
                                       "localhost and kept in your data folder")
                          ->option_text("FILE");
  auto* key = verb->add_option("--key", options->key, "PEM file with the certificate's key")->option_text("FILE");
  certificate->needs(key);
  key->needs(certificate);
  verb->add_option("--log", options->log, "The access log: a file, - for standard output, or none")
      ->capture_default_str()
      ->option_text("FILE");
  verb->add_option("--log-fields", options->log_fields,
                   fmt::format("Fields of the access log (W3C extended format), in order. There are: {}. Usual: {}",
                               server::W3cFormat::all_fields(), server::W3cFormat::usual_fields))
      ->option_text("\"NAME ...\"");
  verb->add_option("--sink", options->sink, "Requests with a body to this path are read, and answered with its length")
      ->option_text("PATH");
  verb->add_option("--threads", options->threads, "Threads; 0 is one per core")
      ->capture_default_str()
      ->option_text("N");
  verb->add_option_function<std::string>(
          "--unix-mode", [options](const std::string& text) { options->socket_file.mode = parse_mode(text); },
          "Octal mode of the sockets of unix:/path, such as 0660: a client needs the right to write")
      ->option_text("MODE");
  verb->add_option("--unix-owner", options->socket_file.owner, "Their owner, a name or a number")->option_text("USER");
  verb->add_option("--unix-group", options->socket_file.group, "Their group, a name or a number")->option_text("GROUP");
  verb->callback([options] {
    check_socket_file(*options);
    serve(*options);
  });
}

}  // namespace weft::cli
