#include <algorithm>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include <cli/load/options.hpp>
#include <cli/load/request_file.hpp>
#include <cli/support/text_file.hpp>

namespace weft::cli::load {

namespace {

Duration duration_of(double seconds) {
  return Duration(static_cast<Duration::rep>(seconds * 1e9));
}

Target target_of(const LoadOptions& options) {
  const Target target = parse_target(options.urls.front());
  for (const std::string& url : options.urls) {
    if (parse_target(url).same_origin(target)) continue;
    throw std::invalid_argument(fmt::format("{}: expected the origin of the first URL, {}", url, target.origin()));
  }
  return target;
}

Requests requests_of_urls(const LoadOptions& options) {
  Request request;
  if (!options.data.empty()) {
    const auto body = read_text(options.data);
    if (!body) throw std::runtime_error(fmt::format("{}: cannot be read", options.data));
    request.method = "POST";
    request.body = *body;
  }
  Requests requests;
  for (const std::string& url : options.urls) {
    request.path = parse_target(url).url.target;
    requests.push_back(request);
  }
  return requests;
}

Requests requests_of(const LoadOptions& options) {
  if (options.requests.empty()) return requests_of_urls(options);
  if (options.urls.size() != 1 || parse_target(options.urls.front()).url.target != "/") {
    throw std::invalid_argument("with --requests, expected one URL without a path: whom to ask");
  }
  return read_requests(options.requests);
}

void add_fields(Requests& requests, const std::vector<std::string>& lines) {
  for (Request& request : requests) {
    for (const std::string& line : lines) {
      if (!add_field(request, line)) throw std::invalid_argument(fmt::format("{}: expected 'name: value'", line));
    }
    const bool named = std::any_of(request.fields.begin(), request.fields.end(),
                                   [](const auto& field) { return field.first == "user-agent"; });
    if (!named) request.fields.emplace_back("user-agent", "weft-load");
  }
}

TlsPlan tls_of(const LoadOptions& options) {
  TlsPlan tls;
  if (options.insecure) tls.certificates = Certificates::trust_any;
  tls.trusted_file = options.trusted_file;
  tls.server_name = options.server_name;
  if (options.certificate.empty()) return tls;
  // One file may have both.
  const std::string& key = options.key.empty() ? options.certificate : options.key;
  tls.certificate = io::TlsCertificate::from_pem_files(options.certificate, key);
  return tls;
}

}  // namespace

Plan plan_of(const LoadOptions& options) {
  Plan plan;
  plan.target = target_of(options);
  plan.place = options.connect_to.empty() ? place_of(plan.target) : parse_place(options.connect_to, plan.target);
  plan.requests = requests_of(options);
  add_fields(plan.requests, options.fields);
  const std::map<std::string, WantedVersion> versions = {
      {"auto", WantedVersion::any}, {"2", WantedVersion::http2}, {"1.1", WantedVersion::http11}};
  plan.version = versions.at(options.http);
  plan.tls = tls_of(options);
  plan.threads = options.threads;
  plan.connections = options.connections;
  if (plan.connections < plan.threads) throw std::invalid_argument("expected at least one connection a thread");
  plan.h2 = {.streams = options.streams, .window = options.window};
  if (options.requests_per_connection > 0) plan.h2.quota = options.requests_per_connection;
  if (options.count > 0)
    plan.count = options.count;
  else
    plan.duration = duration_of(options.duration);
  plan.warm_up = duration_of(options.warm_up);
  plan.rate = options.rate;
  plan.timeout = duration_of(options.timeout);
  plan.connect_timeout = duration_of(options.connect_timeout);
  plan.log = options.log;
  plan.unprocessed = options.no_resend ? Unprocessed::fail : Unprocessed::send_again;
  return plan;
}

Plan plan_of_other(const LoadOptions& options, Plan plan) {
  plan.target = parse_target(options.compare);
  plan.place = place_of(plan.target);
  const bool one_url = options.requests.empty() && options.urls.size() == 1;
  if (one_url)
    plan.requests.front().path = plan.target.url.target;
  else if (plan.target.url.target != "/") {
    throw std::invalid_argument(fmt::format("{}: expected no path: it is asked for the same ones", options.compare));
  }
  return plan;
}

}  // namespace weft::cli::load
