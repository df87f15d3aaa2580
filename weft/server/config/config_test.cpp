#include <weft/server/config/config.hpp>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <weft/config/schema_judge_test.hpp>

namespace weft::server {
namespace config_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal_of(const std::string& text) {
  try {
    Config::from_json(text);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return "none";
}

// --- right -----------------------------------------------------------------------------------------------------------

// As tutorials of Kestrel have it.
const std::string of_tutorials = R"({ "Kestrel": { "EndPoints": {
    "Http": { "Url": "http://localhost:5000" },
    "HttpsInlineCertFile": { "Url": "https://localhost:5001", "Protocols": "Http1AndHttp2",
      "Certificate": { "Path": "./certificate.pfx", "Password": "DoNotUsePassword", "AllowInvalid": "true" } } } } })";

TEST(Config, is_taken_as_tutorials_of_kestrel_have_it) {
  const Config config = Config::from_json(of_tutorials, "/srv");
  ASSERT_EQ(config.endpoints.size(), 2u);
  EXPECT_EQ(config.endpoints[0].name, "Http");
  EXPECT_EQ(config.endpoints[0].url, "http://localhost:5000");
  EXPECT_FALSE(config.endpoints[0].certificate);
  const Config::Endpoint& https = config.endpoints[1];
  EXPECT_EQ(https.url, "https://localhost:5001");
  EXPECT_EQ(https.protocols, session::Protocols());
  ASSERT_TRUE(https.certificate);
  EXPECT_EQ(https.certificate->path, "/srv/certificate.pfx");
  EXPECT_EQ(https.certificate->password.text, "DoNotUsePassword");
  EXPECT_TRUE(https.certificate->allow_invalid);
}

TEST(Config, of_endpoints_has_defaults_for_all_of_them) {
  const Config config = Config::from_json(R"({
    "endpointDefaults": { "protocols": "http2" },
    "certificates": { "default": { "path": "all.pem", "keyPath": "all.key" } },
    "endpoints": {
      "a": { "url": "https://*:1" },
      "b": { "url": "https://*:2", "protocols": "Http1", "certificate": { "path": "b.pfx" },
             "sni": { "a.test": { "certificate": { "path": "a.pfx" } }, "*.b.test": { "protocols": "Http2" } } },
      "c": { "url": "http://*:3" },
      "d": { "url": "unix:/run/d", "mode": "0660", "owner": "www-data", "group": "33" },
    },
  })");
  ASSERT_EQ(config.endpoints.size(), 4u);
  const session::Protocols http1{.http2 = false};
  const session::Protocols http2{.http1 = false};
  EXPECT_EQ(config.endpoints[0].protocols, http2);
  EXPECT_EQ(config.endpoints[0].certificate->path, "all.pem");
  EXPECT_EQ(config.endpoints[0].certificate->key_path, "all.key");
  EXPECT_EQ(config.endpoints[1].protocols, http1);
  EXPECT_EQ(config.endpoints[1].certificate->path, "b.pfx");
  ASSERT_EQ(config.endpoints[1].sni.size(), 2u);
  EXPECT_EQ(config.endpoints[1].sni[0].host, "a.test");
  EXPECT_EQ(config.endpoints[1].sni[0].certificate->path, "a.pfx");
  EXPECT_EQ(config.endpoints[1].sni[0].protocols, http1);
  EXPECT_EQ(config.endpoints[1].sni[1].host, "*.b.test");
  EXPECT_EQ(config.endpoints[1].sni[1].protocols, http2);
  EXPECT_FALSE(config.endpoints[2].certificate);
  EXPECT_EQ(config.endpoints[3].socket_file, (io::SocketFileOptions{.mode = 0660, .owner = "www-data", .group = "33"}));
}

TEST(Config, has_logs_of_all_sites_and_of_each) {
  const std::string text = R"({
    "Sites": { "a": { "Log": { "Path": "a.log", "Format": "combined" },
                      "Logs": { "json": { "Path": "a.json", "Format": "json", "Fields": "time" } } },
               "b": { "Log": { "Path": "none" } }, "c": {} },
    "Log": { "Path": "-" },
    "Logs": { "all": { "Path": "all.log", "RotateSize": "1M" }, "brief": { "Path": "brief.log", "Fields": "sc-status" } } })";
  for (const Config& config :
       {Config::from_json(text, "/log"), Config::from_json(Config::from_json(text, "/log").to_json())}) {
    EXPECT_EQ(config.log.path, "-");
    ASSERT_EQ(config.logs.size(), 2U);
    EXPECT_EQ(config.logs[0].name, "all");
    EXPECT_EQ(config.logs[0].path, "/log/all.log");
    EXPECT_EQ(config.logs[0].rotation.size, 1U << 20);
    EXPECT_EQ(config.logs[1].fields, "sc-status");
    ASSERT_EQ(config.sites.size(), 3U);
    ASSERT_TRUE(config.sites[0].log);
    EXPECT_EQ(config.sites[0].log->path, "/log/a.log");
    EXPECT_EQ(config.sites[0].log->format, LogFormat::combined);
    ASSERT_EQ(config.sites[0].logs.size(), 1U);
    EXPECT_EQ(config.sites[0].logs[0].path, "/log/a.json");
    ASSERT_TRUE(config.sites[1].log);
    EXPECT_EQ(config.sites[1].log->path, "none");
    EXPECT_FALSE(config.sites[2].log);
  }
}

TEST(Config, names_the_proxies_that_are_believed) {
  const std::string text = R"({
    "Endpoints": { "a": { "Url": "http://*:1", "ProxyProtocol": { "Trusted": ["10.0.0.0/8", "::1"] } },
                   "b": { "Url": "http://*:2" } },
    "TrustedProxies": ["unix", "192.0.2.7"], "ForwardedField": "forwarded" })";
  for (const Config& config : {Config::from_json(text), Config::from_json(Config::from_json(text).to_json())}) {
    EXPECT_EQ(config.endpoints[0].proxies, (io::TrustedPeers{"10.0.0.0/8", "::1"}));
    EXPECT_TRUE(config.endpoints[1].proxies.empty());
    const Forwarding expected{.proxies = {"unix", "192.0.2.7"}, .field = ForwardedField::forwarded};
    EXPECT_EQ(config.options.forwarding, expected);
  }
}

