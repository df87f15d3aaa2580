// A client on the bare engine: one plain POSIX socket that blocks. Nothing but weft::h2 is linked.
//
//   ./engine_client port path [body]        asks 127.0.0.1; the response's body goes to standard output
//
// The exit code is 0 for a 2xx response. docs/engine.md says what is due when.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <weft/h2/connection.hpp>

namespace {

using namespace weft;

Time now() {
  return std::chrono::steady_clock::now();
}

class Text final : public http::BodySource {
 public:
  explicit Text(std::string text) : text_(std::move(text)) {}

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = text_.copy(reinterpret_cast<char*>(room.data()), room.size(), given_);
    given_ += size;
    return {size, given_ == text_.size() ? http::Pulled::State::end : http::Pulled::State::more};
  }

 private:
  std::string text_;
  std::size_t given_ = 0;
};

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? socket : -1;
}

class Client {
 public:
  explicit Client(int socket) : socket_(socket), engine_(http::Role::client, options_, workspace_, now()) {}

  // Whether the answer was 2xx.
  bool ask(const std::string& authority, const std::string& path, std::string body) {
    http::RequestHead head;
    head.method = body.empty() ? http::Method::get : http::Method::post;
    head.method_text = http::to_string(head.method);
    head.scheme = "http";
    head.authority = authority;
    head.path = path;
    const bool has_body = !body.empty();
    Text source(std::move(body));
    if (!engine_.open(head, has_body ? &source : nullptr, now())) return false;
    while (!engine_.closed()) turn();
    flush();
    return http::is_successful(status_);
  }

 private:
  void turn() {
    flush();
    pollfd polled{socket_, POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(engine_.next_deadline() - now());
    if (::poll(&polled, 1, static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000))) > 0) read();
    if (now() >= engine_.next_deadline()) engine_.handle_timeout(now());
    hear();
  }
  void read() {
    std::uint8_t octets[16 * 1024];
    const ssize_t size = ::recv(socket_, octets, sizeof octets, 0);
    if (size <= 0) return engine_.receive_end(now());
    for (Octets rest(octets, static_cast<std::size_t>(size)); !rest.empty();) {
      rest = engine_.receive_some(rest, now());
      hear();
    }
  }
  void flush() {
    Buffer out;
    while (engine_.wants_to_produce()) {
      engine_.produce(out, 64 * 1024, now());
      hear();
      for (; !out.empty();) {
        const ssize_t size = ::send(socket_, out.readable().data(), out.size(), MSG_NOSIGNAL);
        if (size <= 0) return engine_.receive_end(now());
        out.consume(static_cast<std::size_t>(size));
      }
    }
  }

  void hear() {
    while (const auto event = engine_.poll_event()) std::visit([this](const auto& what) { on(what); }, *event);
  }
  void on(const h2::ResponseReceived& response) { status_ = response.head->status; }
  void on(const h2::DataReceived& data) {
    std::fwrite(data.octets.data(), 1, data.octets.size(), stdout);
    engine_.consume(data.message, data.octets.size());
  }
  // It was the only request.
  void on(const h2::Closed& closed) {
    const std::string_view reason = closed.close.reason;
    if (reason != "complete") std::fprintf(stderr, "%.*s\n", static_cast<int>(reason.size()), reason.data());
    engine_.release(closed.message);
    engine_.shutdown(now());
  }
  template <class Other>
  void on(const Other&) {}

  const h2::Options options_;
  h2::Workspace workspace_;
  int socket_;
  h2::Connection engine_;
  http::Status status_{};
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr, "usage: engine_client port path [body]\n");
    return 2;
  }
  const int socket = connect_to(static_cast<std::uint16_t>(std::atoi(arguments[1])));
  if (socket < 0) {
    std::perror("engine_client");
    return 1;
  }
  const bool fine =
      Client(socket).ask(std::string("127.0.0.1:") + arguments[1], arguments[2], count > 3 ? arguments[3] : "");
  ::close(socket);
  return fine ? 0 : 1;
}
