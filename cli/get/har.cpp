#include <cli/get/har.hpp>

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cli/get/printing.hpp>
#include <weft/base/printable.hpp>
#include <weft/client/file_sink.hpp>

namespace weft::cli::get {

namespace {

namespace har {

using Json = nlohmann::ordered_json;

// "2026-11-29T03:04:05.678Z"
std::string date_text(std::chrono::system_clock::time_point time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() % 1000;
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(time)), ms);
}

Json headers_of(const SeenHead& head) {
  Json out = Json::array();
  for (const auto& [name, value] : head.fields) out.push_back({{"name", name}, {"value", value}});
  return out;
}

Json query_of(std::string_view url) {
  Json out = Json::array();
  url = url.substr(0, url.find('#'));
  const std::size_t mark = url.find('?');
  for (std::string_view rest = mark == url.npos ? "" : url.substr(mark + 1); !rest.empty();) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    out.push_back({{"name", pair.substr(0, equals)}, {"value", pair.substr(std::min(equals + 1, pair.size()))}});
  }
  return out;
}

// -1 is "not known".
std::int64_t size_of(const SeenHead& head) {
  return head.octets == 0 ? -1 : static_cast<std::int64_t>(head.octets);
}

Json request_of(const HarEntry& entry) {
  const std::string url = entry.result ? entry.result->url : entry.url;
  return {{"method", http::to_string(entry.method)},
          {"url", url},
          {"httpVersion", entry.result ? http::to_string(entry.result->version) : ""},
          {"cookies", Json::array()},
          {"headers", headers_of(entry.heads.request)},
          {"queryString", query_of(url)},
          {"headersSize", size_of(entry.heads.request)},
          {"bodySize", -1}};
}

Json content_of(const Response& response, std::uint64_t octets) {
  const auto type = response.fields.find(http::FieldName::content_type);
  Json content{{"size", octets}, {"mimeType", type ? std::string(*type) : "x-unknown"}};
  if (octets > response.wire_octets) content["compression"] = octets - response.wire_octets;
  if (!response.body.empty() && is_text(response.body)) content["text"] = response.body;
  return content;
}

Json response_of(const Response& response, const HarEntry& entry) {
  return {{"status", http::code(response.status)},
          {"statusText", http::reason_phrase(response.status)},
          {"httpVersion", http::to_string(response.version)},
          {"cookies", Json::array()},
          {"headers", headers_of(entry.heads.response)},
          {"content", content_of(response, entry.octets)},
          {"redirectURL", response.fields.find(http::FieldName::location).value_or("")},
          {"headersSize", size_of(entry.heads.response)},
          {"bodySize", response.wire_octets}};
}

Json no_response(const ClientError& error) {
  return {{"status", 0},
          {"statusText", ""},
          {"httpVersion", ""},
          {"cookies", Json::array()},
          {"headers", Json::array()},
          {"content", {{"size", 0}, {"mimeType", "x-unknown"}}},
          {"redirectURL", ""},
          {"headersSize", -1},
          {"bodySize", -1},
          {"_error", error.text()}};
}

// "connect" includes "ssl"; -1 is "does not apply".
Json timings_of(const Response& response, Duration before) {
  const Timing& timing = response.timing;
  const bool is_new = !response.reused && response.connection;
  const bool is_secure = is_new && response.connection->tls;
  return {{"blocked", in_ms(timing.earlier - before + timing.queue)},
          {"dns", is_new ? in_ms(timing.resolve) : -1},
          {"connect", is_new ? in_ms(timing.connect + timing.tls) : -1},
          {"ssl", is_secure ? in_ms(timing.tls) : -1},
          {"send", in_ms(timing.send)},
          {"wait", in_ms(timing.wait)},
          {"receive", in_ms(timing.receive)}};
}

// "127.0.0.1" of "127.0.0.1:8443", and "::1" of "[::1]:8443".
std::string address_of(std::string_view peer) {
  peer = peer.substr(0, peer.rfind(':'));
  const bool has_brackets = peer.starts_with('[') && peer.ends_with(']');
  return std::string(has_brackets ? peer.substr(1, peer.size() - 2) : peer);
}

Json entry_of(const HarEntry& entry) {
  const auto begun = entry.asked + std::chrono::duration_cast<std::chrono::system_clock::duration>(entry.before);
  Json out{{"startedDateTime", date_text(begun)}, {"time", 0}, {"request", request_of(entry)}};
  out["cache"] = Json::object();
  if (!entry.result) {
    out["response"] = no_response(entry.result.error());
    out["timings"] = {{"send", 0}, {"wait", 0}, {"receive", 0}};
    return out;
  }
  out["time"] = in_ms(entry.result->timing.total - entry.before);
  out["response"] = response_of(*entry.result, entry);
  out["timings"] = timings_of(*entry.result, entry.before);
  if (!entry.result->connection) return out;
  out["serverIPAddress"] = address_of(entry.result->connection->peer);
  out["connection"] = std::to_string(entry.result->connection->id);
  return out;
}

}  // namespace har

}  // namespace

std::string har_text(const std::vector<HarEntry>& entries) {
  har::Json log{{"version", "1.2"}, {"creator", {{"name", "weft"}, {"version", WEFT_TOOL_VERSION}}}};
  log["pages"] = har::Json::array();
  log["entries"] = har::Json::array();
  for (const HarEntry& entry : entries) log["entries"].push_back(har::entry_of(entry));
  return har::Json{{"log", log}}.dump(2, ' ', false, har::Json::error_handler_t::replace) + '\n';
}

Result<void, std::string> write_har(const std::string& path, const std::vector<HarEntry>& entries) {
  const std::string text = har_text(entries);
  return client::FileSink::open(path)
      .and_then([&text](client::FileSink file) {
        return file.write(as_octets(text)).and_then([&file] { return file.finish(); });
      })
      .map_error([](const client::Fault& fault) { return fault.detail; });
}

}  // namespace weft::cli::get