TEST(Config, has_limits_by_the_names_of_kestrel) {
  const ServerOptions options = Config::from_json(R"({ "Threads": 3, "Limits": {
    "MaxConcurrentConnections": "100", "KeepAliveTimeout": "00:02:00", "RequestHeadersTimeout": "20s",
    "MaxRequestHeaderCount": 50, "MaxRequestHeadersTotalSize": 8192,
    "MaxRequestLineSize": 4096, "MaxRequestBodySize": "30M",
    "MinRequestBodyDataRate": { "BytesPerSecond": 100, "GracePeriod": "00:00:07" },
    "MinResponseDataRate": { "BytesPerSecond": 120, "GracePeriod": "00:00:08" },
    "MaxConnectionAge": "00:30:00", "WriteTimeout": "40s", "ShutdownTimeout": "50s", "ShutdownDelay": "7s",
    "Http2": { "MaxStreamsPerConnection": 50, "HeaderTableSize": 8192, "MaxFrameSize": 32768,
      "MaxRequestHeaderFieldSize": 1024, "InitialConnectionWindowSize": 2000000, "InitialStreamWindowSize": 1000000,
      "KeepAlivePingDelay": "00:00:30", "KeepAlivePingTimeout": "00:01:00", "WriteTimeout": "15s" } } })")
                                    .options;
  const auto& h1 = options.connection.h1;
  const auto& h2 = options.connection.h2;
  EXPECT_EQ(options.threads, 3u);
  EXPECT_EQ(options.connections, 100u);
  EXPECT_EQ(h1.timeouts.idle, 2min);
  EXPECT_EQ(h2.timeouts.idle, 2min);
  EXPECT_EQ(h1.timeouts.head, 20s);
  EXPECT_EQ(h2.timeouts.header_block, 20s);
  EXPECT_EQ(h1.limits.fields, 50u);
  EXPECT_EQ(h2.limits.field_section.soft_fields, 50u);
  EXPECT_EQ(h1.limits.head_octets, 8192u);
  EXPECT_EQ(h2.limits.field_section.soft_octets, 8192u);
  EXPECT_EQ(h1.timeouts.octets_per_second, 100u);
  EXPECT_EQ(h2.timeouts.octets_per_second, 100u);
  EXPECT_EQ(h1.timeouts.request_grace, 7s);
  EXPECT_EQ(h2.timeouts.request_grace, 7s);
  EXPECT_EQ(h2.timeouts.response_octets_per_second, 120u);
  EXPECT_EQ(h2.timeouts.response_grace, 8s);
  EXPECT_EQ(h1.limits.target_octets, 4096u);
  EXPECT_EQ(h2.limits.path_octets, 4096u);
  EXPECT_EQ(options.request_body, 30u << 20);
  EXPECT_EQ(options.connection.ping_delay, 30s);
  EXPECT_EQ(options.connection.ping_answer, 1min);
  EXPECT_EQ(h2.timeouts.age, 30min);
  EXPECT_EQ(options.connection.write_stall, 40s);
  EXPECT_EQ(options.connection.http2_write_stall, 15s);
  EXPECT_EQ(options.drain, 50s);
  EXPECT_EQ(options.drain_delay, 7s);
  EXPECT_EQ(h2.limits.streams, 50u);
  EXPECT_EQ(h2.header_table_size, 8192u);
  EXPECT_EQ(h2.max_frame_size, 32768u);
  EXPECT_EQ(h2.limits.value_octets, 1024u);
  EXPECT_EQ(h2.connection_window, 2000000u);
  EXPECT_EQ(h2.max_connection_window, 2000000u);
  EXPECT_EQ(h2.stream_window, 1000000u);
  EXPECT_EQ(h2.max_stream_window, 1000000u);
}

TEST(Config, has_a_user_and_its_group) {
  const Config config = Config::from_json(R"({ "User": "www-data", "Group": "33" })");
  EXPECT_EQ(config.options.user, "www-data");
  EXPECT_EQ(config.options.group, "33");
  EXPECT_EQ(Config::from_json(config.to_json()).options.group, "33");
}

