// Tests of a server's routes without a port: requests go through the client's and the server's real engines, in memory.
//
//   weft::Server server;
//   add_routes(server);                                       // those of the program; no listen()
//   const auto response = weft::test(server).get("/hello");
//   response.code();  response.body;  response.field("content-type");
//
//   const auto test = weft::test(server, {.version = weft::http::Version::http11});  // HTTP/2 without this
//   test.post("/orders", {.fields = {{"x-token", "42"}}, .json = R"({"tea": 2})"});
//
// The first test() starts the server, with the loops and limits of its ServerOptions; routes come before. Each call
// blocks until the whole response is there, and throws std::runtime_error, with the reason, where none comes. A thread
// of the server must not make one.
//
// Time limits are tested without waiting: a TestClock holds the time of the server's loops, and advances it.
//
//   weft::TestClock clock(server);
//   const auto test = weft::test(server, {.clock = &clock});
//   auto slow = test.start(weft::http::Method::get, "/report");   // of a route with .timeout = 5s
//   clock.advance(5s);
//   slow.get().code();                                            // 503
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/base/time.hpp>
#include <weft/client/client.hpp>
#include <weft/http/head.hpp>
#include <weft/http/method.hpp>
#include <weft/server/server.hpp>

namespace weft {

namespace io {
class VirtualTime;
}

// The time of a server's loops, which stands still but for advance(). Time limits of routes, server.every(), c.sleep(),
// within(), heartbeats of event streams, idle connections and rates all go by it, in steps of 50 ms. The threads of
// offload(), the `date` of responses and the patience of a TestClient keep the time of the machine. Once the clock has
// gone, or the server stops, the server's time goes on by itself from where it is.
class TestClock {
 public:
  // Starts the server where nobody has. One clock of a server at a time, and as long as no client that has been told of
  // it makes a request.
  explicit TestClock(Server& server);
  ~TestClock();
  TestClock(const TestClock&) = delete;
  TestClock& operator=(const TestClock&) = delete;

  // Whatever is due by then has happened when this returns, each at its time: what is due every second happens ten
  // times in ten seconds. Requests that were made before have reached their handlers first. Rounded up to 50 ms. Throws
  // std::runtime_error where a handler blocks its loop.
  void advance(Duration duration);

 private:
  friend class TestClient;

  std::shared_ptr<io::VirtualTime> time_;
};

struct TestOptions {
  http::Version version = http::Version::http2;
  // The host of the requests, and their port where one is told.
  std::string host = "localhost";
  // Requests come as by an endpoint of this name, with its routes, wherever it listens: Server::endpoint(). Empty: by
  // none that has a name. test() throws std::invalid_argument for a name that the server does not know.
  std::string endpoint = {};
  // A response that takes longer is a failure.
  Duration patience = std::chrono::seconds(10);
  // Its advance() waits for requests of this client to arrive.
  TestClock* clock = nullptr;
};

// What a request has beside its method and its path.
struct TestRequest {
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string body = {};
  // Of the body. Without it: text/plain.
  std::string media_type = {};
  // In place of the two: a text that is JSON.
  std::string json = {};
};

struct TestResponse : Response {
  // 200, 404 and so on.
  unsigned code() const { return http::code(status); }
  // The first value of a field, and the empty text without one.
  std::string_view field(std::string_view name) const { return fields.find(name).value_or(std::string_view()); }
};

// A client of one server. Copies share its connection. It must not be used any more when the server has gone.
class TestClient {
 public:
  TestClient(Server& server, const TestOptions& options);

  // `path` begins with a slash, and may have a query.
  TestResponse get(std::string_view path, const TestRequest& request = {}) const {
    return this->request(http::Method::get, path, request);
  }
  TestResponse head(std::string_view path, const TestRequest& request = {}) const {
    return this->request(http::Method::head, path, request);
  }
  TestResponse post(std::string_view path, const TestRequest& request) const {
    return this->request(http::Method::post, path, request);
  }
  TestResponse put(std::string_view path, const TestRequest& request) const {
    return this->request(http::Method::put, path, request);
  }
  TestResponse patch(std::string_view path, const TestRequest& request) const {
    return this->request(http::Method::patch, path, request);
  }
  TestResponse del(std::string_view path, const TestRequest& request = {}) const {
    return this->request(http::Method::delete_, path, request);
  }
  TestResponse request(http::Method method, std::string_view path, const TestRequest& request = {}) const;
  // Blocks only until the request is on its way; get() of the result is that of request().
  std::future<TestResponse> start(http::Method method, std::string_view path, const TestRequest& request = {}) const;
  // The same with all that the client can say, such as a body that is read while it comes: client/client.hpp.
  ClientRequest begin(http::Method method, std::string_view path) const;

 private:
  class Way;

  ClientRequest make(http::Method method, std::string_view path, const TestRequest& request) const;

  // Into the server.
  std::shared_ptr<Way> way_;
  Client client_;
  std::string origin_;
  Duration patience_;
};

TestClient test(Server& server, const TestOptions& options = {});

}  // namespace weft
