// For tests: a server in this process, and the plainest of clients, so that what is tested is the server.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <weft/server/server.hpp>

namespace weft::server {

struct TestResponse {
  std::string head;
  std::string body;

  int status() const { return head.size() > 12 ? std::stoi(head.substr(9, 3)) : 0; }
  // The value of the field's first line; "" without one.
  std::string field(std::string_view name) const {
    const auto line = head.find("\r\n" + std::string(name) + ": ");
    if (line == std::string::npos) return "";
    const auto value = line + name.size() + 4;
    return head.substr(value, head.find("\r\n", value) - value);
  }
};

// A blocking connection that speaks octets. Gives up after a minute, so that a test fails instead of hanging.
class TestClient {
 public:
  explicit TestClient(const Endpoint& endpoint, int receive_buffer = 0) {
    const bool local = endpoint.address.port == 0;
    socket_ = ::socket(local ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
    const timeval patience{60, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (receive_buffer != 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    connected_ = local ? connect_path(endpoint.address.host) : connect_port(endpoint.address.port);
  }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;
  virtual ~TestClient() { close(); }

  bool connected() const { return connected_; }
  int native() const { return socket_; }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }

  // Sends nothing more, and still reads.
  void half_close() const { ::shutdown(socket_, SHUT_WR); }
  // Goes away without a word: a reset, not an orderly end.
  void vanish() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }

  virtual void send(std::string_view octets) const {
    while (!octets.empty()) {
      const auto sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      octets.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  // The octets that come next; empty at the end.
  virtual std::string read_some() const {
    char octets[16384];
    const auto got = ::recv(socket_, octets, sizeof octets, 0);
    return got <= 0 ? std::string() : std::string(octets, static_cast<std::size_t>(got));
  }
  // Up to and with `mark`.
  std::string read_until(std::string_view mark) {
    for (;;) {
      const auto place = unread_.find(mark);
      if (place != std::string::npos) return take(place + mark.size());
      const auto more = read_some();
      if (more.empty()) return take(unread_.size());
      unread_ += more;
    }
  }
  // What has been received, and not been read.
  std::string take_unread() { return take(unread_.size()); }
  std::string read_exactly(std::size_t size) {
    while (unread_.size() < size) {
      const auto more = read_some();
      if (more.empty()) break;
      unread_ += more;
    }
    return take(std::min(size, unread_.size()));
  }
  std::string read_to_end() {
    for (auto more = read_some(); !more.empty(); more = read_some()) unread_ += more;
    return take(unread_.size());
  }

  // A response with content-length, or without a body.
  TestResponse read_response() {
    TestResponse response;
    response.head = read_until("\r\n\r\n");
    const auto length = response.field("content-length");
    if (!length.empty()) response.body = read_exactly(std::stoul(length));
    return response;
  }
  TestResponse request(std::string_view first_line, std::string_view fields = {}, std::string_view body = {}) {
    send(std::string(first_line) + " HTTP/1.1\r\nhost: test\r\n" + std::string(fields) + "\r\n" + std::string(body));
    return read_response();
  }

 private:
  bool connect_port(std::uint16_t port) const {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  bool connect_path(const std::string& path) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  std::string take(std::size_t size) {
    auto out = unread_.substr(0, size);
    unread_.erase(0, size);
    return out;
  }

  int socket_ = -1;
  bool connected_ = false;
  std::string unread_;
};

// A server with one loop on any free port. Routes first, then start().
class ServerTest : public testing::Test {
 protected:
  static ServerOptions test_options() {
    ServerOptions options;
    options.threads = 1;
    options.connection.linger = std::chrono::milliseconds(10);
    options.diagnostics = [](std::string_view) {};
    return options;
  }

  void start() {
    server->listen("http://127.0.0.1:0");
    server->start();
  }
  TestResponse request(std::string_view first_line, std::string_view fields = {}, std::string_view body = {}) {
    if (server->endpoints().empty()) start();
    return TestClient(server->endpoints().front()).request(first_line, fields, body);
  }

  std::optional<Server> server{std::in_place, test_options()};
};

}  // namespace weft::server