TEST(Config, has_rates_of_bodies) {
  const Config config = Config::from_json(R"({
    "Limits": { "Server": { "SendRate": "1.5M", "ReceiveRate": 500000 }, "Client": { "SendRate": "1m" },
      "Connection": { "ReceiveRate": "2k" }, "Request": { "SendRate": "1G" } },
    "Sites": { "a": { "Limits": { "SendRate": "100k", "ReceiveRate": "0" } }, "b": {} } })");
  const Bandwidth expected{.server = {.sending = 1'572'864, .receiving = 500'000},
                           .client = {.sending = 1'048'576, .receiving = 0},
                           .connection = {.sending = 0, .receiving = 2048},
                           .request = {.sending = 1'073'741'824, .receiving = 0}};
  EXPECT_EQ(config.options.bandwidth, expected);
  EXPECT_EQ(config.sites[0].rates, (Rates{.sending = 102'400, .receiving = 0}));
  EXPECT_EQ(config.sites[1].rates, Rates());
  EXPECT_EQ(Config::from_json(config.to_json()).options.bandwidth, expected);
  EXPECT_EQ(Config::from_json(config.to_json()).sites[0].rates, config.sites[0].rates);
}

TEST(Config, has_limits_of_arrivals) {
  const Config config = Config::from_json(R"({
    "Limits": { "Server": { "MaxRequestsPerSecond": 1000, "RequestBurst": 3000, "MaxConcurrentRequests": 500,
        "MaxConnectionsPerSecond": 200, "ConnectionBurst": 400 },
      "Client": { "SendRate": "1M", "MaxRequestsPerSecond": 10, "RequestBurst": "30", "MaxConcurrentRequests": 20,
        "MaxConcurrentConnections": 8, "MaxConnectionsPerSecond": 4, "ConnectionBurst": null } },
    "Sites": { "a": { "Limits": { "MaxRequestsPerSecond": 50, "MaxConcurrentRequests": 5 } }, "b": {} } })");
  const Arrivals expected{
      .requests = {.rate = {.per_second = 1000, .burst = 3000}, .at_a_time = 500},
      .connections = {.per_second = 200, .burst = 400},
      .client_requests = {.rate = {.per_second = 10, .burst = 30}, .at_a_time = 20},
      .client_connections = {.rate = {.per_second = 4, .burst = 0}, .at_a_time = 8},
  };
  EXPECT_EQ(config.options.arrivals, expected);
  EXPECT_EQ(config.options.bandwidth.client.sending, 1u << 20);
  EXPECT_EQ(config.sites[0].requests, (ArrivalLimits{.rate = {.per_second = 50}, .at_a_time = 5}));
  EXPECT_EQ(config.sites[1].requests, ArrivalLimits());
  const Config again = Config::from_json(config.to_json());
  EXPECT_EQ(again.options.arrivals, expected);
  EXPECT_EQ(again.sites[0].requests, config.sites[0].requests);
}

TEST(Config, limits_memory) {
  const auto memory_of = [](const char* value) {
    const Config config = Config::from_json(fmt::format(R"({{ "Limits": {{ "MaxMemory": {} }} }})", value));
    EXPECT_EQ(Config::from_json(config.to_json()).options.memory, config.options.memory);
    return config.options.memory;
  };
  EXPECT_EQ(memory_of("\"512M\""), 512u << 20);
  EXPECT_EQ(memory_of("null"), 0u);
  EXPECT_EQ(Config::from_json("{}").options.memory, 0u);
}

TEST(Config, limits_bodies_of_the_server_and_of_sites) {
  const Config config = Config::from_json(R"({ "Limits": { "MaxRequestBodySize": 0 },
    "Sites": { "a": { "Limits": { "MaxRequestBodySize": "1k" } }, "b": { "Limits": { "MaxRequestBodySize": null } },
               "c": {} } })");
  EXPECT_EQ(config.options.request_body, 0u);
  EXPECT_EQ(config.sites[0].request_body, 1024u);
  EXPECT_EQ(config.sites[1].request_body, ServerOptions::any_size);
  EXPECT_EQ(config.sites[2].request_body, std::nullopt);
  const Config again = Config::from_json(config.to_json());
  EXPECT_EQ(again.options.request_body, 0u);
  EXPECT_EQ(again.sites[0].request_body, 1024u);
  EXPECT_EQ(again.sites[1].request_body, ServerOptions::any_size);
  EXPECT_EQ(again.sites[2].request_body, std::nullopt);
  EXPECT_EQ(Config::from_json(R"({ "Limits": { "MaxRequestBodySize": null } })").options.request_body,
            ServerOptions::any_size);
}

TEST(Config, has_sites_and_a_log) {
  const Config config = Config::from_json(R"({ "Sites": {
      "main": { "Hosts": ["example.org", "*.example.org"], "Root": "public", "Sink": "/upload", "RequireHttp11": true },
      "other": { "Root": "/srv/other" } },
    "Log": { "Path": "log/access.log", "Format": "JSON", "Fields": "date time",
             "RotateSize": "100M", "RotateAge": "1.00:00:00", "RotateKeep": 3 } })",
                                          "/etc/weft");
  ASSERT_EQ(config.sites.size(), 2u);
  EXPECT_EQ(config.sites[0].name, "main");
  EXPECT_THAT(config.sites[0].hosts, ElementsAre("example.org", "*.example.org"));
  EXPECT_EQ(config.sites[0].root, "/etc/weft/public");
  EXPECT_EQ(config.sites[0].sink, "/upload");
  EXPECT_TRUE(config.sites[0].require_http11);
  EXPECT_EQ(config.sites[1].root, "/srv/other");
  EXPECT_EQ(config.log.path, "/etc/weft/log/access.log");
  EXPECT_EQ(config.log.fields, "date time");
  EXPECT_EQ(config.log.format, LogFormat::json);
  EXPECT_EQ(config.log.rotation.size, 100U << 20);
  EXPECT_EQ(config.log.rotation.age, 24h);
  EXPECT_EQ(config.log.rotation.keep, 3U);
}

TEST(Config, may_have_comments_and_commas_behind_the_last_item) {
  const Config config = Config::from_json("{ // none\n \"Threads\": /* two */ 2, }");
  EXPECT_EQ(config.options.threads, 2u);
}

TEST(Config, takes_a_password_from_the_environment) {
  ::setenv("WEFT_TEST_PASSWORD", "of the environment", 1);
  const Config config = Config::from_json(
      R"({"Certificates": {"Default": {"Path": "a.pfx", "Password": {"Env": "WEFT_TEST_PASSWORD"}}},
          "Endpoints": {"a": {"Url": "https://*:1"}}})");
  EXPECT_EQ(config.endpoints[0].certificate->password.text, "of the environment");
  EXPECT_THAT(config.to_json(), HasSubstr(R"("Password": {"Env": "WEFT_TEST_PASSWORD"})"));
}

TEST(Config, of_nothing_is_that_of_the_program) {
  EXPECT_EQ(Config::from_json("{}").to_json(), "{}\n");
}

TEST(Config, remembers_where_each_value_was_said) {
  const Config config =
      Config::from_json("{\n \"Kestrel\": { \"EndPoints\": {\n  \"a\": { \"url\": \"http://*:1\" } } } }");
  EXPECT_EQ(config.origins.at("Endpoints:a:Url"), "3:17");
  EXPECT_EQ(config.place_of("Endpoints:a:Url"), "3:17: ");
  EXPECT_EQ(config.place_of("Endpoints:a:Protocols"), "");
}

