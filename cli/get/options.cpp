#include <cli/get/options.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cli/get/option_texts.hpp>
#include <cli/support/numbers.hpp>
#include <cli/support/text_file.hpp>
#include <weft/http/text.hpp>

namespace weft::cli::get {

namespace {

constexpr unsigned most_redirects = 20;

void add_body(CLI::App& verb, GetOptions& options) {
  auto* data = verb.add_option("-d,--data", options.data,
                               "POST this text, or with @FILE the octets of a file, with @- those of standard input; "
                               "many are joined by &. The content-type is that of a form unless -H says it")
                   ->allow_extra_args(false)
                   ->option_text("DATA ...");
  auto* parts = verb.add_option("-F,--form", options.parts,
                                "POST a form of parts (multipart/form-data): a text, or with @FILE a file, whose type "
                                "is that of its name unless ;type= follows")
                    ->allow_extra_args(false)
                    ->option_text("NAME=[@]VALUE ...")
                    ->excludes(data);
  verb.add_option("-T,--upload-file", options.upload, "PUT this file")
      ->option_text("FILE")
      ->excludes(data)
      ->excludes(parts);
}

void add_request(CLI::App& verb, GetOptions& options) {
  verb.add_option("url", options.urls, "What to ask for: https://host/path or http://host/path, any number of them")
      ->required()
      ->option_text("URL ...");
  add_body(verb, options);
  verb.add_option("-H,--header", options.fields, "A field of the request")
      ->allow_extra_args(false)
      ->option_text("'NAME: VALUE' ...");
  auto* method = verb.add_option("-X,--request", options.method,
                                 "The method, instead of GET, of POST with -d and -F, "
                                 "of PUT with -T")
                     ->option_text("METHOD");
  verb.add_flag("-I,--head", options.head_only, "Ask for the head alone, and print it to standard output")
      ->excludes("--data")
      ->excludes("--form")
      ->excludes("--upload-file")
      ->excludes(method);
  verb.add_option("-r,--range", options.range, "These octets alone, where the server can: 0-499, 500-, -500")
      ->option_text("RANGE");
  verb.add_option("--priority", options.priority,
                  "How urgent it is (RFC 9218): u=0 comes first, u=7 last, and bodies with i may take turns")
      ->option_text("u=N[,i]");
  verb.add_flag("-L,--location", options.follow,
                "Follow up to 20 redirects; never from https to http, and secrets stay with their origin");
  auto* user =
      verb.add_option("-u,--user", options.user, "Basic authentication (RFC 7617)")->option_text("USER:PASSWORD");
  auto* digest = verb.add_flag("--digest", options.digest,
                               "Digest authentication (RFC 7616) with -u: the password itself is not sent");
  digest->needs(user);
  verb.add_flag(
          "--negotiate", options.negotiate,
          "Negotiate authentication (RFC 4559) as the user of the Kerberos ticket that kinit got; -u : does no harm")
      ->excludes(digest);
}

void add_detour(CLI::App& verb, GetOptions& options) {
  verb.add_option("-x,--proxy", options.proxy,
                  "Go through this proxy: http://, https://, socks5:// or socks5h://, and USER:PASSWORD@ before its "
                  "host; '' is none [http_proxy, https_proxy, all_proxy of the environment]")
      ->option_text("[SCHEME://]HOST[:PORT]");
  verb.add_option("--noproxy", options.no_proxy,
                  "Hosts to which no proxy leads: names, domains, addresses, networks, or *, with commas between "
                  "[no_proxy of the environment]")
      ->option_text("HOSTS");
  verb.add_option("--unix-socket", options.unix_socket, "Connect to this socket, whatever the host of a URL is")
      ->option_text("PATH");
}

void add_identity(CLI::App& verb, GetOptions& options) {
  auto* certificate = verb.add_option("-E,--cert", options.certificate_file,
                                      "PEM file of a certificate and its chain, for a server that asks for one")
                          ->option_text("FILE");
  verb.add_option("--key", options.key_file, "PEM file of the certificate's key, where that is not in the same file")
      ->option_text("FILE")
      ->needs(certificate);
  verb.add_option("--pinnedpubkey", options.pinned_keys,
                  "The public key that the server must have, whoever vouches for it, or several with ; between")
      ->allow_extra_args(false)
      ->delimiter(';')
      ->option_text("sha256//DIGEST");
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
  verb.add_flag("--push", options.push,
                "Take what servers push (RFC 9113 8.4) and tell of each; URLs are asked one after the other, and those "
                "that were pushed are not asked for")
      ->excludes(http11);
  verb.add_option("-m,--max-time", options.most_time, "How long a request may take: 10s, 500ms; a number is seconds")
      ->transform(time_between("1ms", "24h"))
      ->option_text("TIME");
  verb.add_option("--connect-timeout", options.connect_time, "How long name, connection and TLS may take [10s]")
      ->transform(time_between("1ms", "24h"))
      ->option_text("TIME");
  verb.add_option("--limit-rate", options.rate, "Take so many octets of a body a second: 500k, 2M, 1G")
      ->option_text("RATE");
  verb.add_option("--pause-after", options.pause,
                  "Take nothing of a body for this time once so many octets have come: 64k:2s; "
                  "without a time as long as the request lasts")
      ->option_text("SIZE[:TIME]");
  add_detour(verb, options);
  add_identity(verb, options);
}

void add_response(CLI::App& verb, GetOptions& options) {
  verb.add_option("-o,--output", options.outputs,
                  "Write the body to this file; the n-th -o is for the n-th URL, and - is standard output")
      ->allow_extra_args(false)
      ->option_text("FILE ...");
  verb.add_flag("-O,--remote-name", options.remote_name,
                "Write each body that has no -o to a file named as the URL ends; a file that is there stays as it is");
  verb.add_option("-C,--continue-at", options.continue_at,
                  "Go on with what an earlier try has left in FILE.part or FILE: with - where that ends, or behind so "
                  "many octets; what comes stays in FILE.part until it is whole, however often that is tried")
      ->option_text("-|OFFSET")
      ->excludes("--range")
      ->excludes("--head")
      ->excludes("--upload-file");
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
  verb.add_option("--har", options.har_file,
                  "Write what was asked and answered to this file, as browsers' developer tools read it (HAR 1.2)")
      ->option_text("FILE");
  auto* record =
      verb.add_option("--record", options.record_file,
                      "Record the connection to FILE for weft inspect, further ones to FILE.2, FILE.3 …; values "
                      "of fields are kept as lengths and hashes, bodies as lengths")
          ->option_text("FILE");
  verb.add_flag("--record-values", options.record_values,
                "Record all octets, credentials and bodies among them: only such a recording can be replayed")
      ->needs(record);
  verb.add_flag("-s,--silent", options.silent, "Tell nothing but failures")->excludes(json);
}

CLI::ValidationError wrong(const std::string& option, const std::string& what) {
  return CLI::ValidationError(option, what);
}

Duration seconds(double number) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(number));
}

