// For tests: a client of HTTP/2 whose frames are written and read one by one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::server {

// A client that speaks HTTP/2 over cleartext, or over TLS: tls_client_test.hpp.
class Http2Client {
 public:
  explicit Http2Client(const Endpoint& endpoint) : Http2Client(std::make_unique<TestClient>(endpoint)) {}
  explicit Http2Client(std::unique_ptr<TestClient> client) : client_(std::move(client)) {
    frames.preface().settings().settings_ack();
  }

  void send() {
    client_->send(as_text(frames.octets().subspan(sent_)));
    sent_ = frames.octets().size();
  }
  void get(testkit::StreamId stream, std::string_view path = "/") { ask(stream, testkit::request("GET", path)); }
  void ask(testkit::StreamId stream, const testkit::FieldList& request) {
    frames.headers(stream, request.replacing(":scheme", "http"), testkit::end_stream);
    send();
  }
  // All lines up to the one that begins so; at least one, be it empty.
  std::vector<std::string> read_until(std::string_view beginning) {
    std::vector<std::string> lines;
    while (lines.empty() || !lines.back().starts_with(beginning)) {
      if (pending_.empty()) {
        const auto octets = client_->read_some();
        if (octets.empty()) break;
        transcript.read(as_octets(octets));
        for (auto& line : transcript.take()) pending_.push_back(std::move(line.text));
        continue;
      }
      lines.push_back(pending_.front());
      pending_.erase(pending_.begin());
    }
    EXPECT_THAT(lines, testing::Contains(testing::StartsWith(std::string(beginning))));
    if (lines.empty()) lines.emplace_back();
    return lines;
  }

  testkit::Frames frames;
  testkit::Transcript transcript{http::Role::server};

 private:
  std::unique_ptr<TestClient> client_;
  std::size_t sent_ = 0;
  std::vector<std::string> pending_;
};

class Pushes : public ServerTest {
 protected:
  Http2Client& client() {
    if (server->endpoints().empty()) start();
    if (!client_) client_.emplace(server->endpoints().front());
    return *client_;
  }

 private:
  std::optional<Http2Client> client_;
};

}  // namespace weft::server
