// Names as the conventions of Prometheus have them: https://prometheus.io/docs/practices/naming/
#include <array>
#include <chrono>
#include <string>

#include <fmt/format.h>

#include <weft/base/printable.hpp>
#include <weft/server/control/status.hpp>
#include <weft/server/reason.hpp>

namespace weft::server {
namespace {

using http::Version;

// By the values that OpenTelemetry gives network.protocol.version.
std::string_view number_of(Version version) {
  switch (version) {
    case Version::http10:
      return "1.0";
    case Version::http11:
      return "1.1";
    case Version::http2:
      return "2";
  }
  return {};
}

class MetricsText {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    fmt::format_to(std::back_inserter(out_), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
  }
  template <class Value>
  void sample(std::string_view labels, Value value) {
    line("", labels, value);
  }
  // A family of one sample.
  template <class Value>
  void single(std::string_view name, std::string_view type, std::string_view help, Value value) {
    family(name, type, help);
    sample("", value);
  }
  // `count_in` gives the number in one bucket alone, also in the one beyond the last end.
  template <class Ends, class CountIn>
  void histogram(std::string_view labels, const Ends& ends, CountIn count_in, double sum) {
    std::uint64_t all = 0;
    const std::string before = labels.empty() ? "" : fmt::format("{},", labels);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      all += count_in(i);
      line("_bucket", fmt::format("{}le=\"{}\"", before, ends[i]), all);
    }
    all += count_in(ends.size());
    line("_bucket", fmt::format("{}le=\"+Inf\"", before), all);
    line("_sum", labels, sum);
    line("_count", labels, all);
  }
  std::string take() { return std::move(out_); }

 private:
  template <class Value>
  void line(std::string_view suffix, std::string_view labels, Value value) {
    const std::string braced = labels.empty() ? "" : fmt::format("{{{}}}", labels);
    fmt::format_to(std::back_inserter(out_), "{}{}{} {}\n", name_, suffix, braced, value);
  }

  std::string_view name_;
  std::string out_;
};

// "label_value can be any sequence of UTF-8 characters, but the backslash (\), double-quote ("), and line feed (\n)
// characters have to be escaped": printable() leaves the first two.
std::string label(std::string_view name, std::string_view value) {
  std::string escaped;
  for (const char octet : printable(value)) {
    if (octet == '\\' || octet == '"') escaped += '\\';
    escaped += octet;
  }
  return fmt::format("{}=\"{}\"", name, escaped);
}

void add_server(MetricsText& text, const ServerStatus& status) {
  text.family("weft_build_info", "gauge", "The version of weft; the value is always 1.");
  text.sample(label("version", library_version()), 1);
  text.single("weft_start_time_seconds", "gauge", "When the server was started, in seconds since 1970.",
              std::chrono::duration<double>(status.since.time_since_epoch()).count());
  text.single("weft_ready", "gauge", "1 while new connections are accepted, 0 once the server drains.",
              status.phase == ServerPhase::serving ? 1 : 0);
  text.single("weft_threads", "gauge", "Loops that serve, each with a thread of its own.", status.threads);
  text.single("weft_log_lines_dropped_total", "counter", "Lines of the access log that could not be written.",
              status.log_dropped);
  if (status.certificates.empty()) return;
  text.family("weft_certificate_expiry_timestamp_seconds", "gauge", "When a certificate expires, since 1970.");
  for (const auto& each : status.certificates) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(each.expires.time_since_epoch()).count();
    text.sample(label("name", each.names.empty() ? "" : each.names.front()) + "," + label("source", each.source),
                seconds);
  }
}

void add_memory(MetricsText& text, const MemoryStatus& memory) {
  text.single("weft_memory_bytes", "gauge", "Memory of the process when it was looked at last, without pages of files.",
              memory.in_use);
  text.single("weft_memory_limit_bytes", "gauge", "As much as it may have; 0: there is no limit.", memory.limit);
  text.family("weft_memory_shed_total", "counter", "What was given up because memory was short, by what it was.");
  for (const Shed each : all_shed) {
    text.sample(label("what", to_string(each)), memory.shed[static_cast<std::size_t>(each)]);
  }
}