http::Method usual_method(const GetOptions& options) {
  if (options.upload) return http::Method::put;
  return options.data.empty() && options.parts.empty() ? http::Method::get : http::Method::post;
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

// The value that -H gives to a field; nothing where it gives none.
std::optional<std::string> field_of(const GetOptions& options, std::string_view name) {
  for (const std::string& line : options.fields) {
    const std::string_view text = line;
    const std::size_t colon = std::min(text.find(':'), text.size());
    if (http::equals_ignoring_case(text.substr(0, colon), name)) {
      return std::string(http::trim(text.substr(std::min(colon + 1, text.size()))));
    }
  }
  return std::nullopt;
}

Multipart form_of(const GetOptions& options) {
  Multipart form;
  for (const std::string& each : options.parts) {
    const auto part = parse_form_part(each);
    if (!part) throw wrong("-F", fmt::format("expected NAME=TEXT, NAME=@FILE or NAME=@FILE;type=TYPE, not '{}'", each));
    if (part->path.empty()) {
      form.text(part->name, part->text);
    } else {
      form.file(part->name, part->path, part->media_type);
    }
  }
  return form;
}

void add_content(ClientRequest& request, const GetOptions& options, const std::string& content) {
  const auto media_type = field_of(options, "content-type");
  if (options.upload) {
    // A script whose variable is empty did not mean a request without content.
    if (options.upload->empty()) throw wrong("-T", "expected a file, not an empty name");
    request.file(*options.upload, media_type.value_or(""));
  }
  if (!options.data.empty()) request.body(content, media_type ? "" : "application/x-www-form-urlencoded");
  if (options.parts.empty()) return;
  // RFC 2046 5.1.1: the boundary stands in the content-type, and the client chooses it.
  if (media_type) throw wrong("-H", "-F has a content-type of its own");
  try {
    request.multipart(form_of(options));
  } catch (const std::invalid_argument& error) {
    throw wrong("-F", error.what());
  }
}

void add_wishes(ClientRequest& request, const GetOptions& options) {
  if (options.range) {
    if (!is_range(*options.range)) {
      throw wrong("-r", fmt::format("expected FIRST-LAST, FIRST- or -COUNT, not '{}'", *options.range));
    }
    request.field("range", "bytes=" + *options.range);
  }
  if (options.priority) {
    if (!is_priority(*options.priority)) {
      throw wrong("--priority", fmt::format("expected u=0 to u=7, i, or u=N,i, not '{}'", *options.priority));
    }
    request.field("priority", *options.priority);
  }
}

void add_limits(ClientRequest& request, const GetOptions& options) {
  if (options.most_time > 0) request.timeout(seconds(options.most_time));
  if (!options.rate) return;
  const auto rate = parse_rate(*options.rate);
  if (!rate) {
    throw wrong("--limit-rate",
                fmt::format("expected octets a second, such as 500k, 2M or 1G, not '{}'", *options.rate));
  }
  request.limit_rate(*rate);
}

void add_pause(ClientRequest& request, const GetOptions& options) {
  if (!options.pause) return;
  const auto pause = parse_pause(*options.pause);
  if (!pause) throw wrong("--pause-after", fmt::format("expected 64k or 64k:2s, not '{}'", *options.pause));
  request.pause_after(pause->octets, pause->duration);
}

Proxies proxies_for(const GetOptions& options) {
  Proxies::Variables variables = Proxies::environment();
  if (options.proxy) variables.http_proxy = variables.https_proxy = variables.all_proxy = *options.proxy;
  if (options.no_proxy) variables.no_proxy = *options.no_proxy;
  try {
    return Proxies(variables);
  } catch (const std::invalid_argument& error) {
    const std::string_view text = error.what();
    // The name of the variable stands before what is wrong with it.
    if (options.proxy) throw wrong("-x", std::string(text.substr(text.find(": ") + 2)));
    throw CLI::ValidationError(error.what());
  }
}

void add_negotiate(ClientRequest& request, const GetOptions& options) {
  if (!options.user.empty() && options.user != ":") {
    throw wrong("-u", "--negotiate takes the user of the Kerberos ticket: expected : or nothing");
  }
  try {
    request.negotiate();
  } catch (const std::logic_error& error) {
    throw wrong("--negotiate", error.what());
  }
}

void add_user(ClientRequest& request, const GetOptions& options) {
  if (options.negotiate) return add_negotiate(request, options);
  if (options.user.empty()) return;
  const std::size_t colon = options.user.find(':');
  if (colon == options.user.npos) throw wrong("-u", "expected USER:PASSWORD");
  try {
    const std::string user = options.user.substr(0, colon);
    const std::string password = options.user.substr(colon + 1);
    if (options.digest) {
      request.digest(user, password);
    } else {
      request.basic(user, password);
    }
  } catch (const std::invalid_argument& error) {
    throw wrong("-u", error.what());
  }
}

}  // namespace