// --- written again ---------------------------------------------------------------------------------------------------

TEST(Config, is_written_so_that_it_is_read_as_the_same) {
  const Config config = Config::from_json(R"({ "Threads": 3, "Limits": { "KeepAliveTimeout": "90s" },
    "Endpoints": { "a": { "Url": "unix:/run/a", "Mode": "0600", "Protocols": "Http1" },
      "b": { "Url": "https://*:1", "Certificate": { "Path": "/b.pfx", "Password": "hush" } } },
    "Sites": { "main": { "Hosts": ["a.test"], "Root": "/srv" } }, "Log": { "Path": "-" } })");
  EXPECT_EQ(config.to_json(), R"({
  "Endpoints": {
    "a": {
      "Url": "unix:/run/a",
      "Protocols": "Http1",
      "Mode": "0600"
    },
    "b": {
      "Url": "https://*:1",
      "Certificate": {
        "Path": "/b.pfx",
        "Password": "***"
      }
    }
  },
  "Limits": {
    "KeepAliveTimeout": "00:01:30"
  },
  "Sites": {
    "main": {
      "Hosts": ["a.test"],
      "Root": "/srv"
    }
  },
  "Log": {
    "Path": "-"
  },
  "Threads": 3
}
)");
  EXPECT_EQ(Config::from_json(config.to_json()).to_json(), config.to_json());
}

TEST(Config, of_a_site_has_fields_of_its_files) {
  const Config config = Config::from_json(R"({ "Sites": { "app": { "Root": "/srv", "Fallback": "index.html",
    "Headers": { "*": { "x-frame-options": "DENY" }, "/assets/*": { "cache-control": "immutable", "x-a": "1" } } } } })");
  const Config::Site& site = config.sites.at(0);
  EXPECT_EQ(site.fallback, "index.html");
  EXPECT_THAT(site.headers, ElementsAre(FieldsOfFiles{"*", {{"x-frame-options", "DENY"}}},
                                        FieldsOfFiles{"/assets/*", {{"cache-control", "immutable"}, {"x-a", "1"}}}));
  EXPECT_EQ(Config::from_json(config.to_json()).sites.at(0).headers, site.headers);
  EXPECT_EQ(config.place_of("Sites:app:Headers:*:x-frame-options"), "2:44: ");
}

TEST(Config, of_a_site_has_its_pushes) {
  const Config config = Config::from_json(R"({ "Sites": { "app": { "Push": { "FromLink": true, "Cookie": "true",
    "Rules": { "/": ["/a.css", { "Path": "/b?c", "As": "script", "Priority": "u=5, i" }], "/2": [{ "Path": "/d" }] } } } } })");
  const PushRules& push = config.sites.at(0).push;
  EXPECT_THAT(push.rules, ElementsAre(PushesOfPage{"/", {{.path = "/a.css"}, {"/b?c", "script", {{5, true}}}}},
                                      PushesOfPage{"/2", {{.path = "/d"}}}));
  EXPECT_TRUE(push.from_link);
  EXPECT_TRUE(push.cookie);
  EXPECT_EQ(Config::from_json(config.to_json()).sites.at(0).push, push);
  EXPECT_EQ(Config::from_json(config.explained()).sites.at(0).push, push);
  EXPECT_EQ(config.place_of("Sites:app:Push:Rules:/2"), "2:97: ");
}

TEST(Config, of_a_site_says_what_becomes_of_its_responses) {
  const Config config = Config::from_json(R"({ "Sites": { "a": { "Root": "/srv", "Listing": true,
    "Compression": { "MinLength": "2k", "Codings": ["gzip"], "Cookies": true },
    "Redirects": [ { "From": "/a", "To": "/b" }, { "From": "/c", "To": "/d", "Status": 302, "Scheme": "http" } ],
    "ErrorPages": { "404": "/404.html" }, "Priorities": [ { "Match": "*.css", "Priority": "u=1" } ] },
    "b": { "Compression": true } } })");
  const Config::Site& site = config.sites.at(0);
  EXPECT_TRUE(site.listing);
  EXPECT_EQ(site.compression->min_length, 2048u);
  EXPECT_THAT(site.compression->codings, ElementsAre(FileCoding::gzip));
  EXPECT_TRUE(site.compression->cookies);
  EXPECT_THAT(site.redirects,
              ElementsAre(RedirectRule{"/a", "/b"}, RedirectRule{"/c", "/d", http::Status::found, "http"}));
  EXPECT_THAT(site.error_pages, ElementsAre(ErrorPageRule{"404", "/404.html"}));
  EXPECT_THAT(site.priorities, ElementsAre(PriorityRule{"*.css", "u=1"}));
  EXPECT_EQ(config.sites.at(1).compression, CompressionOptions());
  const Config again = Config::from_json(config.to_json());
  EXPECT_EQ(again.sites.at(0).redirects, site.redirects);
  EXPECT_EQ(again.sites.at(0).compression, site.compression);
  EXPECT_EQ(again.sites.at(0).error_pages, site.error_pages);
  EXPECT_EQ(again.sites.at(0).priorities, site.priorities);
  EXPECT_EQ(again.sites.at(1).compression, CompressionOptions());
  EXPECT_EQ(config.place_of("Sites:a:Redirects:1:Status"), "3:88: ");
  EXPECT_EQ(Config::from_json(config.explained()).to_json(), config.to_json());
}

TEST(Config, explained_has_the_origin_of_each_value) {
  const Config config = Config::from_json(
      "{\"Threads\": 3,\n\"Certificates\": {\"Default\": {\"Path\": \"/a.pfx\"}},\n"
      "\"Endpoints\": {\"a\": {\"Url\": \"https://*:1\"}}}");
  const std::string text = config.explained();
  EXPECT_THAT(text, HasSubstr("\"Threads\": 3  // 1:13\n"));
  EXPECT_THAT(text, HasSubstr("\"Url\": \"https://*:1\",  // 3:28\n"));
  EXPECT_THAT(text, HasSubstr("\"Path\": \"/a.pfx\",  // Certificates:Default:Path, 2:38\n"));
  EXPECT_THAT(text, HasSubstr("\"KeepAliveTimeout\": \"00:01:15\",  // default\n"));
  EXPECT_EQ(Config::from_json(text).to_json(), config.to_json());
}

