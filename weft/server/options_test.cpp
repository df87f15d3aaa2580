// Options are written with the names of the members that matter. A compiler with -Wextra has nothing to say about the
// others: this file is compiled with warnings as errors.
#include <weft/server/options.hpp>

#include <gtest/gtest.h>

#include <weft/h2/local_settings.hpp>
#include <weft/io/tls_context.hpp>
#include <weft/server/handlers/files.hpp>
#include <weft/server/server.hpp>

namespace weft {
namespace {

using namespace std::chrono_literals;

TEST(Options, of_a_server_may_be_said_one_at_a_time) {
  EXPECT_EQ((ServerOptions{.threads = 1}).threads, 1U);
  EXPECT_EQ((ServerOptions{.signals = Signals::ignore}).signals, Signals::ignore);
  EXPECT_EQ((ServerOptions{.connection = {.write_stall = 1s}}).connection.write_stall, 1s);
  EXPECT_EQ((ServerOptions{.connections = 5}).connections, 5U);
  EXPECT_EQ((ServerOptions{.drain = 1s}).drain, 1s);
  EXPECT_EQ((ServerOptions{.arrivals = {.client_requests = {.at_a_time = 5}}}).arrivals.client_requests.at_a_time, 5U);
  EXPECT_EQ((ServerOptions{.request_body = 5}).request_body, 5U);
  EXPECT_TRUE((ServerOptions{.diagnostics = [](std::string_view) {}}).diagnostics);
  const Server server({.threads = 1});
  EXPECT_EQ(server.connections(), 0U);
}

TEST(Options, of_a_connection_may_be_said_one_at_a_time) {
  EXPECT_FALSE((session::server::Options{.protocols = {.http1 = false}}).protocols.http1);
  EXPECT_FALSE((session::server::Options{.protocols = {.http2 = false}}).protocols.http2);
  EXPECT_EQ((session::server::Options{.h1 = {.limits = {.fields = 5}}}).h1.limits.fields, 5U);
  EXPECT_EQ((session::server::Options{.h1 = {.timeouts = {.idle = 5s}}}).h1.timeouts.idle, 5s);
  EXPECT_EQ((session::server::Options{.h2 = {.limits = {.streams = 5}}}).h2.limits.streams, 5U);
  EXPECT_EQ((session::server::Options{.h2 = {.timeouts = {.idle = 5s}}}).h2.timeouts.idle, 5s);
  EXPECT_EQ((session::server::Options{.linger = 1s}).linger, 1s);
  EXPECT_EQ((h2::Limits{.field_section = {.soft_fields = 5}}).field_section.soft_fields, 5U);
  EXPECT_EQ((h2::Options{.pushes = 5}).pushes, 5U);
  EXPECT_EQ((h2::LocalSettings{.pushes = 5}).pushes, 5U);
  EXPECT_EQ((h2::LocalSettings{.initial_window = 5}).initial_window, 5U);
}

TEST(Options, of_what_is_served_may_be_said_one_at_a_time) {
  EXPECT_FALSE((EndpointOptions{.protocols = {.http2 = false}}).protocols.http2);
  EXPECT_EQ((Endpoint{.url = "unix:/a"}).url, "unix:/a");
  EXPECT_EQ((server::AccessLogOptions{.path = "a"}).path, "a");
  EXPECT_EQ((server::AccessLogOptions{.fields = "a"}).fields, "a");
  EXPECT_EQ((server::AccessLogOptions{.format = server::LogFormat::json}).format, server::LogFormat::json);
  EXPECT_EQ((server::AccessLogOptions{.rotation = {.size = 5}}).rotation.size, 5U);
  EXPECT_EQ((server::AccessLogOptions{.pending = 5}).pending, 5U);
  EXPECT_EQ((server::FilesOptions{.cached_file = 5}).cached_file, 5U);
  EXPECT_EQ((server::FilesOptions{.large_cache = 5}).large_cache, 5U);
  EXPECT_EQ((server::PushOptions{.method = http::Method::head}).method, http::Method::head);
  EXPECT_EQ((server::PushOptions{.fields = {{"a", "b"}}}).fields.size(), 1U);
  EXPECT_EQ((io::TlsServerOptions{.alpn = {"h2"}}).alpn.size(), 1U);
  EXPECT_EQ((io::TlsClientOptions{.alpn = {"h2"}}).alpn.size(), 1U);
}

TEST(Options, of_heads_and_priorities_may_be_said_one_at_a_time) {
  EXPECT_EQ((http::Priority{.urgency = 5}).urgency, 5U);
  EXPECT_EQ((http::RequestHead{.method = http::Method::put}).method, http::Method::put);
  EXPECT_EQ((http::ResponseHead{.status = http::Status::gone}).status, http::Status::gone);
}

}  // namespace
}  // namespace weft
