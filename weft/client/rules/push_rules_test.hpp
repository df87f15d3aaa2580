// A client that takes pushes, against a server that follows a script.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace push_test {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testkit::end_stream;
using testkit::response;

class PushRules : public RulesTest {
 protected:
  PushRules() {
    options.push = [this](const PushedRequest& promised) {
      offered.push_back(promised.url.target);
      return decision;
    };
    options.on_pushed = [this](const PushedRequest& promised, const Response* response) {
      (response != nullptr ? arrived : lost).push_back(promised.url.target);
    };
  }

  // --- what the server writes ----------------------------------------------------------------------------------------
  testkit::FieldList request_for(std::string_view path) const {
    const http::Url url = http::parse_url(server.url()).value();
    return testkit::request("GET", path).replacing(":scheme", "http").replacing(":authority", url.authority);
  }
  Reaction promises(std::string path = "/style.css", StreamId promised = 2) {
    return [this, path, promised](Peer& peer, StreamId stream) {
      peer.frames.push_promise(stream, promised, request_for(path));
    };
  }
  static Reaction pushes(const testkit::FieldList& head, std::string body = "p{}", StreamId promised = 2) {
    return sends([head, body, promised](testkit::Frames& frames, StreamId) {
      frames.headers(promised, head);
      std::string_view rest = body;
      for (; rest.size() > 16'000; rest.remove_prefix(16'000)) frames.data(promised, rest.substr(0, 16'000));
      frames.data(promised, rest, end_stream);
    });
  }
  Peer& peer() { return *server.peers.front(); }
  void push_now(const testkit::FieldList& head, const std::string& body = "p{}") {
    peer().frames.headers(2, head).data(2, body, end_stream);
    peer().send();
  }

  // --- requests ------------------------------------------------------------------------------------------------------
  Request request_to(std::string_view path, http::Method method = http::Method::get) const {
    Request made = request(method);
    made.url.target = path;
    return made;
  }
  Result<Response, ClientError> get_now(std::string_view path) { return result_of(add(request_to(path))); }
  // The page has come, and all that it brings with it has been offered.
  void get_page() {
    const auto page = get_now("/");
    ASSERT_TRUE(page.has_value()) << page.error().text();
    EXPECT_FALSE(page->pushed);
  }
  static std::string body_of(const Result<Response, ClientError>& result) {
    return result ? result->body : "error: " + result.error().text();
  }
  static bool is_pushed(const Result<Response, ClientError>& result) {
    EXPECT_TRUE(result.has_value()) << result.error().text();
    return result && result->pushed;
  }
  static auto reset(StreamId stream, ErrorCode code) {
    return testing::AllOf(Field(&frame::RstStream::stream, stream), Field(&frame::RstStream::code, code));
  }
  void expect_reset(StreamId stream, ErrorCode code) {
    run_until([&] { return !peer().resets().empty(); });
    EXPECT_THAT(peer().resets(), Contains(reset(stream, code)));
  }

  // On a connection of its own.
  void expect_refused(const testkit::FieldList& promise) {
    server.peers.clear();
    pool.reset();
    const auto promises = [&](testkit::Frames& frames, StreamId stream) { frames.push_promise(stream, 2, promise); };
    server.scripts = {{.on_head = both(sends(promises), answers())}};
    get_page();
    expect_reset(2, ErrorCode::protocol_error);
  }

  PushDecision decision = PushDecision::accept;
  std::vector<std::string> offered;
  std::vector<std::string> arrived;
  std::vector<std::string> lost;
};

}  // namespace push_test
}  // namespace weft::client
