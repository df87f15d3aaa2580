#include <weft/client/observer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include <weft/client/support_test.hpp>

namespace weft {
namespace observer_test {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

// Counters by their attributes, and how many values each histogram has. All of it is told on the client's thread, and
// read when the client has gone.
class Meters final : public ClientObserver {
 public:
  void measured(ClientMetric metric, double value, const ClientAttributes& attributes) override {
    std::string name(to_string(metric));
    for (const auto& [key, text] : attributes.named()) {
      if (!key.starts_with("server.")) name += fmt::format(" {}={}", key, text);
    }
    if (is_histogram(metric)) {
      ++values[name];
      EXPECT_GE(value, 0.0);
    } else {
      counters[name] += static_cast<int>(value);
      highest[name] = std::max(highest[name], counters[name]);
    }
  }

  std::map<std::string, unsigned> values;
  std::map<std::string, int> counters;
  std::map<std::string, int> highest;
};

class ObserverTest : public ClientTest {
 protected:
  ClientOptions watched() {
    ClientOptions options = trusting();
    options.observer = meters;
    options.version = http::Version::http2;
    options.policy = VersionPolicy::exact;
    return options;
  }

  const std::shared_ptr<Meters> meters = std::make_shared<Meters>();
};

TEST(Observer, attributes_have_the_names_of_opentelemetry) {
  const ClientAttributes attributes{.method = "GET",
                                    .server_address = "example.test",
                                    .server_port = 443,
                                    .version = http::Version::http2,
                                    .status = http::Status::not_found,
                                    .error_type = "404",
                                    .state = ClientAttributes::State::idle};
  EXPECT_THAT(attributes.named(),
              ElementsAre(Pair("http.request.method", "GET"), Pair("server.address", "example.test"),
                          Pair("server.port", "443"), Pair("network.protocol.version", "2"),
                          Pair("http.response.status_code", "404"), Pair("error.type", "404"),
                          Pair("http.connection.state", "idle")));
  EXPECT_EQ(unit_of(ClientMetric::request_duration), "s");
  EXPECT_EQ(unit_of(ClientMetric::open_connections), "{connection}");
}

TEST_F(ObserverTest, requests_and_connections_are_counted) {
  const std::string url = listen(clear);
  {
    const Client client(watched());
    ASSERT_TRUE(client.get(url).wait().has_value());
    ASSERT_TRUE(client.get(url + "/missing").wait().has_value());
  }
  EXPECT_THAT(meters->values,
              UnorderedElementsAre(
                  Pair("http.client.request.duration http.request.method=GET network.protocol.version=2 "
                       "http.response.status_code=200",
                       1),
                  Pair("http.client.request.duration http.request.method=GET network.protocol.version=2 "
                       "http.response.status_code=404 error.type=404",
                       1),
                  Pair("http.client.request.time_in_queue http.request.method=GET network.protocol.version=2", 2),
                  Pair("http.client.connection.duration network.protocol.version=2", 1)));
  const std::string connections = "http.client.open_connections network.protocol.version=2 http.connection.state=";
  EXPECT_THAT(meters->highest, UnorderedElementsAre(Pair("http.client.active_requests http.request.method=GET", 1),
                                                    Pair(connections + "idle", 1), Pair(connections + "active", 1)));
  for (const auto& [name, count] : meters->counters) EXPECT_EQ(count, 0) << name;
}

TEST_F(ObserverTest, a_failure_has_its_reason_token) {
  const Client client(watched());
  ASSERT_FALSE(client.request(http::Method::other, "http://127.0.0.1:1/").wait().has_value());
  EXPECT_THAT(
      meters->values,
      ElementsAre(Pair("http.client.request.duration http.request.method=_OTHER error.type=connection_refused", 1)));
  for (const auto& [name, count] : meters->counters) EXPECT_EQ(count, 0) << name;
}

TEST_F(ObserverTest, a_redirect_is_one_request) {
  server->get("/away/now", [](Context& c) { c.redirect("/"); });
  const std::string url = listen(clear);
  {
    const Client client(watched());
    ASSERT_TRUE(client.get(url + "/away/now").redirects(1).wait().has_value());
  }
  EXPECT_EQ(meters->values.at("http.client.request.duration http.request.method=GET network.protocol.version=2 "
                              "http.response.status_code=200"),
            1u);
  EXPECT_EQ(meters->counters.at("http.client.active_requests http.request.method=GET"), 0);
}

// The causes of a response's time: the pool in front, and then those of the engine.
TEST_F(ObserverTest, a_request_knows_for_what_it_has_waited) {
  const std::string url = listen(clear);
  const Client client(watched());
  // The body comes when another response has come.
  auto next = [&, left = 1]() mutable -> Task<std::string> {
    if (left-- == 0) co_return "";
    co_return (co_await client.get(url).send())->body;
  };
  const auto response = client.post(url + "/echo").stream(next).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->timing.waits[http::Wait::pool], response->timing.queue);
  EXPECT_GT(response->timing.waits[http::Wait::application], Duration::zero());
}

}  // namespace observer_test
}  // namespace weft
