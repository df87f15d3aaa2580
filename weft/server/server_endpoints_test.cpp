#include <chrono>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

#include <weft/io/virtual_time.hpp>
#include <weft/server/config/config.hpp>
#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace server_endpoints_test {

using testing::HasSubstr;
using namespace std::chrono_literals;

// Two endpoints, of which the second one is "admin".
class EndpointRoutes : public Versions {
 protected:
  static Handler answering(const std::string& text) {
    return [text](Context& c) { c.text(text); };
  }
  void listen() {
    server->listen("http://127.0.0.1:0");
    server->listen("http://127.0.0.1:0", {.name = "admin"});
    server->start();
  }
  // "200 body", the same over both versions. `at` is the number of the endpoint.
  std::string told(std::size_t at, const TestRequest& request) {
    std::string all;
    for (const auto& answer : ask(request, server->endpoints().at(at))) {
      const auto text = std::to_string(answer.status()) + " " + (answer.status() < 400 ? answer.body : "");
      EXPECT_TRUE(all.empty() || all == text) << all << ", " << text;
      all = text;
    }
    return all;
  }
  std::string get(std::size_t at, const std::string& path) { return told(at, {.path = path}); }
};

TEST_F(EndpointRoutes, are_not_there_for_clients_of_another_endpoint) {
  server->get("/", answering("for all"));
  server->endpoint("admin").get("/metrics", answering("metrics"));
  listen();
  EXPECT_EQ(server->endpoints().at(1).name, "admin");
  EXPECT_EQ(get(0, "/"), "200 for all");
  EXPECT_EQ(get(1, "/"), "200 for all");
  EXPECT_EQ(get(0, "/metrics"), "404 ");
  EXPECT_EQ(get(1, "/metrics"), "200 metrics");
  EXPECT_EQ(told(0, {.method = "POST", .path = "/metrics"}), "404 ");
  EXPECT_EQ(told(1, {.method = "POST", .path = "/metrics"}), "405 ");
}

TEST_F(EndpointRoutes, may_be_of_one_path_with_others_on_another_endpoint) {
  server->endpoint("public").get("/", answering("public"));
  server->endpoint("admin").get("/", answering("admin"));
  server->listen("http://127.0.0.1:0", {.name = "public"});
  server->listen("http://127.0.0.1:0", {.name = "admin"});
  server->start();
  EXPECT_EQ(get(0, "/"), "200 public");
  EXPECT_EQ(get(1, "/"), "200 admin");
}

// A guard hides what is not there, and what is elsewhere is not guarded.
TEST_F(EndpointRoutes, have_groups_and_middleware) {
  const auto guard = [](Context& c, Next next) {
    if (c.field("x-key") != "1") return c.error(http::Status::unauthorized);
    next();
  };
  auto admin = server->endpoint("admin");
  admin.use([](Context& c, Next next) {
    c.set("x-admin", "yes");
    next();
  });
  auto users = admin.group("/users");
  users.use(guard);
  users.get("/{id}", answering("user"));
  listen();
  const TestRequest with_key{.path = "/users/1", .fields = {{"x-key", "1"}}};
  EXPECT_EQ(told(1, with_key), "200 user");
  for (const auto& answer : ask(with_key, server->endpoints().at(1))) EXPECT_EQ(answer.field("x-admin"), "yes");
  EXPECT_EQ(get(1, "/users/1"), "401 ");
  EXPECT_EQ(get(1, "/users/1/nowhere"), "401 ");
  EXPECT_EQ(get(0, "/users/1"), "404 ");
}

// A connection that was parked knows where it has come.
TEST_F(EndpointRoutes, are_there_again_behind_parking) {
  server->endpoint("admin").get("/metrics", answering("metrics"));
  listen();
  io::VirtualTime time;
  time.take([this](const io::VirtualTime::Work& work) { server->post_to_loops(work); });
  Http2Client client(server->endpoints().at(1));
  for (const testkit::StreamId stream : {1u, 3u}) {
    client.get(stream, "/metrics");
    EXPECT_THAT(client.read_until("HEADERS stream=" + std::to_string(stream)).back(), HasSubstr(":status=200"));
    client.read_until("DATA stream=" + std::to_string(stream));
    time.advance(1s);
  }
}

TEST_F(EndpointRoutes, are_for_endpoints_of_a_configuration) {
  server->configure(Config::from_json(R"({"Endpoints": {"Public": {"Url": "http://127.0.0.1:0"},
                                                        "Admin": {"Url": "http://127.0.0.1:0"}}})"));
  server->endpoint("Admin").get("/metrics", answering("metrics"));
  server->start();
  const auto& endpoints = server->endpoints();
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    EXPECT_EQ(get(i, "/metrics"), endpoints[i].name == "Admin" ? "200 metrics" : "404 ");
  }
}

TEST_F(EndpointRoutes, that_make_no_sense_are_refused) {
  EXPECT_THROW(server->endpoint(""), std::invalid_argument);
  auto admin = server->endpoint("admin");
  admin.get("/", answering("x"));
  EXPECT_THROW(admin.get("/", answering("x")), std::invalid_argument);
  server->listen("http://127.0.0.1:0");
  EXPECT_THROW(server->start(), std::invalid_argument);
  server->listen("http://127.0.0.1:0", {.name = "admin"});
  server->get("/", answering("for all"));
  EXPECT_THROW(server->start(), std::invalid_argument);
}

}  // namespace server_endpoints_test
}  // namespace weft::server
