#include <cli/load/request_file.hpp>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include <fmt/format.h>

#include <cli/support/text_file.hpp>
#include <weft/base/place_in.hpp>
#include <weft/config/placed_json.hpp>
#include <weft/http/field_rules.hpp>
#include <weft/http/target.hpp>
#include <weft/http/text.hpp>

namespace weft::cli::load {

namespace {

using config::JsonError;
using config::PlacedJson;
using Kind = PlacedJson::Kind;

[[noreturn]] void refuse(const PlacedJson& value, const std::string& expected) {
  throw JsonError(value.offset, expected);
}

const std::string& text_of(const PlacedJson& value, std::string_view what) {
  if (value.kind != Kind::text) refuse(value, fmt::format("expected {} as a string", what));
  return value.text;
}

void add_field(Request& request, std::string_view name, const PlacedJson& value) {
  const std::string& text = text_of(value, "the value of a field, or a list of values,");
  if (!http::is_field_value(text)) refuse(value, "expected the value of a field: no control octets");
  request.fields.emplace_back(name, text);
}

void read_fields(Request& request, const PlacedJson& value) {
  if (value.kind != Kind::object) refuse(value, "expected an object of fields: {\"accept\": \"text/html\"}");
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const PlacedJson& item = value.items[i];
    std::string name = value.names[i];
    std::transform(name.begin(), name.end(), name.begin(), http::to_lower);
    if (!http::is_lower_case_name(name)) refuse(item, fmt::format("\"{}\" is no name of a field", value.names[i]));
    if (item.kind != Kind::list) add_field(request, name, item);
    for (const PlacedJson& each : item.items) add_field(request, name, each);
  }
}

std::string read_body_file(const PlacedJson& value, const std::filesystem::path& folder) {
  const std::string path = (folder / text_of(value, "the name of a file")).string();
  const auto body = read_text(path);
  if (!body) refuse(value, fmt::format("{} cannot be read", path));
  return *body;
}

Request read_request(const PlacedJson& object, const std::filesystem::path& folder) {
  if (object.kind != Kind::object) refuse(object, "expected a request: {\"path\": \"/\"}");
  Request request;
  std::string method;
  for (std::size_t i = 0; i < object.items.size(); ++i) {
    const std::string& name = object.names[i];
    const PlacedJson& value = object.items[i];
    if (name == "method") {
      method = text_of(value, "a method");
      if (!http::is_token(method)) refuse(value, "expected a method, such as \"GET\"");
    } else if (name == "path") {
      request.path = text_of(value, "a path");
      if (!http::is_valid_target(request.path))
        refuse(value, "expected a path that begins with /, others than visible ASCII as %xx");
    } else if (name == "fields") {
      read_fields(request, value);
    } else if (name == "body") {
      request.body = text_of(value, "a body");
    } else if (name == "body_file") {
      request.body = read_body_file(value, folder);
    } else {
      refuse(value, fmt::format("\"{}\" is not known: expected method, path, fields, body or body_file", name));
    }
  }
  request.method = !method.empty() ? method : request.body.empty() ? "GET" : "POST";
  return request;
}

Requests read_list(const PlacedJson& list, const std::filesystem::path& folder) {
  if (list.kind != Kind::list || list.items.empty()) refuse(list, "expected a list of requests: [{\"path\": \"/\"}]");
  Requests requests;
  for (const PlacedJson& item : list.items) requests.push_back(read_request(item, folder));
  return requests;
}

}  // namespace

Requests read_requests(const std::string& path) {
  const auto text = read_text(path);
  if (!text) throw std::runtime_error(fmt::format("{}: cannot be read", path));
  try {
    return read_list(config::parse_placed(*text), std::filesystem::path(path).parent_path());
  } catch (const JsonError& error) {
    const std::string name = path == "-" ? "standard input" : path;
    throw std::runtime_error(fmt::format("{}:{}: {}", name, place_in(*text, error.offset), error.what()));
  }
}

bool add_field(Request& request, std::string_view line) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(), http::to_lower);
  if (colon == line.size() || !http::is_lower_case_name(name)) return false;
  const std::string_view value = http::trim(line.substr(colon + 1));
  if (!http::is_field_value(value)) return false;
  request.fields.emplace_back(std::move(name), value);
  return true;
}

}  // namespace weft::cli::load
