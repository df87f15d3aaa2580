// For tests: the same request over HTTP/1.1 and over HTTP/2.
#pragma once

#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include <weft/server/http2_client_test.hpp>

namespace weft::server {

struct TestRequest {
  std::string method = "GET";
  std::string path = "/";
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string body = {};
  std::string host = "test";
};

class Versions : public ServerTest {
 protected:
  // Both answers, with the same shape.
  std::vector<TestResponse> ask(const TestRequest& request) {
    if (server->endpoints().empty()) start();
    return ask(request, server->endpoints().front());
  }
  static std::vector<TestResponse> ask(const TestRequest& request, const Endpoint& endpoint) {
    return {over_http11(request, endpoint), over_http2(request, endpoint)};
  }
  TestResponse over_http11(const TestRequest& request) { return over_http11(request, server->endpoints().front()); }
  TestResponse over_http2(const TestRequest& request) { return over_http2(request, server->endpoints().front()); }
  static TestResponse over_http11(const TestRequest& request, const Endpoint& endpoint) {
    std::string text = request.method + " " + request.path + " HTTP/1.1\r\nhost: " + request.host + "\r\n";
    for (const auto& [name, value] : request.fields) text += name + ": " + value + "\r\n";
    if (!request.body.empty()) text += "content-length: " + std::to_string(request.body.size()) + "\r\n";
    TestClient client(endpoint);
    client.send(text + "\r\n" + request.body);
    return client.read_response();
  }
  static TestResponse over_http2(const TestRequest& request, const Endpoint& endpoint) {
    Http2Client client(endpoint);
    auto fields = testkit::request(request.method, request.path)
                      .replacing(":scheme", "http")
                      .replacing(":authority", request.host);
    for (const auto& [name, value] : request.fields) fields = fields.with(name, value);
    client.frames.headers(1, fields, request.body.empty() ? http::End::yes : http::End::no);
    if (!request.body.empty()) client.frames.data(1, request.body, testkit::end_stream);
    client.send();
    TestResponse response;
    const std::string head = client.read_until("HEADERS stream=1").back();
    if (head.find(" END_STREAM") == head.npos) client.read_until("DATA stream=1 END_STREAM");
    response.head = head_of(head);
    response.body = client.transcript.body(1);
    return response;
  }

 private:
  // "HEADERS stream=1 END_STREAM :status=200 server=weft" as HTTP/1.1 would have it.
  static std::string head_of(const std::string& line) {
    static const std::regex beginning(" ([a-z0-9:-]+)=");
    std::string head;
    std::sregex_iterator field(line.begin(), line.end(), beginning);
    for (const std::sregex_iterator end; field != end;) {
      const std::string name = (*field)[1];
      const auto value = static_cast<std::size_t>(field->position() + field->length());
      const auto behind = ++field == end ? line.size() : static_cast<std::size_t>(field->position());
      const auto text = line.substr(value, behind - value);
      if (name == "stream") continue;
      head += name == ":status" ? "HTTP/2.0 " + text + " \r\n" : name + ": " + text + "\r\n";
    }
    return head + "\r\n";
  }
};

}  // namespace weft::server
