#include <algorithm>
#include <cstddef>

#include <weft/base/host_pattern.hpp>
#include <weft/config/leaves.hpp>
#include <weft/server/config/check_at.hpp>
#include <weft/server/config/config_form.hpp>
#include <weft/server/config/limit_members.hpp>

namespace weft::server {
namespace {

using config::Form;
using config::Object;
using config::PlacedJson;
using config::refuse;

Form<std::string> host_form() {
  Form<std::string> form = config::text("a host: \"example.org\"", "^(\\*|(\\*\\.)?[a-z0-9_.:\\[\\]-]+)$");
  form.read = [read = form.read](std::string& into, const PlacedJson& value, config::Places& places) {
    read(into, value, places);
    if (!is_host_pattern(into)) refuse(value, fmt::format("\"{}\": expected a host in lower case, *.host, or *", into));
  };
  return form;
}

Form<std::string> sink_form() {
  Form<std::string> form = config::text("a path: \"/upload\"", "^/");
  form.read = [read = form.read](std::string& into, const PlacedJson& value, config::Places& places) {
    read(into, value, places);
    if (!into.starts_with('/')) refuse(value, fmt::format("\"{}\": expected a path: \"/upload\"", into));
  };
  return form;
}

Form<FieldOfFiles> header_form() {
  const Form<std::string> text = config::text("the value of a field");
  return {[text](FieldOfFiles& into, const PlacedJson& value, config::Places& places) {
            text.read(into.value, value, places);
            check_at(value, [&] { check_field_of_files(into.name, into.value); });
          },
          [text](const FieldOfFiles& from, const config::Writing& writing) { return text.write(from.value, writing); },
          text.schema};
}

Form<FieldsOfFiles> headers_of_pattern_form() {
  const auto fields = config::named("fields: {\"name\": \"value\"}", &FieldOfFiles::name, header_form());
  return {[fields](FieldsOfFiles& into, const PlacedJson& value, config::Places& places) {
            check_at(value, [&] { check_pattern_of_files(into.pattern); });
            fields.read(into.fields, value, places);
          },
          [fields](const FieldsOfFiles& from, const config::Writing& writing) {
            return fields.write(from.fields, writing);
          },
          fields.schema};
}

Form<std::vector<FieldsOfFiles>> headers_form() {
  return config::named("fields by patterns: {\"*.js\": {…}}", &FieldsOfFiles::pattern, headers_of_pattern_form());
}

Form<Config::Site> limits_of_site_form() {
  Object<Config::Site> object("limits of a site: {\"SendRate\": …}");
  add_rates(object, [](auto& site) -> auto& { return site.rates; });
  add_requests(object, [](auto& site) -> auto& { return site.requests; });
  object.member("MaxRequestBodySize", "The same as Limits:MaxRequestBodySize, in its place",
                config::optional(body_form()), [](auto& site) -> auto& { return site.request_body; });
  object.then([](const Config::Site& read, const PlacedJson& place) { check_requests(read.requests, place); });
  return object.form();
}

Form<Config::Site> site_form() {
  return Object<Config::Site>("a site")
      .member("Hosts", "Its hosts: example.org, *.example.org, *",
              config::list("hosts: a list of strings", host_form()), [](auto& site) -> auto& { return site.hosts; })
      .member("Root", "The folder whose files it serves", config::text("a path"),
              [](auto& site) -> auto& { return site.root; })
      .member("Fallback", "A file of the folder for paths that do not exist and have no extension: index.html",
              config::text("a file of the folder: \"index.html\""), [](auto& site) -> auto& { return site.fallback; })
      .member("Headers", "Fields of the answers with files, by patterns of paths: *, *.js, /assets/*", headers_form(),
              [](auto& site) -> auto& { return site.headers; })
      .member("Listing", "true: a folder without index.html is answered with the names in it", config::boolean(),
              [](auto& site) -> auto& { return site.listing; })
      .member("Compression", "true, or how: what it serves is compressed while it is sent", compression_form(),
              [](auto& site) -> auto& { return site.compression; })
      .member("Redirects", "Paths that have moved, the first that fits", redirects_form(),
              [](auto& site) -> auto& { return site.redirects; })
      .member("ErrorPages", "Files for errors: {\"404\": \"/404.html\"}", error_pages_form(),
              [](auto& site) -> auto& { return site.error_pages; })
      .member("Priorities", "How urgent responses are, the last that fits", priorities_form(),
              [](auto& site) -> auto& { return site.priorities; })
      .member("Sink", "A path where bodies of POST and PUT are read, and answered with their length", sink_form(),
              [](auto& site) -> auto& { return site.sink; })
      .member("RequireHttp11", "Requests over HTTP/2 end with HTTP_1_1_REQUIRED, so that clients ask over HTTP/1.1",
              config::boolean(), [](auto& site) -> auto& { return site.require_http11; })
      .member("ClientCertificate", "What its clients show of themselves, in place of what the endpoint says",
              clients_form(), [](auto& site) -> auto& { return site.client_certificate; })
      .member("Limits", "How fast bodies go, and how many requests come, of all requests of the site together",
              limits_of_site_form(), [](auto& site) -> auto& { return site; })
      .member("Push", "What it pushes by itself", push_form(), [](auto& site) -> auto& { return site.push; })
      .member("Log", "Its access log, in place of the Log of all sites; path none: no log",
              config::optional(further_log_form()), [](auto& site) -> auto& { return site.log; })
      .member("Logs", "Further logs of this site, by names of your choice", logs_form(),
              [](auto& site) -> auto& { return site.logs; })
      .then([](const Config::Site& site, const PlacedJson& object) { check_clients(site.client_certificate, object); })
      .form();
}

// Each host has one site.
void check_hosts(const std::vector<Config::Site>& sites, const PlacedJson& object) {
  for (std::size_t i = 0; i < sites.size(); ++i) {
    for (const std::string& host : sites[i].hosts) {
      for (std::size_t before = 0; before < i; ++before) {
        const auto& hosts = sites[before].hosts;
        if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) continue;
        refuse(object.items[i], fmt::format("\"{}\" is a host of the site \"{}\" already", host, sites[before].name));
      }
    }
  }
}

}  // namespace

Form<std::vector<Config::Site>> sites_form() {
  auto form = config::named("sites: {\"name\": {\"Root\": …}}", &Config::Site::name, site_form());
  form.read = [read = form.read](std::vector<Config::Site>& into, const PlacedJson& value, config::Places& places) {
    read(into, value, places);
    check_hosts(into, value);
  };
  return form;
}

}  // namespace weft::server
