// The rules of a site for its responses, whatever gives them.
#include <cstdint>
#include <utility>

#include <weft/config/leaves.hpp>
#include <weft/server/config/check_at.hpp>
#include <weft/server/config/config_form.hpp>

namespace weft::server {
namespace {

using config::Form;
using config::Object;
using config::PlacedJson;

Form<CompressionOptions> compression_options_form() {
  return Object<CompressionOptions>("a compression: true, or {\"MinLength\": …}")
      .member("Types", "Media types; a * is any text",
              config::list("media types: a list of strings", config::text("a media type: \"text/*\"")),
              [](auto& options) -> auto& { return options.types; })
      .member("MinLength", "Octets; shorter bodies are sent as they are", config::octets(),
              [](auto& options) -> auto& { return options.min_length; })
      .member("Codings", "br, zstd, gzip: of two that a client likes as much, the first one",
              config::list("codings: a list of strings",
                           config::word<FileCoding>(
                               {{"br", FileCoding::br}, {"zstd", FileCoding::zstd}, {"gzip", FileCoding::gzip}})),
              [](auto& options) -> auto& { return options.codings; })
      .member("CacheOctets", "Octets of compressed files that each thread keeps", config::octets(),
              [](auto& options) -> auto& { return options.cache; })
      .member("Cookies", "true: also where the response has Set-Cookie", config::boolean(),
              [](auto& options) -> auto& { return options.cookies; })
      .then([](const CompressionOptions& options, const PlacedJson& object) {
        check_at(object, [&] { Compression{options}; });
      })
      .form();
}

Form<http::Status> status_form() {
  const Form<std::uint16_t> number = config::whole<std::uint16_t>(301, 308);
  return {[number](http::Status& into, const PlacedJson& value, config::Places& places) {
            std::uint16_t code = 0;
            number.read(code, value, places);
            into = static_cast<http::Status>(code);
          },
          [number](const http::Status& from, const config::Writing& writing) {
            return number.write(static_cast<std::uint16_t>(http::code(from)), writing);
          },
          number.schema};
}

Form<RedirectRule> redirect_form() {
  return Object<RedirectRule>("a redirect: {\"From\": …, \"To\": …}")
      .member("From", "A path, with parameters as /old/{rest...}", config::text("a path: \"/old/{rest...}\"", "^/"),
              [](auto& rule) -> auto& { return rule.from; })
      .member("To", "A path or URL, with the same parameters and {host}",
              config::text("a path or a URL: \"/new/{rest}\"", "^(/|https?://)"),
              [](auto& rule) -> auto& { return rule.to; })
      .member("Status", "301, 302, 303, 307 or 308", status_form(), [](auto& rule) -> auto& { return rule.status; })
      .member("Scheme", "http or https: for requests that came so alone", config::text("\"http\" or \"https\""),
              [](auto& rule) -> auto& { return rule.scheme; })
      .needs("From")
      .needs("To")
      .then([](const RedirectRule& rule, const PlacedJson& object) { check_at(object, [&] { check_redirect(rule); }); })
      .form();
}

Form<ErrorPageRule> error_page_form() {
  const Form<std::string> text = config::text("the path of a file: \"/404.html\"", "^/");
  return {[text](ErrorPageRule& into, const PlacedJson& value, config::Places& places) {
            text.read(into.path, value, places);
            check_at(value, [&] { check_error_page(into); });
          },
          [text](const ErrorPageRule& from, const config::Writing& writing) { return text.write(from.path, writing); },
          text.schema};
}

Form<PriorityRule> priority_rule_form() {
  return Object<PriorityRule>("a priority: {\"Match\": …, \"Priority\": …}")
      .member("Match", "A pattern of paths, *.css, or a media type, image/*",
              config::text("a pattern of paths or a media type: \"*.css\""),
              [](auto& rule) -> auto& { return rule.match; })
      .member("Priority", "As in RFC 9218: u=1, i", config::text("a priority: \"u=1\""),
              [](auto& rule) -> auto& { return rule.priority; })
      .needs("Match")
      .needs("Priority")
      .then([](const PriorityRule& rule, const PlacedJson& object) {
        check_at(object, [&] {
          check_priority_match(rule.match);
          check_priority_value(rule.priority);
        });
      })
      .form();
}

}  // namespace

Form<std::optional<CompressionOptions>> compression_form() {
  const Form<CompressionOptions> options = compression_options_form();
  const Form<bool> flag = config::boolean();
  const auto read = [=](std::optional<CompressionOptions>& into, const PlacedJson& value, config::Places& places) {
    if (value.kind != PlacedJson::Kind::object) {
      bool is_on = false;
      flag.read(is_on, value, places);
      into = is_on ? std::optional(CompressionOptions()) : std::nullopt;
      return;
    }
    CompressionOptions said;
    options.read(said, value, places);
    into = std::move(said);
  };
  const auto write = [=](const std::optional<CompressionOptions>& from, const config::Writing& writing) {
    if (!from) return std::string();
    return *from == CompressionOptions() ? std::string("true") : options.write(*from, writing);
  };
  return {read, write, fmt::format(R"({{"anyOf":[{},{}]}})", flag.schema, options.schema)};
}

Form<std::vector<RedirectRule>> redirects_form() {
  return config::list("redirects: a list", redirect_form());
}

Form<std::vector<ErrorPageRule>> error_pages_form() {
  return config::named("pages by status: {\"404\": \"/404.html\"}", &ErrorPageRule::status, error_page_form());
}

Form<std::vector<PriorityRule>> priorities_form() {
  return config::list("priorities: a list", priority_rule_form());
}

}  // namespace weft::server
