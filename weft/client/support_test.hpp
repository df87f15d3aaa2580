// A client, and a server of weft's at the other end of real sockets.
#pragma once

#include <weft/client/client.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <string_view>

#include <weft/server/server.hpp>

namespace weft {

using namespace std::chrono_literals;

// A server with an endpoint of each kind, and a client that trusts it.
class ClientTest : public testing::Test {
 protected:
  void SetUp() override {
    ServerOptions options;
    options.threads = 1;
    options.signals = Signals::ignore;
    server.emplace(options);
    server->get("/", [](Context& c) { c.text("hello"); });
    server->post("/echo", [](Context& c) -> Task<> {
      const auto text = co_await c.body().text(100'000'000);
      c.text(*text);
    });
    server->get("/never", [](Context& c) -> Task<> { co_await c.sleep(1h); });
    server->get("/{name}", [](Context& c) { c.error(http::Status::not_found); });
  }
  // Its threads have ended then: what handlers know of the test may go.
  void TearDown() override {
    server->stop();
    server.reset();
  }

  std::string listen(std::string_view url, session::Protocols protocols = {}) {
    const EndpointOptions options{.protocols = protocols};
    if (url.starts_with("https")) {
      server->listen(url, Certificate::self_signed("localhost"), options);
    } else {
      server->listen(url, options);
    }
    server->start();
    return server->endpoints().front().url;
  }
  static ClientOptions trusting() {
    ClientOptions options;
    options.insecure = true;
    return options;
  }

  std::optional<Server> server;
  Client client{trusting()};
};

inline constexpr std::string_view secure = "https://127.0.0.1:0";
inline constexpr std::string_view clear = "http://127.0.0.1:0";

// The same over each version of HTTP.
class EachVersion : public ClientTest, public testing::WithParamInterface<http::Version> {
 protected:
  std::string url_of(std::string_view path) {
    if (origin_.empty()) origin_ = listen(secure);
    return origin_ + std::string(path);
  }
  bool over_http2() const { return GetParam() == http::Version::http2; }
  ClientRequest get(std::string_view path) { return std::move(client.get(url_of(path)).version(GetParam())); }
  ClientRequest post(std::string_view path) { return std::move(client.post(url_of(path)).version(GetParam())); }
  // Runs a coroutine to its end on a loop of this thread.
  static void run(io::Loop& loop, Task<> work) {
    std::exception_ptr failure;
    io::spawn(loop, std::move(work), [&](std::exception_ptr its_failure) {
      failure = its_failure;
      loop.stop();
    });
    loop.run();
    if (failure) std::rethrow_exception(failure);
  }

 private:
  std::string origin_;
};

inline std::string name_of_version(const testing::TestParamInfo<http::Version>& info) {
  return info.param == http::Version::http2 ? "http2" : "http1";
}

// All octets of a stream, or what went wrong.
inline ResponseStream::Chunk read_all(ResponseStream& stream) {
  std::string all;
  for (;;) {
    auto chunk = stream.read_wait();
    if (!chunk) return chunk;
    if (chunk->empty()) return all;
    all += *chunk;
  }
}

}  // namespace weft
