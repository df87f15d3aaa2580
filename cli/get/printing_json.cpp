// The report for programs.
#include <nlohmann/json.hpp>

#include <cli/get/printing.hpp>

namespace weft::cli::get {

namespace {

using Json = nlohmann::ordered_json;

Json waits_of(const http::Waits& waits) {
  using enum http::Wait;
  Json out;
  for (const http::Wait each : {application, priority, stream_window, connection_window, rate_limit, socket, pool}) {
    out[std::string(to_string(each))] = in_ms(waits[each]);
  }
  return out;
}

Json timing_of(const Timing& timing) {
  return {{"earlier", in_ms(timing.earlier)}, {"queue", in_ms(timing.queue)},     {"resolve", in_ms(timing.resolve)},
          {"connect", in_ms(timing.connect)}, {"tls", in_ms(timing.tls)},         {"send", in_ms(timing.send)},
          {"wait", in_ms(timing.wait)},       {"receive", in_ms(timing.receive)}, {"held", in_ms(timing.held)},
          {"total", in_ms(timing.total)},     {"waits", waits_of(timing.waits)}};
}

Json tls_of(const io::TlsFacts& tls) {
  Json out{{"version", tls.version}, {"cipher", tls.cipher}, {"alpn", tls.alpn}, {"resumed", tls.resumed}};
  if (!tls.certificate) return out;
  const auto expires = std::chrono::system_clock::to_time_t(tls.certificate->expires);
  out["certificate"] = {{"name", tls.certificate->name}, {"issuer", tls.certificate->issuer}, {"expires", expires}};
  return out;
}

Json connection_of(const Response& response) {
  if (!response.connection) return nullptr;
  Json out{{"id", response.connection->id}, {"reused", response.reused}, {"peer", response.connection->peer}};
  out["tls"] = response.connection->tls ? tls_of(*response.connection->tls) : Json(nullptr);
  return out;
}

Json fields_of(const http::Fields& fields) {
  Json out = Json::array();
  for (const Field& field : fields) out.push_back({std::string(field.name), std::string(field.value)});
  return out;
}

void add_response(Json& out, const Response& response, std::uint64_t octets) {
  out["final_url"] = response.url;
  out["status"] = http::code(response.status);
  out["version"] = http::to_string(response.version);
  out["why"] = to_string(response.why);
  out["pushed"] = response.pushed;
  out["fields"] = fields_of(response.fields);
  out["trailers"] = fields_of(response.trailers);
  out["body_octets"] = octets;
  out["wire_octets"] = response.wire_octets;
  out["connection"] = connection_of(response);
  out["timing_ms"] = timing_of(response.timing);
}

Json error_of(const ClientError& error) {
  return {
      {"stage", to_string(error.stage)},   {"reason", error.reason().text()}, {"detail", error.detail},
      {"attempts", error.attempts},        {"timed_out", error.timed_out()},  {"safe_to_retry", error.safe_to_retry},
      {"advice", verdict_on(error).advice}};
}

// Escaped but for ASCII, so that it may be shown on any terminal.
std::string line_of(const Json& report) {
  return report.dump(-1, ' ', true, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string json_line(const std::string& url, const ClientResult& result, Exit exit, const std::string& path,
                      std::uint64_t octets) {
  Json out{{"url", url}, {"exit_code", static_cast<int>(exit)}};
  if (!path.empty()) out["file"] = path;
  if (result) {
    add_response(out, *result, octets);
  } else {
    out["error"] = error_of(result.error());
  }
  return line_of(out);
}

std::string pushed_json_line(const Response& response) {
  Json out{{"pushed_url", response.url}};
  add_response(out, response, response.body.size());
  return line_of(out);
}

}  // namespace weft::cli::get
