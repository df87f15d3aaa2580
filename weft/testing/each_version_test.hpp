// For tests: the same requests over HTTP/1.1, h2c and h2, by a client that has sockets.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/client/client.hpp>
#include <weft/server/server.hpp>
#include <weft/testing/testing.hpp>

namespace weft {

struct Way {
  const char* name;
  bool is_secure;
  http::Version version;
};

class EachVersion : public ::testing::TestWithParam<Way> {
 protected:
  explicit EachVersion(ServerOptions its_options = options()) : server(std::move(its_options)) {}
  ~EachVersion() override {
    server.stop();
    server.wait();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  static ServerOptions options() {
    ServerOptions made;
    made.threads = 1;
    made.signals = Signals::ignore;
    made.diagnostics = [](std::string_view) {};
    return made;
  }
  static bool is_secure() { return GetParam().is_secure; }
  static bool is_http2() { return GetParam().version == http::Version::http2; }
  // An endpoint besides that of start(), ahead of it.
  void listen(const EndpointOptions& how) {
    if (is_secure()) {
      server.listen("https://127.0.0.1:0", Certificate::self_signed("localhost"), how);
    } else {
      server.listen("http://127.0.0.1:0", how);
    }
  }
  void start() {
    listen({});
    server.start();
    client_.emplace(client_options());
  }
  static ClientOptions client_options() {
    ClientOptions made;
    made.insecure = true;
    made.decode = false;
    made.version = GetParam().version;
    made.policy = VersionPolicy::exact;
    return made;
  }
  const Client& client() {
    if (!client_) start();
    return *client_;
  }
  // For requests that may end without a response.
  ClientRequest begin(http::Method method, const std::string& path) {
    const auto& its = client();
    return its.request(method, server.endpoints().front().url + path);
  }
  TestResponse ask(http::Method method, const std::string& path, const TestRequest& request = {}) {
    auto made = begin(method, path);
    for (const auto& [name, value] : request.fields) made.field(name, value);
    if (!request.body.empty()) made.body(request.body, request.media_type.empty() ? "text/plain" : request.media_type);
    return response_of(made.wait());
  }
  TestResponse get(const std::string& path, const std::vector<std::pair<std::string, std::string>>& fields = {}) {
    return ask(http::Method::get, path, {.fields = fields});
  }
  static TestResponse response_of(ClientResult result) {
    EXPECT_TRUE(result.has_value()) << result.error().text();
    if (!result) return {};
    EXPECT_EQ(result->version, GetParam().version);
    return {std::move(*result)};
  }
  // A folder of the test's own.
  const std::string& folder() {
    if (folder_.empty()) {
      folder_ = ::testing::TempDir() + fmt::format("weft_each_version_{}_{}", ::getpid(), GetParam().name);
      std::filesystem::create_directory(folder_);
    }
    return folder_;
  }
  void write(const std::string& name, const std::string& content) { std::ofstream(folder() + "/" + name) << content; }

  Server server;

 private:
  std::string folder_;
  std::optional<Client> client_;
};

inline auto each_version() {
  return ::testing::Values(Way{"h1", false, http::Version::http11}, Way{"h2c", false, http::Version::http2},
                           Way{"h2", true, http::Version::http2});
}
inline std::string name_of_way(const ::testing::TestParamInfo<Way>& way) {
  return way.param.name;
}

}  // namespace weft
