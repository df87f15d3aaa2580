#include <weft/testing/testing.hpp>

#include <stdexcept>

#include <fmt/format.h>

namespace weft {
namespace {

ClientOptions client_options(Server& server, const TestOptions& options) {
  ClientOptions made;
  made.version = options.version;
  made.policy = VersionPolicy::exact;
  made.transport = through(server);
  return made;
}

}  // namespace

TestClient::TestClient(Server& server, const TestOptions& options)
    : client_(client_options(server, options)), origin_("http://" + options.host), patience_(options.patience) {}

ClientRequest TestClient::begin(http::Method method, std::string_view path) const {
  if (!path.starts_with('/')) throw std::invalid_argument(fmt::format("the path \"{}\" has no slash in front", path));
  return client_.request(method, origin_ + std::string(path));
}

TestResponse TestClient::request(http::Method method, std::string_view path, const TestRequest& request) const {
  auto made = begin(method, path);
  made.timeout(patience_);
  for (const auto& [name, value] : request.fields) made.field(name, value);
  if (!request.json.empty()) {
    made.json(request.json);
  } else if (!request.body.empty()) {
    made.body(request.body, request.media_type.empty() ? "text/plain" : request.media_type);
  }
  auto response = made.wait();
  if (!response) {
    throw std::runtime_error(fmt::format("{} {}: {}", http::to_string(method), path, response.error().text()));
  }
  return {std::move(*response)};
}

TestClient test(Server& server, const TestOptions& options) {
  return {server, options};
}

}  // namespace weft
