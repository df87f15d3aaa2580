// The examples of docs/guide/blocking.md, over each version. The guide has them as they stand here: examples_test.py.
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <weft/client/client.hpp>
#include <weft/server/server.hpp>

namespace blocking_guide {

using namespace std::chrono_literals;

// Stands for a database whose calls block.
class Database {
 public:
  std::string titles_by(std::string_view author) {
    const std::lock_guard lock(mutex_);
    ++asked_;
    return "Emma, by " + std::string(author);
  }

 private:
  std::mutex mutex_;
  int asked_ = 0;
};

void books(weft::Server& server, Database& db) {
  server.get("/books", [&db](weft::Context& c) -> weft::Task<> {
    const std::string author(c.query());
    const auto titles = co_await c.offload([&] { return db.titles_by(author); });
    c.text(titles);
  });
}

void report(weft::Server& server) {
  server.get("/report", [](weft::Context& c) -> weft::Task<> {
    const auto sum = co_await weft::within(5s, c.offload([](std::stop_token stop) {
      long all = 0;
      for (int i = 0; i < 1'000'000 && !stop.stop_requested(); ++i) all += i % 7;
      return all;
    }));
    if (!sum) co_return c.error(weft::http::Status::gateway_timeout);
    c.text(std::to_string(*sum));
  });
}

weft::ServerOptions few_threads() {
  weft::ServerOptions options;
  options.blocking.threads = 4;  // at most; 8 without this
  options.blocking.queue = 100;  // that wait for one of them; 1024 without this
  options.threads = 1;
  options.signals = weft::Signals::ignore;
  return options;
}

struct Way {
  const char* scheme;
  weft::http::Version version;
  weft::VersionPolicy policy;
};

class BlockingGuide : public testing::TestWithParam<Way> {
 protected:
  BlockingGuide() : server(few_threads()) {
    books(server, db);
    report(server);
    server.listen("http://127.0.0.1:0");
    server.listen("https://127.0.0.1:0", weft::Certificate::self_signed("localhost"));
    server.start();
  }
  ~BlockingGuide() override {
    server.stop();
    server.wait();
  }
  weft::ClientResult get(const std::string& path) {
    weft::ClientOptions options;
    options.insecure = true;
    options.version = GetParam().version;
    options.policy = GetParam().policy;
    const bool is_secure = std::string_view(GetParam().scheme) == "https";
    return weft::Client(options).get(server.endpoints().at(is_secure ? 1 : 0).url + path).wait();
  }

  Database db;
  weft::Server server;
};

TEST_P(BlockingGuide, work_is_done_elsewhere) {
  const auto found = get("/books?Austen");
  ASSERT_TRUE(found.has_value()) << found.error().text();
  EXPECT_EQ(found->body, "Emma, by Austen");
  EXPECT_EQ(found->version, GetParam().version);
}

TEST_P(BlockingGuide, work_may_be_asked_to_stop) {
  const auto report = get("/report");
  ASSERT_TRUE(report.has_value()) << report.error().text();
  EXPECT_EQ(report->body, "2999997");
}

INSTANTIATE_TEST_SUITE_P(Ways, BlockingGuide,
                         testing::Values(Way{"https", weft::http::Version::http2, weft::VersionPolicy::exact},
                                         Way{"http", weft::http::Version::http2, weft::VersionPolicy::exact},
                                         Way{"https", weft::http::Version::http11, weft::VersionPolicy::exact},
                                         Way{"http", weft::http::Version::http11, weft::VersionPolicy::exact}));

}  // namespace blocking_guide
