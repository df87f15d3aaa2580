#include <weft/server/log/log_fields.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include <weft/base/nearest_name.hpp>
#include <weft/server/log/access_log_options.hpp>

namespace weft::server {
namespace {

LogValue number_value(std::uint64_t number) {
  return number;
}

LogValue number_or_nothing(std::uint64_t number) {
  if (number == 0) return {};
  return number;
}

// The field section as it was before HPACK: names and values, pseudo-fields included (RFC 9113 8.3.1).
LogValue field_octets_value(const AccessRecord& record) {
  if (record.compressed == nullptr) return {};
  const http::RequestHead& head = *record.compressed;
  std::uint64_t octets = std::string_view(":method").size() + head.method_text.size();
  for (const auto& [name, value] :
       {std::pair(std::string_view(":scheme"), head.scheme), std::pair(std::string_view(":authority"), head.authority),
        std::pair(std::string_view(":path"), head.path), std::pair(std::string_view(":protocol"), head.protocol)}) {
    if (!value.empty()) octets += name.size() + value.size();
  }
  for (const Field& field : head.fields) octets += field.name.size() + field.value.size();
  return octets;
}

template <http::Wait wait>
LogValue waited_value(const AccessRecord& record) {
  if (record.waits == nullptr) return {};
  return record.waits->times[wait];
}

LogValue slow_cause_value(const AccessRecord& record) {
  const auto longest = record.waits == nullptr ? std::nullopt : record.waits->longest();
  if (!longest) return {};
  return to_string(longest->cause);
}

LogValue slow_side_value(const AccessRecord& record) {
  const auto longest = record.waits == nullptr ? std::nullopt : record.waits->longest();
  if (!longest) return {};
  return to_string(longest->side);
}

// RFC 9113 8.4: a request that was pushed has come in no frame.
template <std::uint32_t http::SectionOctets::* octets>
LogValue section_value(const AccessRecord& record) {
  if (record.sections == nullptr) return {};
  return number_or_nothing(record.sections->*octets);
}

constexpr std::array<std::string_view, 2> beginnings_of_waits = {"x-wait-", "x-slow-"};
constexpr std::array<std::string_view, 4> names_of_stream_fields = {"x-sc-field-octets", "x-cs-hpack-octets",
                                                                    "x-sc-hpack-octets", "x-priority"};

constexpr auto known_fields = std::to_array<LogField>({
    {"date", [](const AccessRecord& r) -> LogValue { return log_date(r.received); }},
    {"time", [](const AccessRecord& r) -> LogValue { return log_time(r.received); }},
    {"c-ip", [](const AccessRecord& r) -> LogValue { return r.client; }},
    {"x-peer-ip", [](const AccessRecord& r) -> LogValue { return r.peer; }},
    {"s-port", [](const AccessRecord& r) -> LogValue { return number_value(r.port); }},
    {"cs-method", [](const AccessRecord& r) -> LogValue { return r.method; }},
    {"cs-uri-stem", [](const AccessRecord& r) -> LogValue { return r.stem; }},
    {"cs-uri-query", [](const AccessRecord& r) -> LogValue { return r.query; }},
    {"cs-version", [](const AccessRecord& r) -> LogValue { return r.version; }},
    {"cs-host", [](const AccessRecord& r) -> LogValue { return r.host; }},
    {"cs-username", [](const AccessRecord& r) -> LogValue { return r.user; }},
    {"cs(User-Agent)", [](const AccessRecord& r) -> LogValue { return r.user_agent; }},
    {"cs(Referer)", [](const AccessRecord& r) -> LogValue { return r.referer; }},
    {"sc-status", [](const AccessRecord& r) -> LogValue { return number_or_nothing(r.status); }},
    {"sc-bytes", [](const AccessRecord& r) -> LogValue { return number_value(r.octets_sent); }},
    {"cs-bytes", [](const AccessRecord& r) -> LogValue { return number_value(r.octets_received); }},
    {"x-cs-field-octets", field_octets_value},
    {"x-cs-hpack-octets", section_value<&http::SectionOctets::received>},
    {"x-sc-field-octets", section_value<&http::SectionOctets::sent_plain>},
    {"x-sc-hpack-octets", section_value<&http::SectionOctets::sent>},
    {"x-priority", [](const AccessRecord& r) -> LogValue { return r.priority; }},
    {"time-taken", [](const AccessRecord& r) -> LogValue { return r.taken; }},
    {"x-stream-id", [](const AccessRecord& r) -> LogValue { return number_value(r.stream_id); }},
    {"x-requests", [](const AccessRecord& r) -> LogValue { return number_or_nothing(r.requests); }},
    {"x-reason", [](const AccessRecord& r) -> LogValue { return r.reason; }},
    {"x-fallback", [](const AccessRecord& r) -> LogValue { return r.fallback; }},
    {"x-pushed", [](const AccessRecord& r) -> LogValue { return number_value(r.pushed ? 1 : 0); }},
    {"x-push-rung", [](const AccessRecord& r) -> LogValue { return r.push_rung; }},
    {"x-connection-id", [](const AccessRecord& r) -> LogValue { return number_value(r.connection_id); }},
    {"x-tls-version", [](const AccessRecord& r) -> LogValue { return r.tls_version; }},
    {"x-tls-cipher", [](const AccessRecord& r) -> LogValue { return r.tls_cipher; }},
    {"x-client-subject", [](const AccessRecord& r) -> LogValue { return r.client_subject; }},
    {"x-client-fingerprint", [](const AccessRecord& r) -> LogValue { return r.client_fingerprint; }},
    {"x-wait-application", waited_value<http::Wait::application>},
    {"x-wait-priority", waited_value<http::Wait::priority>},
    {"x-wait-stream-window", waited_value<http::Wait::stream_window>},
    {"x-wait-connection-window", waited_value<http::Wait::connection_window>},
    {"x-wait-rate-limit", waited_value<http::Wait::rate_limit>},
    {"x-wait-socket", waited_value<http::Wait::socket>},
    {"x-wait-pool", waited_value<http::Wait::pool>},
    {"x-slow-cause", slow_cause_value},
    {"x-slow-side", slow_side_value},
});

constexpr auto names_of_fields = [] {
  std::array<std::string_view, known_fields.size()> all;
  std::transform(known_fields.begin(), known_fields.end(), all.begin(),
                 [](const LogField& field) { return field.name; });
  return all;
}();

std::string unknown_field(std::string_view name) {
  return fmt::format("unknown log field \"{}\", did you mean \"{}\"? Known fields: {}", name,
                     nearest_name(name, names_of_fields), fmt::join(names_of_fields, " "));
}

}  // namespace

std::string usual_log_fields() {
  return std::string(LogFields::usual);
}

std::string LogFields::all() {
  return fmt::format("{}", fmt::join(names_of_fields, " "));
}

Result<LogFields, std::string> LogFields::parse(std::string_view text) {
  constexpr std::string_view separators = " ,";
  LogFields chosen;
  for (;;) {
    const auto begin = std::min(text.find_first_not_of(separators), text.size());
    text.remove_prefix(begin);
    if (text.empty()) break;
    const auto name = text.substr(0, text.find_first_of(separators));
    const auto place = std::ranges::find(known_fields, name, &LogField::name);
    if (place == known_fields.end()) return fail(unknown_field(name));
    chosen.fields_.push_back(&*place);
    chosen.show_waits_ =
        chosen.show_waits_ || std::ranges::any_of(beginnings_of_waits, [name](std::string_view beginning) {
          return name.starts_with(beginning);
        });
    chosen.show_streams_ =
        chosen.show_streams_ || std::ranges::find(names_of_stream_fields, name) != names_of_stream_fields.end();
    text.remove_prefix(name.size());
  }
  if (chosen.fields_.empty())
    return fail(fmt::format("no log field named. Known fields: {}", fmt::join(names_of_fields, " ")));
  return chosen;
}

}  // namespace weft::server
