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
#pragma once

#include <chrono>
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

struct TestOptions {
  http::Version version = http::Version::http2;
  // The host of the requests, and their port where one is told.
  std::string host = "localhost";
  // A response that takes longer is a failure.
  Duration patience = std::chrono::seconds(10);
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
  // The same with all that the client can say, such as a body that is read while it comes: client/client.hpp.
  ClientRequest begin(http::Method method, std::string_view path) const;

 private:
  Client client_;
  std::string origin_;
  Duration patience_;
};

TestClient test(Server& server, const TestOptions& options = {});

}  // namespace weft
