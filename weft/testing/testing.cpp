#include <weft/testing/testing.hpp>

#include <atomic>
#include <stdexcept>

#include <fmt/format.h>

#include <weft/io/entrance.hpp>
#include <weft/io/virtual_time.hpp>

namespace weft {

// Knows when the client's loop has come: a clock waits for it as well.
class TestClient::Way final : public io::Entrance {
 public:
  Way(Server& server, std::string_view endpoint, std::shared_ptr<io::VirtualTime> time)
      : server_(through(server, endpoint)), time_(std::move(time)) {}

  Result<std::unique_ptr<io::Channel>, io::Reason> connect(io::Loop& loop) override {
    if (time_ != nullptr) time_->watch(loop);
    set_known();
    return server_->connect(loop);
  }
  void set_known() {
    is_known_ = true;
    is_known_.notify_all();
  }
  void await_known() const { is_known_.wait(false); }

 private:
  const std::shared_ptr<io::Entrance> server_;
  const std::shared_ptr<io::VirtualTime> time_;
  std::atomic<bool> is_known_ = false;
};

namespace {

ClientOptions client_options(std::shared_ptr<io::Entrance> way, const TestOptions& options) {
  ClientOptions made;
  made.version = options.version;
  made.policy = VersionPolicy::exact;
  made.transport = std::move(way);
  return made;
}

TestResponse response_of(ClientResult result, http::Method method, std::string_view path) {
  if (result) return {std::move(*result)};
  throw std::runtime_error(fmt::format("{} {}: {}", http::to_string(method), path, result.error().text()));
}

}  // namespace

TestClock::TestClock(Server& server) : time_(std::make_shared<io::VirtualTime>()) {
  through(server);
  time_->take([&server](const io::VirtualTime::Work& work) { server.post_to_loops(work); });
}

TestClock::~TestClock() {
  time_->let_go();
}

void TestClock::advance(Duration duration) {
  time_->advance(duration);
}

TestClient::TestClient(Server& server, const TestOptions& options)
    : way_(std::make_shared<Way>(server, options.endpoint, options.clock == nullptr ? nullptr : options.clock->time_)),
      client_(client_options(way_, options)),
      origin_("http://" + options.host),
      patience_(options.patience) {}

ClientRequest TestClient::begin(http::Method method, std::string_view path) const {
  if (!path.starts_with('/')) throw std::invalid_argument(fmt::format("the path \"{}\" has no slash in front", path));
  return client_.request(method, origin_ + std::string(path));
}

ClientRequest TestClient::make(http::Method method, std::string_view path, const TestRequest& request) const {
  auto made = begin(method, path);
  made.timeout(patience_);
  for (const auto& [name, value] : request.fields) made.field(name, value);
  if (!request.json.empty()) {
    made.json(request.json);
  } else if (!request.body.empty()) {
    made.body(request.body, request.media_type.empty() ? "text/plain" : request.media_type);
  }
  return made;
}

TestResponse TestClient::request(http::Method method, std::string_view path, const TestRequest& request) const {
  return response_of(make(method, path, request).wait(), method, path);
}

std::future<TestResponse> TestClient::start(http::Method method, std::string_view path,
                                            const TestRequest& request) const {
  const auto promise = std::make_shared<std::promise<TestResponse>>();
  auto response = promise->get_future();
  auto done = [promise, method, at = std::string(path), way = way_, client = client_](ClientResult result) {
    // For one that was refused before it came there.
    way->set_known();
    try {
      promise->set_value(response_of(std::move(result), method, at));
    } catch (const std::runtime_error&) {
      promise->set_exception(std::current_exception());
    }
  };
  make(method, path, request).then(std::move(done));
  way_->await_known();
  return response;
}

TestClient test(Server& server, const TestOptions& options) {
  return {server, options};
}

}  // namespace weft
