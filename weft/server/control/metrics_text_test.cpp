#include <gmock/gmock.h>

#include <weft/server/control/status.hpp>
#include <weft/session/reason.hpp>

namespace weft::server {
namespace metrics_text_test {

using http::Version;
using testing::HasSubstr;
using testing::Not;

ServerStatus measured(const Metrics& metrics) {
  ServerStatus status;
  metrics.add_to(status.figures);
  return status;
}

TEST(MetricsText, begins_each_family_with_help_and_type) {
  const std::string text = to_prometheus({});
  EXPECT_THAT(text, HasSubstr("# HELP weft_connections_open Connections that are open now.\n"
                              "# TYPE weft_connections_open gauge\nweft_connections_open 0\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE weft_requests_total counter\n"));
}

TEST(MetricsText, names_version_and_class_of_requests) {
  Metrics metrics;
  metrics.count_request({.version = Version::http2, .status = 404});
  const std::string text = to_prometheus(measured(metrics));
  EXPECT_THAT(text, HasSubstr("weft_requests_total{version=\"2\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weft_requests_total{version=\"1.1\",status=\"4xx\"} 0\n"));
}

TEST(MetricsText, adds_buckets_up) {
  Metrics metrics;
  metrics.count_request({.version = Version::http2, .taken = std::chrono::milliseconds(2)});
  metrics.count_request({.version = Version::http2, .taken = std::chrono::milliseconds(20)});
  metrics.count_request({.version = Version::http2, .taken = std::chrono::minutes(1)});
  const std::string text = to_prometheus(measured(metrics));
  const std::string family = "weft_request_duration_seconds";
  EXPECT_THAT(text, HasSubstr(family + "_bucket{version=\"2\",le=\"0.001\"} 0\n"));
  EXPECT_THAT(text, HasSubstr(family + "_bucket{version=\"2\",le=\"0.0025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(family + "_bucket{version=\"2\",le=\"30\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(family + "_bucket{version=\"2\",le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr(family + "_sum{version=\"2\"} 60.022\n"));
  EXPECT_THAT(text, HasSubstr(family + "_count{version=\"2\"} 3\n"));
}

TEST(MetricsText, tells_when_responses_began) {
  Metrics metrics;
  metrics.count_request({.version = Version::http11, .responded_after = std::chrono::milliseconds(2)});
  const std::string text = to_prometheus(measured(metrics));
  EXPECT_THAT(text, HasSubstr("weft_response_start_seconds_bucket{version=\"1.1\",le=\"0.0025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weft_response_start_seconds_sum{version=\"1.1\"} 0.002\n"));
  EXPECT_THAT(text, HasSubstr("weft_response_start_seconds_count{version=\"2\"} 0\n"));
}

TEST(MetricsText, names_reasons_waits_and_versions_of_connections) {
  Metrics metrics;
  http::SidedWaits waits{.is_placed_by_server = true};
  waits.times[http::Wait::stream_window] = std::chrono::milliseconds(1500);
  waits.times[http::Wait::priority] = std::chrono::milliseconds(2500);
  metrics.count_request({.waits = waits, .reason = session::Reason::no_response});
  metrics.count_opened({.fallback = session::Fallback::no_alpn, .has_spoken = true});
  metrics.count_opened({});
  metrics.count_closed({.requests = 2}, session::Reason::write_stall);
  const std::string text = to_prometheus(measured(metrics));
  EXPECT_THAT(text, HasSubstr("weft_request_wait_seconds_total{cause=\"stream_window\",side=\"client\"} 1.5\n"));
  EXPECT_THAT(text, HasSubstr("weft_request_wait_seconds_total{cause=\"priority\",side=\"server\"} 2.5\n"));
  EXPECT_THAT(text, HasSubstr("weft_request_wait_seconds_total{cause=\"priority\",side=\"client\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("weft_requests_cut_total{reason=\"no_response\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weft_connections_opened_total{version=\"1.1\",fallback=\"no_alpn\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weft_connections_opened_total{version=\"none\",fallback=\"none\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weft_connections_closed_total{reason=\"write_stall\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weft_connection_requests_bucket{le=\"2\"} 1\n"));
}

TEST(MetricsText, tells_refusals_and_whether_it_is_ready) {
  ServerStatus status{.phase = ServerPhase::draining, .refused_by_limit = 3, .refused_by_system = 4};
  const std::string text = to_prometheus(status);
  EXPECT_THAT(text, HasSubstr("weft_connections_refused_total{reason=\"limit\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("weft_connections_refused_total{reason=\"system\"} 4\n"));
  EXPECT_THAT(text, HasSubstr("weft_ready 0\n"));
  EXPECT_THAT(to_prometheus({}), HasSubstr("weft_ready 1\n"));
}

TEST(MetricsText, tells_memory_and_what_was_given_up_for_it) {
  ServerStatus status;
  status.memory = {.in_use = 5, .limit = 9, .pressure = Pressure::high, .shed = {1, 2, 3, 4}};
  const std::string text = to_prometheus(status);
  EXPECT_THAT(text, HasSubstr("weft_memory_bytes 5\n"));
  EXPECT_THAT(text, HasSubstr("weft_memory_limit_bytes 9\n"));
  EXPECT_THAT(text, HasSubstr("weft_memory_shed_total{what=\"idle_connection\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("weft_memory_shed_total{what=\"request_body\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("weft_memory_shed_total{what=\"request\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("weft_memory_shed_total{what=\"accepting\"} 4\n"));
}

TEST(MetricsText, escapes_what_files_are_called) {
  ServerStatus status;
  status.certificates = {
      {.names = {"a.test"}, .source = "/tmp/a\\\"b\n.pem", .expires = ServerStatus::Clock::from_time_t(99)}};
  EXPECT_THAT(to_prometheus(status),
              HasSubstr("weft_certificate_expiry_timestamp_seconds{name=\"a.test\",source=\"/tmp/"
                        "a\\\\\\\"b\\\\x0a.pem\"} 99\n"));
}

TEST(MetricsText, leaves_out_what_is_not_there) {
  EXPECT_THAT(to_prometheus({}), Not(HasSubstr("certificate")));
}

}  // namespace metrics_text_test
}  // namespace weft::server
