// The pushes that a site makes by itself, in JSON:
//
//   "Push": { "Rules": { "/": ["/style.css", { "Path": "/app.js", "Priority": "u=5" }] }, "FromLink": true }
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <weft/config/leaves.hpp>
#include <weft/http/priority_field.hpp>
#include <weft/server/config/config_form.hpp>

namespace weft::server {
namespace {

using config::Form;
using config::Object;
using config::PlacedJson;
using config::refuse;

// A text that `check()` takes.
Form<std::string> checked_text(std::string_view expected, std::string_view pattern, void (*check)(std::string_view)) {
  Form<std::string> form = config::text(expected, pattern);
  form.read = [read = form.read, check](std::string& into, const PlacedJson& value, config::Places& places) {
    read(into, value, places);
    try {
      check(into);
    } catch (const std::invalid_argument& wrong) {
      refuse(value, wrong.what());
    }
  };
  return form;
}

Form<http::Priority> priority_form() {
  const Form<std::string> text = config::text("a priority of RFC 9218: \"u=5, i\"");
  return {[text](http::Priority& into, const PlacedJson& value, config::Places& places) {
            std::string said;
            text.read(said, value, places);
            const auto field = http::parse_priority_field(said);
            // A parameter that is wrong is left out by parse_priority_field(), which is for what others send.
            if (!field || (!field->urgency && !field->incremental))
              refuse(value, fmt::format("\"{}\": expected a priority of RFC 9218: \"u=5, i\"", said));
            into = field->or_default();
          },
          [text](const http::Priority& from, const config::Writing& writing) {
            return text.write(std::string(http::priority_field_value(from)), writing);
          },
          text.schema};
}

Form<PathToPush> object_form(const Form<std::string>& path) {
  const auto as =
      checked_text("style, script, font, image or fetch", "^(style|script|font|image|fetch)$", check_preloaded_as);
  return Object<PathToPush>("a push: {\"Path\": …}")
      .member("Path", "Path and query, as a client would ask for them", path,
              [](auto& push) -> auto& { return push.path; })
      .member("As", "What the page takes it for, where the extension does not say it", as,
              [](auto& push) -> auto& { return push.as; })
      .member("Priority", "How urgent the answer is: \"u=5, i\"", config::optional(priority_form()),
              [](auto& push) -> auto& { return push.priority; })
      .needs("Path")
      .form();
}

// A path alone may be said without an object.
Form<PathToPush> push_of_page_form() {
  const auto path = checked_text("a path: \"/style.css\"", "^/", check_path_to_push);
  const auto object = object_form(path);
  return {[=](PathToPush& into, const PlacedJson& value, config::Places& places) {
            if (value.kind == PlacedJson::Kind::text) return path.read(into.path, value, places);
            object.read(into, value, places);
          },
          [=](const PathToPush& from, const config::Writing& writing) {
            const bool is_plain = from == PathToPush{.path = from.path};
            return is_plain ? path.write(from.path, writing) : object.write(from, writing);
          },
          fmt::format(R"({{"anyOf":[{},{}]}})", path.schema, object.schema)};
}

Form<PushesOfPage> page_form() {
  const auto pushes = config::list("pushes: [\"/style.css\", …]", push_of_page_form());
  return {
      [pushes](PushesOfPage& into, const PlacedJson& value, config::Places& places) {
        try {
          check_page(into.page);
        } catch (const std::invalid_argument& wrong) {
          refuse(value, wrong.what());
        }
        pushes.read(into.pushes, value, places);
      },
      [pushes](const PushesOfPage& from, const config::Writing& writing) { return pushes.write(from.pushes, writing); },
      pushes.schema};
}

}  // namespace

Form<PushRules> push_form() {
  return Object<PushRules>("pushes: {\"Rules\": …}")
      .member("Rules", "What pages push, by their paths: {\"/index.html\": [\"/style.css\"]}",
              config::named("pushes by pages: {\"/index.html\": [\"/style.css\"]}", &PushesOfPage::page, page_form()),
              [](auto& push) -> auto& { return push.rules; })
      .member("FromLink", "Push what responses name in Link fields of rel=preload without nopush", config::boolean(),
              [](auto& push) -> auto& { return push.from_link; })
      .member("Cookie", "Tell the next connection of a client by a cookie what was pushed", config::boolean(),
              [](auto& push) -> auto& { return push.cookie; })
      .form();
}

}  // namespace weft::server