void add_options(CLI::App& verb, GetOptions& options) {
  const auto begin_group = [&verb](const char* name) { verb.option_defaults()->group(name); };
  begin_group("Request");
  add_request(verb, options);
  begin_group("Connection");
  add_way(verb, options);
  begin_group("Response");
  add_response(verb, options);
  begin_group("Messages");
  add_told(verb, options);
}

http::Method method_for(const GetOptions& options) {
  if (options.head_only) return http::Method::head;
  if (options.method.empty()) return usual_method(options);
  const http::Method method = http::method_of(options.method);
  if (method != http::Method::other && method != http::Method::connect) return method;
  throw wrong("-X",
              fmt::format("expected GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE or PATCH, not {}", options.method));
}

ClientOptions client_options(const GetOptions& options) {
  ClientOptions client;
  if (options.http11) client.version = http::Version::http11;
  if (options.prior_knowledge) client.policy = VersionPolicy::exact;
  if (options.connect_time > 0) client.connect_limit = seconds(options.connect_time);
  // A pushed response has no limit for all of it.
  if (options.push && options.most_time > 0) {
    client.head_limit = std::min<Duration>(client.head_limit, seconds(options.most_time));
    client.body_limit = std::min<Duration>(client.body_limit, seconds(options.most_time));
  }
  client.insecure = options.insecure;
  client.trusted_file = options.trusted_file;
  client.certificate_file = options.certificate_file;
  client.key_file = options.key_file;
  client.pinned_keys = options.pinned_keys;
  client.unix_socket = options.unix_socket;
  client.proxies = proxies_for(options);
  return client;
}

std::optional<std::uint64_t> continue_offset(const GetOptions& options) {
  if (!options.continue_at || *options.continue_at == "-") return std::nullopt;
  const auto offset = http::parse_decimal(*options.continue_at);
  if (offset && *offset < http::decimal_overflow) return offset;
  throw wrong("-C", fmt::format("expected - or a number of octets, not '{}'", *options.continue_at));
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
  if (!field_of(options, "user-agent")) request.field("user-agent", "weft");
  if (!field_of(options, "accept")) request.field("accept", "*/*");
  if (options.follow) request.redirects(most_redirects);
  add_user(request, options);
  add_content(request, options, content);
  add_wishes(request, options);
  add_limits(request, options);
  add_pause(request, options);
  return request;
}

}  // namespace weft::cli::get