// --- wrong -----------------------------------------------------------------------------------------------------------

enum class Schema { sees_it, cannot_see_it };

struct Wrong {
  std::string text;
  std::string expected;
  Schema schema = Schema::sees_it;
};

const std::vector<Wrong>& wrong_texts() {
  static const std::vector<Wrong> texts = {
      {"", "1:1: not JSON"},
      {"{\n  \"Threads\": 1", "2:15: not JSON"},
      {"{\n  \"Threads\" 1 }", "2:13: not JSON"},
      {"[]", "1:1: expected a configuration: an object"},
      {"{\n  \"Endpoint\": {} }", "2:3: \"Endpoint\" is not known, did you mean \"Endpoints\"? Expected: Endpoints, "},
      {"{\"Logging\": {}}", "1:2: \"Logging\" is not known, did you mean"},
      {"{\"Threads\": \"many\"}", "1:13: \"many\": expected a whole number, 0 to 1024"},
      {"{\"Threads\": 1.5}", "1:13: expected a whole number, 0 to 1024"},
      {"{\"Threads\": -1}", "1:13: expected a whole number, 0 to 1024"},
      {"{\"Threads\": 1025}", "1:13: expected a whole number, 0 to 1024"},
      {"{\"Threads\": true}", "1:13: expected a whole number, 0 to 1024"},
      {"{\"Threads\": 1,\n \"Threads\": 2}", "2:2: \"Threads\" is there twice", Schema::cannot_see_it},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"http://*:1\"}},\n \"Kestrel\": {\"Endpoints\": {}}}",
       "2:27: \"Endpoints\" is there twice", Schema::cannot_see_it},
      {R"({"Sites": {"a": {"Push": {"Rule": {}}}}})", "1:27: \"Rule\" is not known, did you mean \"Rules\"?"},
      {R"({"Sites": {"a": {"Push": {"Rules": {"/": "/a"}}}}})", "1:42: expected pushes: [\"/style.css\", …]"},
      {R"({"Sites": {"a": {"Push": {"Rules": {"/": ["a.css"]}}}}})",
       "1:43: \"a.css\": expected a path of this site: \"/style.css\""},
      {R"({"Sites": {"a": {"Push": {"Rules": {"/": [5]}}}}})", "1:43: expected a push: {\"Path\": …}: an object"},
      {R"({"Sites": {"a": {"Push": {"Rules": {"/": [{}]}}}}})", "1:43: \"Path\" is missing"},
      {R"({"Sites": {"a": {"Push": {"Rules": {"/": [{"Path": "/a", "As": "movie"}]}}}}})",
       "1:64: \"movie\": expected style, script, font, image or fetch"},
      {R"({"Sites": {"a": {"Push": {"Rules": {"/": [{"Path": "/a", "Priority": "fast"}]}}}}})",
       "1:70: \"fast\": expected a priority of RFC 9218: \"u=5, i\"", Schema::cannot_see_it},
      {R"({"Sites": {"a": {"Push": {"Rules": {"index.html": []}}}}})",
       "1:51: \"index.html\": expected the path of a page", Schema::cannot_see_it},
      {"{\"Endpoints\": []}", "1:15: expected endpoints: {\"name\": {\"Url\": …}}: an object"},
      {"{\"Endpoints\": {\"a\": {}}}", "1:21: \"Url\" is missing"},
      {"{\"Endpoints\": {\"a\": {\"Ur\": \"\"}}}", "1:22: \"Ur\" is not known, did you mean \"Url\"?"},
      {"{\"Endpoints\": {\"a\": {\"Url\": 5000}}}", "1:29: expected a URL: \"https://localhost:5001\""},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"localhost:5000\"}}}",
       "1:21: endpoint \"localhost:5000\": expected https://"},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"http://*:70000\"}}}", "expected a port up to 65535", Schema::cannot_see_it},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"http://*:1\", \"Protocols\": \"Http3\"}}}",
       "1:56: \"Http3\": expected one of \"Http1\", \"Http2\", \"Http1AndHttp2\""},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"http://*:1\", \"Certificate\": {\"Path\": \"a\"}}}}",
       "1:21: \"http://*:1\": a certificate is for https", Schema::cannot_see_it},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"https://*:1\", \"Certificate\": {\"Subject\": \"a\"}}}}",
       "1:60: \"Subject\" is not known, did you mean"},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"https://*:1\", \"Certificate\": {}}}}", "1:59: \"Path\" is missing"},
      {"{\"Certificates\": {\"Default\": {\"Path\": \"a\", \"AllowInvalid\": \"yes\"}}}",
       "1:60: \"yes\": expected true or false"},
      {"{\"Certificates\": {\"Default\": {\"Path\": \"a\", \"Password\": 5}}}",
       "1:56: expected a string or {\"Env\": \"NAME\"}: an object"},
      {"{\"Certificates\": {\"Default\": {\"Path\": \"a\", \"Password\": {\"Env\": \"WEFT_NO_SUCH\"}}}}",
       "1:56: there is no environment variable \"WEFT_NO_SUCH\"", Schema::cannot_see_it},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"https://*:1\", \"Sni\": {\"A.test\": {}}}}}",
       "1:62: \"A.test\": expected a host in lower case, *.host, or *", Schema::cannot_see_it},
      {R"({"Endpoints": {"a": {"Url": "https://*:1", "TicketKeys": {"Files": []}}}})",
       "1:58: expected one to three files of keys", Schema::cannot_see_it},
      {R"({"Endpoints": {"a": {"Url": "https://*:1", "TicketKeys": {}}}})", "1:58: \"Files\" is missing"},
      {R"({"Endpoints": {"a": {"Url": "http://*:1", "TicketKeys": {"Files": ["a"]}}}})",
       "keys of tickets are for https", Schema::cannot_see_it},
      {R"({"Endpoints": {"a": {"Url": "https://*:1", "ClientCertificate": {"Mode": "always"}}}})",
       "1:74: \"always\": expected one of \"None\", \"Request\", \"Require\""},
      {R"({"Endpoints": {"a": {"Url": "https://*:1", "ClientCertificateMode": "RequireCertificate"}}})",
       "expected \"ClientCertificate\": {\"Authorities\": …}", Schema::cannot_see_it},
      {R"({"Endpoints": {"a": {"Url": "https://*:1", "Sni": {"b": {"ClientCertificate": {"Mode": "Request"}}}}}})",
       "expected \"ClientCertificate\": {\"Authorities\": …}", Schema::cannot_see_it},
      {R"({"Endpoints": {"a": {"Url": "http://*:1", "ClientCertificate": {"Authorities": "ca"}}}})",
       "certificates of clients are for https", Schema::cannot_see_it},
      {R"({"Sites": {"a": {"ClientCertificate": {"Mode": "always"}}}})",
       "1:48: \"always\": expected one of \"None\", \"Request\", \"Require\""},
      {R"({"Sites": {"a": {"ClientCertificate": {"Mode": "Request"}}}})",
       "1:17: expected \"ClientCertificate\": {\"Authorities\": …}", Schema::cannot_see_it},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"unix:/a\", \"Mode\": \"0888\"}}}",
       "1:48: \"0888\": expected an octal mode"},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"http://*:1\", \"Mode\": \"0600\"}}}",
       "1:21: endpoint \"http://*:1\": mode, owner and group are for unix:/path", Schema::cannot_see_it},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"http://*:1\", \"ProxyProtocol\": {}}}}", "1:60: \"Trusted\" is missing"},
      {"{\"Endpoints\": {\"a\": {\"Url\": \"http://*:1\", \"ProxyProtocol\": {\"Trusted\":\n[\"::1\", \"10/8\"]}}}}",
       "2:9: \"10/8\": expected an address, a network such as", Schema::cannot_see_it},
      {"{\"TrustedProxies\": \"::1\"}", "1:20: expected addresses and networks: a list of strings"},
      {"{\"TrustedProxies\": [5]}", "1:21: expected an address or a network"},
      {"{\"ForwardedField\": \"X-Real-IP\"}",
       "1:20: \"X-Real-IP\": expected one of \"X-Forwarded-For\", \"Forwarded\""},
      {"{\"Limits\": {\"KeepAliveTimeout\": 130}}", "1:33: expected a time: \"00:02:00\""},
      {"{\"Limits\": {\"KeepAliveTimeout\": \"130\"}}", "1:33: \"130\": expected a time: \"00:02:00\""},
      {"{\"Limits\": {\"MaxRequestBufferSize\": 1}}", "1:13: \"MaxRequestBufferSize\" is not known, did you mean"},
      {"{\"Limits\": {\"MaxRequestLineSize\": 1}}", "1:35: expected a whole number, 16 to 262144"},
      {"{\"Limits\": {\"MaxMemory\": \"much\"}}", "1:26: \"much\": expected octets: 500000, \"500k\""},
      {"{\"Limits\": {\"MaxRequestBodySize\": \"much\"}}", "1:35: \"much\": expected octets: 500000, \"500k\""},
      {"{\"Limits\": {\"MinResponseDataRate\": {\"BytesPerSecond\": 0}}}", "1:55: expected a whole number, 1 to "},
      {"{\"Limits\": {\"Http2\": {\"KeepAlivePingDelay\": 30}}}", "1:45: expected a time: \"00:02:00\""},
      {"{\"Limits\": {\"Client\": {\"MaxRequestsPerSecond\": 1000001}}}",
       "1:48: expected a whole number, 0 to 1000000"},
      {"{\"Limits\": {\"Client\": {\"MaxRequestPerSecond\": 1}}}",
       "1:24: \"MaxRequestPerSecond\" is not known, did you mean \"MaxRequestsPerSecond\"?"},
      {"{\"Limits\": {\"Server\": {\"MaxConcurrentConnections\": 1}}}",
       "1:24: \"MaxConcurrentConnections\" is not known, did you mean"},
      {"{\"Limits\": {\"Client\": {\"RequestBurst\": 5}}}", "1:23: \"RequestBurst\" is for \"MaxRequestsPerSecond\"",
       Schema::cannot_see_it},
      {"{\"Limits\": {\"Server\": {\"ConnectionBurst\": 5}}}",
       "1:23: \"ConnectionBurst\" is for \"MaxConnectionsPerSecond\"", Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"Limits\": {\"RequestBurst\": 5}}}}",
       "1:28: \"RequestBurst\" is for \"MaxRequestsPerSecond\"", Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"Limits\": {\"MaxConcurrentRequests\": -1}}}}",
       "1:54: expected a whole number, 0 to 1000000"},
      {"{\"Limits\": {\"Http2\": {\"MaxFrameSize\": 100}}}", "1:39: expected a whole number, 16384 to 16777215"},
      {"{\"Limits\": {\"Http2\": {\"InitialConnectionWindowSize\": 100}}}",
       "expected a whole number, 65535 to 2147483647"},
      {"{\"Limits\": {\"Server\": {\"SendRate\": \"fast\"}}}", "1:36: \"fast\": expected octets: 500000, \"500k\""},
      {"{\"Limits\": {\"Server\": {\"SendRate\": 1.5}}}", "1:36: expected octets: 500000, \"500k\""},
      {"{\"Limits\": {\"Server\": {\"SendRates\": 1}}}",
       "1:24: \"SendRates\" is not known, did you mean \"SendRate\"?"},
      {"{\"Sites\": {\"a\": {\"Roots\": \"x\"}}}", "1:18: \"Roots\" is not known, did you mean \"Root\"?"},
      {"{\"Sites\": {\"a\": {\"Hosts\": \"x\"}}}", "1:27: expected hosts: a list of strings"},
      {"{\"Sites\": {\"a\": {\"Hosts\": [\"x\",\n\"http://y\"]}}}", "2:1: \"http://y\": expected a host in lower case"},
      {"{\"Sites\": {\"a\": {\"Hosts\": [\"x\"]},\n\"b\": {\"Hosts\": [\"x\"]}}}",
       "2:6: \"x\" is a host of the site \"a\" already", Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"Fallback\": 1}}}", "1:30: expected a file of the folder: \"index.html\""},
      {"{\"Sites\": {\"a\": {\"Headers\": []}}}", "1:29: expected fields by patterns: {\"*.js\": {…}}: an object"},
      {"{\"Sites\": {\"a\": {\"Headers\": {\"*\": \"x\"}}}}",
       "1:35: expected fields: {\"name\": \"value\"}: an object"},
      {"{\"Sites\": {\"a\": {\"Headers\": {\"*\": {\"x-a\": 1}}}}}", "1:43: expected the value of a field"},
      {"{\"Sites\": {\"a\": {\"Headers\": {\"js\": {}}}}}", "1:36: \"js\": expected a pattern of files",
       Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"Headers\": {\"*\": {\"a b\": \"x\"}}}}}", "1:43: \"a b\" is no name of a field",
       Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"Headers\": {\"*\": {\"ETag\": \"x\"}}}}}", "1:44: the field ETag is set by weft",
       Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"Compression\": 1}}}", "expected true or false"},
      {"{\"Sites\": {\"a\": {\"Compression\": {\"Codings\": [\"deflate\"]}}}}", "1:46: \"deflate\": expected one of"},
      {"{\"Sites\": {\"a\": {\"Compression\": {\"Codings\": [\"br\", \"br\"]}}}}",
       "1:33: the codings of a compression: expected br, zstd and gzip, each once", Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"Redirects\": [{\"From\": \"/a\"}]}}}", "\"To\""},
      {"{\"Sites\": {\"a\": {\"Redirects\": [{\"From\": \"/a\", \"To\": \"b\"}]}}}",
       "1:32: redirect \"/a\" to \"b\": expected a path"},
      {"{\"Sites\": {\"a\": {\"Redirects\": [{\"From\": \"/a\", \"To\": \"/b\", \"Status\": 304}]}}}",
       "a status is 301, 302, 303, 307 or 308", Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"ErrorPages\": {\"200\": \"/a\"}}}}", "1:40: \"200\": expected the status of an error",
       Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"ErrorPages\": {\"404\": \"a\"}}}}", "1:40: \"a\": expected the path of a file"},
      {"{\"Sites\": {\"a\": {\"Priorities\": [{\"Match\": \"*\", \"Priority\": \"9\"}]}}}",
       "1:33: \"9\": expected a priority of RFC 9218", Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"Priorities\": [{\"Match\": \"css\", \"Priority\": \"u=1\"}]}}}",
       "1:33: \"css\": expected a pattern of paths or a media type", Schema::cannot_see_it},
      {"{\"Sites\": {\"a\": {\"Sink\": \"upload\"}}}", "1:26: \"upload\": expected a path: \"/upload\""},
      {"{\"Logs\": []}", "1:10: expected logs: {\"name\": {\"Path\": …}}: an object"},
      {"{\"Logs\": {\"a\": {\"Format\": \"json\"}}}", "1:16: \"Path\" is missing"},
      {"{\"Sites\": {\"a\": {\"Log\": {}}}}", "1:25: \"Path\" is missing"},
      {"{\"Sites\": {\"a\": {\"Logs\": {\"b\": {\"Path\": \"-\",\n\"Fields\": \"tim\"}}}}}", "2:11: unknown log field",
       Schema::cannot_see_it},
      {"{\"Log\": {\"Fields\": \"date tim\"}}", "1:20: unknown log field", Schema::cannot_see_it},
      {"{\"Log\": {\"Format\": \"jsn\"}}", "1:20: "},
      {"{\"Log\": {\"RotateAge\": \"00:00:00\"}}", "1:23: ", Schema::cannot_see_it},
      {"{\"Log\":\n {\"Format\": \"combined\", \"Fields\": \"date\"}}",
       "2:2: the combined format of the log has fields of its own", Schema::cannot_see_it},
      {"{\"Log\": {\"Path\": null}}", "1:18: expected a path"},
      {"{\"Group\": \"a\"}", "1:1: Group needs User", Schema::cannot_see_it},
  };
  return texts;
}