void add_requests(MetricsText& text, const Figures& figures) {
  constexpr std::array<std::string_view, Layout::classes> classes = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
  text.family("weft_requests_total", "counter", "Requests that have ended, by version and class of the status.");
  for (const Version version : all_versions) {
    for (std::size_t each = 0; each < classes.size(); ++each) {
      text.sample(label("version", number_of(version)) + "," + label("status", classes[each]),
                  figures[Layout::requests(version, each)]);
    }
  }
  const auto by_version = [&](std::string_view name, std::string_view help, std::size_t (*place)(Version)) {
    text.family(name, "counter", help);
    for (const Version version : all_versions)
      text.sample(label("version", number_of(version)), figures[place(version)]);
  };
  by_version("weft_response_sent_bytes_total", "Octets of responses, of those that have ended.", Layout::sent);
  by_version("weft_request_received_bytes_total", "Octets of requests, of those that have ended.", Layout::received);
  text.family("weft_requests_cut_total", "counter", "Requests that have not ended as complete, by reason.");
  for (const auto& [reason, count] : figures.cut) text.sample(label("reason", reason), count);
  text.family("weft_request_duration_seconds", "histogram", "From the head of a request to the end of its response.");
  for (const Version version : all_versions) {
    text.histogram(
        label("version", number_of(version)), Layout::durations,
        [&](std::size_t bucket) { return figures[Layout::duration_bucket(version, bucket)]; },
        to_seconds(figures[Layout::duration_sum(version)]));
  }
  text.family("weft_response_start_seconds", "histogram",
              "From the head of a request to the head of its final response.");
  for (const Version version : all_versions) {
    text.histogram(
        label("version", number_of(version)), Layout::durations,
        [&](std::size_t bucket) { return figures[Layout::response_bucket(version, bucket)]; },
        to_seconds(figures[Layout::response_sum(version)]));
  }
  text.family("weft_request_wait_seconds_total", "counter",
              "What messages over HTTP/2 have waited for, by cause and by the side that had to act.");
  for (const auto& each : http::all_sided_causes) {
    text.sample(label("cause", to_string(each.cause)) + "," + label("side", to_string(each.side)),
                to_seconds(figures[Layout::waits(each)]));
  }
}

void add_pushes(MetricsText& text, const Figures& figures) {
  text.single("weft_requests_pushed_total", "counter", "Requests that were promised to a client, and have ended.",
              figures[Layout::pushed()]);
  text.family("weft_push_rungs_total", "counter", "Pushes that were asked for, by the rung that they ended on.");
  for (const auto rung : {PushRung::promised, PushRung::early_hints, PushRung::link, PushRung::nothing}) {
    text.sample(label("rung", to_string(rung)), figures[Layout::pushes(rung)]);
  }
  text.family("weft_pushes_total", "counter", "Pushes that were asked for, by what became of the promise.");
  for (std::size_t each = 0; each < Layout::outcomes; ++each) {
    const auto outcome = static_cast<http::PushOutcome>(each);
    const std::string_view name = to_string(outcome);
    if (!name.empty()) text.sample(label("outcome", name), figures[Layout::pushes(outcome)]);
  }
}

void add_opened(MetricsText& text, const Figures& figures) {
  text.family("weft_connections_opened_total", "counter",
              "Connections by version, and why it is not HTTP/2; version none: ended before that was known.");
  const auto opened = [&](std::string_view version, std::string_view fallback, std::uint64_t count) {
    text.sample(label("version", version) + "," + label("fallback", fallback), count);
  };
  opened("2", "none", figures[Layout::opened(Version::http2, session::Fallback::none)]);
  for (const auto fallback : {session::Fallback::no_alpn, session::Fallback::peer_chose_http11,
                              session::Fallback::cleartext, session::Fallback::not_enabled}) {
    opened("1.1", session::to_string(fallback), figures[Layout::opened(Version::http11, fallback)]);
  }
  opened("none", "none", figures[Layout::never_spoken()]);
}

void add_arrivals(MetricsText& text, const ArrivalsRefused& refused) {
  text.family("weft_arrivals_refused_total", "counter", "Requests and connections that a limit has refused, by limit.");
  const auto by = [&](Reason limit, std::uint64_t count) { text.sample(label("limit", to_string(limit)), count); };
  by(Reason::client_request_rate, refused.client_request_rate);
  by(Reason::client_requests, refused.client_requests);
  by(Reason::site_request_rate, refused.site_request_rate);
  by(Reason::site_requests, refused.site_requests);
  by(Reason::server_request_rate, refused.server_request_rate);
  by(Reason::server_requests, refused.server_requests);
  by(Reason::client_connection_rate, refused.client_connection_rate);
  by(Reason::client_connections, refused.client_connections);
  by(Reason::server_connection_rate, refused.server_connection_rate);
}

void add_connections(MetricsText& text, const ServerStatus& status) {
  const Figures& figures = status.figures;
  text.single("weft_connections_open", "gauge", "Connections that are open now.", status.connections);
  text.single("weft_connections_limit", "gauge", "Connections that may be open at a time.", status.most_connections);
  add_opened(text, figures);
  text.family("weft_connections_closed_total", "counter", "Connections that have closed, by reason.");
  for (const auto& [reason, count] : figures.closed) text.sample(label("reason", reason), count);
  text.family("weft_connections_refused_total", "counter", "Connections that were closed as soon as they came.");
  text.sample(label("reason", "limit"), status.refused_by_limit);
  text.sample(label("reason", "system"), status.refused_by_system);
  add_arrivals(text, status.arrivals_refused);
  text.family("weft_connection_requests", "histogram", "Requests of a connection, counted when it has closed.");
  text.histogram(
      "", Layout::uses, [&](std::size_t bucket) { return figures[Layout::use_bucket(bucket)]; },
      static_cast<double>(figures[Layout::use_sum()]));
}

}  // namespace

std::string to_prometheus(const ServerStatus& status) {
  MetricsText text;
  add_server(text, status);
  add_memory(text, status.memory);
  add_connections(text, status);
  add_requests(text, status.figures);
  add_pushes(text, status.figures);
  return text.take();
}

}  // namespace weft::server
