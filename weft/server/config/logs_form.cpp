#include <weft/config/leaves.hpp>
#include <weft/server/config/config_form.hpp>

namespace weft::server {
namespace {

using config::Form;
using config::Object;
using config::PlacedJson;
using config::refuse;

Form<std::string> fields_form() {
  Form<std::string> form = config::text("names of fields with spaces between");
  form.read = [read = form.read](std::string& into, const PlacedJson& value, config::Places& places) {
    read(into, value, places);
    if (const auto fields = LogFields::parse(into); !fields) refuse(value, fields.error());
  };
  return form;
}

Object<Config::Log> log_object() {
  return Object<Config::Log>("the access log: {\"Path\": …}")
      .member("Path", "A file, - for standard output, or none", config::text("a path"),
              [](auto& log) -> auto& { return log.path; })
      .member("Format", "w3c (the extended format of W3C), combined (that of Apache and nginx), or json",
              config::word<LogFormat>({log_formats.begin(), log_formats.end()}),
              [](auto& log) -> auto& { return log.format; })
      .member("Fields", "Fields of w3c or json, in order", fields_form(), [](auto& log) -> auto& { return log.fields; })
      .member("RotateSize", "Octets after which the file is moved away and made anew; 0: any number", config::octets(),
              [](auto& log) -> auto& { return log.rotation.size; })
      .member("RotateAge", "The same after such a time, counted in UTC from 1970: one day ends at midnight",
              config::optional(config::time()), [](auto& log) -> auto& { return log.rotation.age; })
      .member("RotateKeep", "How many files that were moved away stay; 0: all", config::whole<unsigned>(0, 100'000),
              [](auto& log) -> auto& { return log.rotation.keep; })
      .then([](const Config::Log& log, const PlacedJson& object) {
        if (const auto format = LineFormat::make(log.format, log.fields); !format) refuse(object, format.error());
      });
}

}  // namespace

Form<Config::Log> log_form() {
  return log_object().form();
}

// Writes "none" as well: a log of this kind has to say where.
Form<Config::Log> further_log_form() {
  Form<Config::Log> form = log_object().needs("Path").form();
  form.write = [write = form.write](const Config::Log& from, const config::Writing& writing) {
    return from.path == "none" ? R"({ "Path": "none" })" : write(from, writing);
  };
  return form;
}

Form<std::vector<Config::Log>> logs_form() {
  return config::named("logs: {\"name\": {\"Path\": …}}", &Config::Log::name, further_log_form());
}

}  // namespace weft::server