TEST(Config, that_is_wrong_is_told_with_its_place_and_what_was_expected) {
  EXPECT_GE(wrong_texts().size(), 30u);
  for (const Wrong& wrong : wrong_texts()) EXPECT_THAT(refusal_of(wrong.text), HasSubstr(wrong.expected)) << wrong.text;
}

TEST(Config, of_a_file_has_its_name_in_front_of_what_is_wrong) {
  const std::string path = fmt::format("{}{}weft_config.json", testing::TempDir(), ::getpid());
  std::ofstream(path) << "{\n \"Thread\": 1}";
  try {
    Config::from_json_file(path);
    ADD_FAILURE();
  } catch (const std::invalid_argument& wrong) {
    EXPECT_THAT(std::string(wrong.what()),
                HasSubstr(path + ":2:2: \"Thread\" is not known, did you mean \"Threads\"?"));
  }
  std::ofstream(path) << "{\"Threads\": 1, \"Sites\": {\"a\": {\"Root\": \"x\"}}}";
  const Config config = Config::from_json_file(path);
  EXPECT_EQ(config.origins.at("Threads"), path + ":1:13");
  EXPECT_EQ(config.sites[0].root, testing::TempDir() + "x");
  ::unlink(path.c_str());
  EXPECT_THROW(Config::from_json_file(path), std::invalid_argument);
}

