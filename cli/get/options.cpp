#include <cli/get/options.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cli/support/numbers.hpp>
#include <cli/support/text_file.hpp>
#include <weft/http/text.hpp>

namespace weft::cli::get {

namespace {

constexpr unsigned most_redirects = 20;

void add_request(CLI::App& verb, GetOptions& options) {
  verb.add_option("url", options.urls, "What to ask for: https://host/path or http://host/path, any number of them")
      ->required()
      ->option_text("URL ...");
  auto* data = verb.add_option("-d,--data", options.data,
                               "POST this text, or with @FILE the octets of a file, with @- those of standard input; "
                               "many are joined by &. The content-type is that of a form unless -H says it")
                   ->allow_extra_args(false)
                   ->option_text("DATA ...");
  verb.add_option("-H,--header", options.fields, "A field of the request")
      ->allow_extra_args(false)
      ->option_text("'NAME: VALUE' ...");
  auto* method = verb.add_option("-X,--request", options.method, "The method, instead of GET, or POST with -d")
                     ->option_text("METHOD");
  verb.add_flag("-I,--head", options.head_only, "Ask for the head alone, and print it to standard output")
      ->excludes(data)
      ->excludes(method);
  verb.add_flag("-L,--location", options.follow,
                "Follow up to 20 redirects; never from https to http, and secrets stay with their origin");
  verb.add_option("-u,--user", options.user, "Basic authentication (RFC 7617)")->option_text("USER:PASSWORD");
}

void add_way(CLI::App& verb, GetOptions& options) {
  auto* insecure = verb.add_flag("-k,--insecure", options.insecure, "Trust any certificate: for a test server's own");
  verb.add_option("--cacert", options.trusted_file, "PEM file of the certificates to trust, instead of the system's")
      ->option_text("FILE")
      ->excludes(insecure);
  auto* http11 = verb.add_flag("--http1.1", options.http11, "HTTP/1.1 and nothing else");
  auto* http2 = verb.add_flag("--http2", options.http2,
                              "HTTP/2 where the server has it, else HTTP/1.1; this is what is done anyway")
                    ->excludes(http11);
  verb.add_flag("--http2-prior-knowledge", options.prior_knowledge, "HTTP/2 and nothing else, without TLS as well")
      ->excludes(http11)
      ->excludes(http2);
  verb.add_option("-m,--max-time", options.most_time, "How long a request may take: 10s, 500ms; a number is seconds")
      ->transform(time_between("1ms", "24h"))
      ->option_text("TIME");
  verb.add_option("--connect-timeout", options.connect_time, "How long name, connection and TLS may take [10s]")
      ->transform(time_between("1ms", "24h"))
      ->option_text("TIME");
}

void add_response(CLI::App& verb, GetOptions& options) {
  verb.add_option("-o,--output", options.outputs,
                  "Write the body to this file; the n-th -o is for the n-th URL, and - is standard output")
      ->allow_extra_args(false)
      ->option_text("FILE ...");
  verb.add_flag("-O,--remote-name", options.remote_name,
                "Write each body that has no -o to a file named as the URL ends; a file that is there stays as it is");
  verb.add_flag("--no-fail", options.no_fail, "A status of 400 and above is no failure");
}

void add_told(CLI::App& verb, GetOptions& options) {
  auto* verbose = verb.add_flag("-v,--verbose", options.verbose,
                                "Show each frame, and with -vv all fields and settings; secrets are shown as lengths");
  verb.add_flag("--why", options.why, "Say which version it was and why, and what the server allows");
  verb.add_flag("--timing", options.timing, "Show where the time went");
  auto* json =
      verb.add_flag("--json", options.json, "A report for programs on standard error: a line of JSON for each URL")
          ->excludes(verbose)
          ->excludes("--why")
          ->excludes("--timing");
  verb.add_flag("-s,--silent", options.silent, "Tell nothing but failures")->excludes(json);
}

CLI::ValidationError wrong(const std::string& option, const std::string& what) {
  return CLI::ValidationError(option, what);
}

Duration seconds(double number) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(number));
}

http::Method method_for(const GetOptions& options) {
  if (options.head_only) return http::Method::head;
  if (options.method.empty()) return options.data.empty() ? http::Method::get : http::Method::post;
  const http::Method method = http::method_of(options.method);
  if (method != http::Method::other && method != http::Method::connect) return method;
  throw wrong("-X",
              fmt::format("expected GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE or PATCH, not {}", options.method));
}

// RFC 9110 5.1: a field is a name, a colon and a value.
void add_field(ClientRequest& request, const std::string& line) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos) throw wrong("-H", fmt::format("expected 'NAME: VALUE', not '{}'", line));
  try {
    request.field(line.substr(0, colon), http::trim(std::string_view(line).substr(colon + 1)));
  } catch (const std::invalid_argument& error) {
    throw wrong("-H", error.what());
  }
}

std::string octets_of(const std::string& data) {
  if (!data.starts_with('@')) return data;
  auto text = read_text(data.substr(1));
  if (!text) throw wrong("-d", fmt::format("{} cannot be read", data.substr(1)));
  return std::move(*text);
}

bool has_field(const GetOptions& options, std::string_view name) {
  for (const std::string& line : options.fields) {
    if (http::equals_ignoring_case(std::string_view(line).substr(0, line.find(':')), name)) return true;
  }
  return false;
}

void add_content(ClientRequest& request, const GetOptions& options, const std::string& content) {
  if (options.data.empty()) return;
  const bool is_named = has_field(options, "content-type");
  request.body(content, is_named ? "" : "application/x-www-form-urlencoded");
}

void add_user(ClientRequest& request, const GetOptions& options) {
  if (options.user.empty()) return;
  const std::size_t colon = options.user.find(':');
  if (colon == options.user.npos) throw wrong("-u", "expected USER:PASSWORD");
  try {
    request.basic(options.user.substr(0, colon), options.user.substr(colon + 1));
  } catch (const std::invalid_argument& error) {
    throw wrong("-u", error.what());
  }
}

}  // namespace

void add_options(CLI::App& verb, GetOptions& options) {
  add_request(verb, options);
  add_way(verb, options);
  add_response(verb, options);
  add_told(verb, options);
}

ClientOptions client_options(const GetOptions& options) {
  ClientOptions client;
  if (options.http11) client.version = http::Version::http11;
  if (options.prior_knowledge) client.policy = VersionPolicy::exact;
  if (options.connect_time > 0) client.connect_limit = seconds(options.connect_time);
  client.insecure = options.insecure;
  client.trusted_file = options.trusted_file;
  return client;
}

std::string content_of(const GetOptions& options) {
  std::string content;
  for (const std::string& each : options.data) {
    if (&each != &options.data.front()) content += '&';
    content += octets_of(each);
  }
  return content;
}

ClientRequest request_for(const GetOptions& options, const std::string& content, const Client& client,
                          const std::string& url) {
  ClientRequest request = client.request(method_for(options), url);
  for (const std::string& line : options.fields) add_field(request, line);
  if (!has_field(options, "user-agent")) request.field("user-agent", "weft");
  if (!has_field(options, "accept")) request.field("accept", "*/*");
  if (options.follow) request.redirects(most_redirects);
  add_user(request, options);
  add_content(request, options, content);
  if (options.most_time > 0) request.timeout(seconds(options.most_time));
  return request;
}

}  // namespace weft::cli::get
