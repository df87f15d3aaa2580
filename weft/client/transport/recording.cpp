#include <weft/client/transport/recording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <nlohmann/json.hpp>
#include <weft/base/base64.hpp>
#include <weft/base/nearest_name.hpp>
#include <weft/base/printable.hpp>
#include <weft/config/placed_json.hpp>
#include <weft/io/hash.hpp>

namespace weft::client {

namespace {

using config::JsonError;
using config::PlacedJson;
using nlohmann::ordered_json;
using Kind = PlacedJson::Kind;

// --- to text ---------------------------------------------------------------------------------------------------------

// RFC 9110 5.5: "a recipient SHOULD treat other allowed octets in field content (i.e., obs-text) as opaque data."
ordered_json json_of(const std::string& value) {
  return is_text(value) ? ordered_json(value) : ordered_json::object({{"base64", base64(value)}});
}

ordered_json json_of(const FieldTexts& fields) {
  ordered_json object = ordered_json::object();
  for (const auto& [name, value] : fields) {
    ordered_json& said = object[name];
    if (said.is_null()) {
      said = json_of(value);
    } else if (said.is_array()) {
      said.push_back(json_of(value));
    } else {
      said = ordered_json::array({said, json_of(value)});
    }
  }
  return object;
}

// --- and back --------------------------------------------------------------------------------------------------------

[[noreturn]] void refuse_part(const PlacedJson& value, std::string_view expected) {
  throw JsonError(value.offset, fmt::format("expected {}", expected));
}

const std::string& text_in(const PlacedJson& value, std::string_view expected) {
  if (value.kind != Kind::text) refuse_part(value, expected);
  return value.text;
}

std::string base64_in(const PlacedJson& value) {
  auto octets = from_base64(text_in(value, "a text in Base64"));
  if (!octets) refuse_part(value, "a text in Base64");
  return std::move(*octets);
}

std::string value_in(const PlacedJson& value) {
  const bool is_coded = value.kind == Kind::object && value.items.size() == 1 && value.names[0] == "base64";
  if (is_coded) return base64_in(value.items[0]);
  return text_in(value, "the value of a field, {\"base64\": …}, or a list of values");
}

FieldTexts fields_in(const PlacedJson& object) {
  if (object.kind != Kind::object) refuse_part(object, "an object of fields");
  FieldTexts fields;
  for (std::size_t i = 0; i < object.items.size(); ++i) {
    const PlacedJson& item = object.items[i];
    const auto add = [&](const PlacedJson& value) { fields.emplace_back(object.names[i], value_in(value)); };
    if (item.kind == Kind::list) {
      std::for_each(item.items.begin(), item.items.end(), add);
    } else {
      add(item);
    }
  }
  return fields;
}

http::Status status_in(const PlacedJson& value) {
  unsigned status = 0;
  const char* const end = value.text.data() + value.text.size();
  const bool is_number = value.kind == Kind::number && std::from_chars(value.text.data(), end, status).ptr == end;
  if (!is_number || status < 200 || status > 599) refuse_part(value, "a final status, 200 to 599");
  return static_cast<http::Status>(status);
}

template <std::size_t n>
[[noreturn]] void refuse_name(const PlacedJson& value, std::string_view name,
                              const std::array<std::string_view, n>& names) {
  throw JsonError(value.offset,
                  fmt::format("\"{}\" is not known, did you mean \"{}\"?", name, nearest_name(name, names)));
}

void read_request(RecordedExchange& exchange, const PlacedJson& object) {
  static constexpr std::array<std::string_view, 4> names = {"method", "url", "fields", "body_sha256"};
  if (object.kind != Kind::object) refuse_part(object, "a request: an object");
  for (std::size_t i = 0; i < object.items.size(); ++i) {
    const std::string& name = object.names[i];
    const PlacedJson& value = object.items[i];
    if (name == "method") {
      exchange.method = text_in(value, "a method");
    } else if (name == "url") {
      exchange.url = text_in(value, "a URL");
    } else if (name == "fields") {
      exchange.request_fields = fields_in(value);
    } else if (name == "body_sha256") {
      exchange.body_sha256 = text_in(value, "hexadecimal digits");
    } else {
      refuse_name(value, name, names);
    }
  }
  if (exchange.method.empty() || exchange.url.empty()) refuse_part(object, "a request with \"method\" and \"url\"");
}

void read_response(RecordedExchange& exchange, const PlacedJson& object) {
  static constexpr std::array<std::string_view, 5> names = {"status", "fields", "body", "body_base64", "trailers"};
  if (object.kind != Kind::object) refuse_part(object, "a response: an object");
  for (std::size_t i = 0; i < object.items.size(); ++i) {
    const std::string& name = object.names[i];
    const PlacedJson& value = object.items[i];
    if (name == "status") {
      exchange.status = status_in(value);
    } else if (name == "fields") {
      exchange.fields = fields_in(value);
    } else if (name == "body") {
      exchange.body = text_in(value, "a body as text");
    } else if (name == "body_base64") {
      exchange.body = base64_in(value);
    } else if (name == "trailers") {
      exchange.trailers = fields_in(value);
    } else {
      refuse_name(value, name, names);
    }
  }
  if (exchange.status == http::Status{}) refuse_part(object, "a response with \"status\"");
}

RecordedExchange read_exchange(const PlacedJson& object) {
  constexpr std::string_view expected = "an exchange: {\"request\": {…}, \"response\": {…}}";
  if (object.kind != Kind::object || object.items.size() != 2) refuse_part(object, expected);
  RecordedExchange exchange;
  for (std::size_t i = 0; i < object.items.size(); ++i) {
    if (object.names[i] == "request") {
      read_request(exchange, object.items[i]);
    } else if (object.names[i] == "response") {
      read_response(exchange, object.items[i]);
    } else {
      refuse_part(object.items[i], expected);
    }
  }
  return exchange;
}

}  // namespace

std::string recorded_hash(std::string_view body) {
  return body.empty() ? std::string() : io::hex_hash(io::Hash::sha256, body);
}

std::string to_json(const RecordedExchange& exchange) {
  ordered_json request = {
      {"method", exchange.method}, {"url", exchange.url}, {"fields", json_of(exchange.request_fields)}};
  if (!exchange.body_sha256.empty()) request["body_sha256"] = exchange.body_sha256;
  ordered_json response = {{"status", http::code(exchange.status)}, {"fields", json_of(exchange.fields)}};
  if (is_text(exchange.body)) {
    response["body"] = exchange.body;
  } else {
    response["body_base64"] = base64(exchange.body);
  }
  if (!exchange.trailers.empty()) response["trailers"] = json_of(exchange.trailers);
  const ordered_json whole = {{"request", std::move(request)}, {"response", std::move(response)}};
  return whole.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

std::vector<RecordedExchange> read_recording(const std::string& text) {
  const PlacedJson list = config::parse_placed(text);
  if (list.kind != Kind::list) refuse_part(list, "a list of exchanges");
  std::vector<RecordedExchange> exchanges;
  for (const PlacedJson& item : list.items) exchanges.push_back(read_exchange(item));
  return exchanges;
}

}  // namespace weft::client