TEST(Config, takes_what_clients_show_as_kestrel_has_it_and_as_itself) {
  const auto clients_of = [](const std::string& said) {
    return *Config::from_json(R"({"Endpoints": {"a": {"Url": "https://*:1", )" + said + "}}}", "/f")
                .endpoints[0]
                .client_certificate;
  };
  const auto usual = clients_of(R"("ClientCertificate": {"Authorities": "ca.pem"})");
  EXPECT_EQ(usual.mode, io::AskClient::require);
  EXPECT_EQ(usual.authorities, "/f/ca.pem");
  const auto itself = clients_of(R"("ClientCertificate": {"Mode": "request", "Authorities": "ca.pem"})");
  EXPECT_EQ(itself.mode, io::AskClient::request);
  const std::string mode = R"("ClientCertificateMode": "allowcertificate")";
  const std::string authorities = R"("ClientCertificate": {"Authorities": "ca.pem"})";
  for (const auto& said : {mode + ", " + authorities, authorities + ", " + mode}) {
    EXPECT_EQ(clients_of(said).mode, io::AskClient::request) << said;
    EXPECT_EQ(clients_of(said).authorities, "/f/ca.pem") << said;
  }
  const auto site = Config::from_json(R"({"Sites": {"a": {"ClientCertificate": {"Authorities": "ca.pem"}}}})", "/f");
  EXPECT_EQ(site.sites[0].client_certificate->authorities, "/f/ca.pem");
}

// --- the schema ------------------------------------------------------------------------------------------------------

// In the spelling of the guide: the schema knows names in no other case.
const std::vector<std::string>& right_texts() {
  static const std::vector<std::string> texts = {
      "{}",
      "{\"$schema\": \"weft.schema.json\", // comment\n \"Threads\": \"2\"}",
      "{\"Kestrel\": {\"Endpoints\": {\"a\": {\"Url\": \"http://+:5000\"}}}}",
      R"({"Endpoints": {"a": {"Url": "https://[::]:1", "Protocols": "Http2", "Sni": {"*": {"Protocols": "Http1"}},
          "Certificate": {"Path": "a", "KeyPath": "b", "Password": "c", "AllowInvalid": "TRUE"}}}})",
      R"({"Endpoints": {"a": {"Url": "https://*:1", "TicketKeys": {"Files": ["a", "b", "c"]},
          "ClientCertificate": {"Authorities": "ca"}, "Certificate": {"Path": "a", "OcspFile": "b"},
          "Sni": {"b": {"ClientCertificateMode": "NoCertificate"}, "c": {"ClientCertificate": {"Mode": "None"}}}}}})",
      R"({"EndpointDefaults": {"Protocols": "Http1"}, "Certificates": {"Default": {"Path": "a"}}})",
      R"({"Endpoints": {"a": {"Url": "unix:/a", "Mode": "600", "Owner": "a", "Group": "0"}}})",
      R"({"Limits": {"MaxConcurrentConnections": null, "KeepAliveTimeout": "1.00:00:00", "WriteTimeout": "1500 ms",
          "MinRequestBodyDataRate": {"BytesPerSecond": "240"}, "Http2": {"MaxStreamsPerConnection": 1}}})",
      R"({"Sites": {"a": {"Hosts": ["*.a.test", "b", "[::1]", "*"], "Root": ".", "Sink": "/a"}, "b": {"RequireHttp11": "true"}}})",
      R"({"Sites": {"a": {"ClientCertificate": {"Mode": "None"}}, "b": {"ClientCertificate": {"Authorities": "ca"}}}})",
      R"({"Limits": {"Request": {"SendRate": 0, "ReceiveRate": "1.5M"}}, "Sites": {"a": {"Limits": {"SendRate": "9k"}}}})",
      R"({"Limits": {"MaxRequestBodySize": null, "Client": {"MaxRequestsPerSecond": null, "MaxConcurrentConnections": 5},
          "Http2": {"KeepAlivePingDelay": null}}, "Sites": {"a": {"Limits": {"MaxRequestBodySize": "30M"}}}})",
      R"({"Sites": {"a": {"Root": ".", "Fallback": "index.html", "Headers": {"*": {"x-a": "1"}, "*.js": {}}}}})",
      R"({"Sites": {"a": {"Push": {"Rules": {"/": ["/a", {"Path": "/b", "As": "fetch"}]}, "FromLink": true}}}})",
      R"({"Sites": {"a": {"Root": ".", "Listing": true, "Compression": "true", "ErrorPages": {"404": "/404.html"}}}})",
      R"({"Sites": {"a": {"Compression": {"Types": ["text/*"], "MinLength": "2k", "Codings": ["br", "zstd", "gzip"],
          "CacheOctets": "1M", "Cookies": true}}, "b": {"Compression": false}}})",
      R"({"Sites": {"a": {"Redirects": [{"From": "/a/{b...}", "To": "https://{host}/{b}", "Status": 307, "Scheme": "http"}],
          "Priorities": [{"Match": "*.css", "Priority": "u=1, i"}]}}})",
      R"({"Log": {"Path": "-", "Fields": "date time"}})",
      R"({"User": "a", "Group": "0", "Limits": {"ShutdownDelay": "00:00:00"}})",
      R"({"Log": {"Path": "a", "Format": "combined", "RotateSize": 0, "RotateAge": "90s", "RotateKeep": 0}})",
  };
  return texts;
}

TEST(ConfigSchema, judges_as_the_parser_does) {
  const config::SchemaJudge judge(Config::schema());
  for (const std::string& right : right_texts()) {
    EXPECT_EQ(refusal_of(right), "none");
    EXPECT_TRUE(judge.accepts(right)) << right;
  }
  for (const Wrong& wrong : wrong_texts()) {
    EXPECT_EQ(judge.accepts(wrong.text), wrong.schema == Schema::cannot_see_it) << wrong.text;
  }
}

}  // namespace config_test
}  // namespace weft::server
