#include <weft/server/config/config_form.hpp>

#include <string>
#include <utility>

#include <weft/config/leaves.hpp>

namespace weft::server {
namespace {

using config::Form;
using config::Object;

constexpr unsigned most_threads = 1024;

std::string write_nothing(const ConfigDraft&, const config::Writing&) {
  return {};
}

// Each endpoint is written with what it has of them.
Form<ConfigDraft> read_only(Form<ConfigDraft> form) {
  form.write = write_nothing;
  return form;
}

Form<ConfigDraft> endpoint_defaults_form() {
  return Object<ConfigDraft>("the defaults of endpoints")
      .member("Protocols", "The versions that endpoints speak which do not say so themselves", protocols_form(),
              [](auto& draft) -> auto& { return draft.default_protocols; })
      .form();
}

Form<ConfigDraft> certificates_form() {
  return Object<ConfigDraft>("the certificates that endpoints share")
      .member("Default", "The certificate of endpoints of https that have none themselves",
              config::optional(certificate_form()), [](auto& draft) -> auto& { return draft.default_certificate; })
      .form();
}

// The keys that Kestrel has as well.
Object<ConfigDraft> keys_of_kestrel(std::string what) {
  return Object<ConfigDraft>(std::move(what))
      .member("Endpoints", "Where the server listens, by names of your choice", endpoints_form(),
              [](auto& draft) -> auto& { return draft.config.endpoints; })
      .member("EndpointDefaults", "What endpoints are where they do not say so themselves",
              read_only(endpoint_defaults_form()), [](auto& draft) -> auto& { return draft; })
      .member("Certificates", "Certificates that endpoints share", read_only(certificates_form()),
              [](auto& draft) -> auto& { return draft; })
      .member("Limits", "What connections and requests may use, and for how long", limits_form(),
              [](auto& draft) -> auto& { return draft.config.options; });
}

// It is for editors.
Form<ConfigDraft> ignored() {
  return {[](ConfigDraft&, const config::PlacedJson& value, config::Places&) { config::text_of(value, "a URL"); },
          write_nothing, R"({"type":"string"})"};
}

Form<ConfigDraft> whole_form() {
  return keys_of_kestrel("a configuration")
      .also_inside("Kestrel", "Endpoints and limits, as ASP.NET Core has them in appsettings.json",
                   keys_of_kestrel("the keys of Kestrel").form())
      .also_inside("$schema", "Where the schema of this file is", ignored())
      .member("Sites", "What the server serves, by names of your choice. The first site is for unknown hosts as well",
              sites_form(), [](auto& draft) -> auto& { return draft.config.sites; })
      .member("Log", "The access log", log_form(), [](auto& draft) -> auto& { return draft.config.log; })
      .member("User", "The user that serves, once all is opened: a name or a number, where root starts the server",
              config::text("the name or the number of a user"),
              [](auto& draft) -> auto& { return draft.config.options.user; })
      .member("Group", "Its group; without one, those of the user", config::text("the name or the number of a group"),
              [](auto& draft) -> auto& { return draft.config.options.group; })
      .then([](const ConfigDraft& draft, const config::PlacedJson& object) {
        const ServerOptions& options = draft.config.options;
        if (options.user.empty() && !options.group.empty()) config::refuse(object, "Group needs User");
      })
      .member("Logs", "Further logs, by names of your choice: each has the lines of all sites", logs_form(),
              [](auto& draft) -> auto& { return draft.config.logs; })
      .member("TrustedProxies", "Addresses and networks of proxies that are believed whom a request is from, or unix",
              trusted_peers_form(), [](auto& draft) -> auto& { return draft.config.options.forwarding.proxies; })
      .member("ForwardedField", "The field in which those proxies say it", forwarded_field_form(),
              [](auto& draft) -> auto& { return draft.config.options.forwarding.field; })
      .member("Control", "Where the server can be watched and steered", config::optional(control_form()),
              [](auto& draft) -> auto& { return draft.config.control; })
      .member("Threads", "Threads that serve, each with a loop of its own. 0: one for each core",
              config::whole<unsigned>(0, most_threads),
              [](auto& draft) -> auto& { return draft.config.options.threads; })
      .form();
}

}  // namespace

const Form<ConfigDraft>& config_form() {
  static const Form<ConfigDraft> form = whole_form();
  return form;
}

std::string config_schema() {
  const std::string head =
      R"({"$schema":"http://json-schema.org/draft-07/schema#","title":"The configuration of weft serve",)";
  return config::indented(head + config_form().schema.substr(1));
}

}  // namespace weft::server
