#include <cli/get/har.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <weft/io/reason.hpp>

namespace weft::cli::get {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

ClientResult answered() {
  Response response;
  response.status = http::Status::ok;
  response.url = "https://a.test/x?one=1&two";
  response.version = http::Version::http2;
  response.fields.add("content-type", "text/plain");
  response.body = "hello";
  response.wire_octets = 3;
  response.timing = {
      .queue = 1ms, .resolve = 2ms, .connect = 3ms, .tls = 4ms, .wait = 5ms, .receive = 6ms, .total = 21ms};
  io::TlsFacts tls;
  response.connection = std::make_shared<ConnectionFacts>(ConnectionFacts{.id = 7, .peer = "[::1]:443", .tls = tls});
  return response;
}

json entry_of(const ClientResult& result, Duration before = {}) {
  const SeenHeads heads{.request = {.fields = {{":method", "GET"}}, .octets = 30}};
  const auto begun = std::chrono::system_clock::time_point(1'000'000h + 678ms);
  const HarEntry entry{.url = "https://a.test/x",
                       .method = http::Method::get,
                       .asked = begun,
                       .result = result,
                       .before = before,
                       .heads = heads,
                       .octets = 5};
  const json har = json::parse(har_text({entry}));
  EXPECT_EQ(har["log"]["version"], "1.2");
  EXPECT_EQ(har["log"]["creator"]["name"], "weft");
  return har["log"]["entries"][0];
}

TEST(Har, has_an_entry_for_a_response) {
  const json entry = entry_of(answered());
  EXPECT_EQ(entry["startedDateTime"], "2084-01-29T16:00:00.678Z");
  EXPECT_EQ(entry["time"], 21.0);
  EXPECT_EQ(entry["request"]["url"], "https://a.test/x?one=1&two");
  EXPECT_EQ(entry["request"]["queryString"], json::parse(R"([{"name":"one","value":"1"},{"name":"two","value":""}])"));
  EXPECT_EQ(entry["request"]["headers"], json::parse(R"([{"name":":method","value":"GET"}])"));
  EXPECT_EQ(entry["request"]["headersSize"], 30);
  EXPECT_EQ(entry["response"]["httpVersion"], "HTTP/2");
  EXPECT_EQ(entry["response"]["content"],
            json::parse(R"({"size":5,"mimeType":"text/plain","compression":2,"text":"hello"})"));
  EXPECT_EQ(entry["timings"]["connect"], 7.0);
  EXPECT_EQ(entry["timings"]["ssl"], 4.0);
  EXPECT_EQ(entry["serverIPAddress"], "::1");
  EXPECT_EQ(entry["connection"], "7");
}

TEST(Har, times_of_a_connection_that_was_there_do_not_apply) {
  ClientResult result = answered();
  result->reused = true;
  const json entry = entry_of(result);
  for (const auto* part : {"dns", "connect", "ssl"}) EXPECT_EQ(entry["timings"][part], -1) << part;
}

TEST(Har, redirects_before_it_are_not_its_time) {
  ClientResult result = answered();
  result->timing.earlier = 300ms;
  result->timing.total = 321ms;
  const json entry = entry_of(result, 299ms);
  EXPECT_EQ(entry["startedDateTime"], "2084-01-29T16:00:00.977Z");
  EXPECT_EQ(entry["time"], 22.0);
  EXPECT_EQ(entry["timings"]["blocked"], 2.0);
}

TEST(Har, has_an_entry_for_a_failure) {
  const ClientResult failed =
      fail(ClientError{.stage = ClientError::Stage::connect,
                       .close = {http::Scope::connection, http::Blame::peer, 0, io::Reason::connection_refused}});
  const json entry = entry_of(failed);
  EXPECT_EQ(entry["response"]["status"], 0);
  EXPECT_EQ(entry["response"]["_error"], "connect: connection_refused");
  EXPECT_EQ(entry["request"]["url"], "https://a.test/x");
}

}  // namespace
}  // namespace weft::cli::get
