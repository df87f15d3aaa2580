// Asks for a URL so many times, so many at a time, with weft's client: what a program pays for requests.
//
//   fetch_weft URL REQUESTS AT_ONCE whole            each body is a text
//   fetch_weft URL REQUESTS AT_ONCE stream           each body is counted as it comes, and dropped
//   fetch_weft URL REQUESTS AT_ONCE post OCTETS      each request has a body of so many
#include <cstdlib>
#include <iostream>
#include <latch>
#include <string>
#include <string_view>

#include <weft/client/client.hpp>
#include <weft/client/shard.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/task.hpp>

namespace {

weft::ClientOptions options() {
  weft::ClientOptions options;
  options.insecure = true;
  options.most_connections = 1;
  options.policy = weft::VersionPolicy::exact;
  return options;
}

// Each answer asks for the next one, on the client's own thread.
class Fetch {
 public:
  Fetch(weft::Client& client, std::string url, unsigned requests, std::string body)
      : client_(client), url_(std::move(url)), body_(std::move(body)), left_(requests), unanswered_(requests) {}

  void begin(unsigned at_once) {
    for (unsigned i = 0; i < at_once; ++i) next();
  }
  // Blocks until all are answered.
  unsigned failed() {
    unanswered_.wait();
    return failed_;
  }

 private:
  weft::ClientRequest request() const {
    if (body_.empty()) return client_.get(url_);
    weft::ClientRequest request = client_.post(url_);
    request.body(body_, "application/octet-stream");
    return request;
  }
  void next() {
    if (left_ == 0) return;
    --left_;
    request().then([this](weft::ClientResult result) {
      if (!result || !result->ok() || result->body.empty()) ++failed_;
      next();
      unanswered_.count_down();
    });
  }

  weft::Client& client_;
  const std::string url_;
  const std::string body_;
  unsigned left_;
  unsigned failed_ = 0;
  std::latch unanswered_;
};

unsigned fetch(const std::string& url, unsigned requests, unsigned at_once, std::string body) {
  weft::Client client(options());
  // The first request has the connection made; the count of those behind it is not touched from two threads.
  if (const auto first = client.get(url).wait(); !first) {
    std::cerr << "fetch_weft: " << first.error().text() << '\n';
    return requests;
  }
  Fetch fetch(client, url, requests, std::move(body));
  client.get(url).then([&](weft::ClientResult) { fetch.begin(at_once); });
  return fetch.failed();
}

// The same with coroutines, which read: the client runs on their loop, as it does in a handler.
class Streams {
 public:
  Streams(std::string url, unsigned requests) : url_(std::move(url)), left_(requests) {}

  unsigned failed(unsigned at_once) {
    for (running_ = 0; running_ < at_once; ++running_) {
      weft::io::spawn(loop_, read_all(), [this](const std::exception_ptr&) {
        if (--running_ == 0) loop_.stop();
      });
    }
    loop_.run();
    return failed_;
  }

 private:
  weft::io::Task<> read_all() {
    for (; left_ > 0;) {
      --left_;
      auto response = co_await shard_.client().get(url_).open();
      const std::size_t octets = response && response->ok() ? co_await count(*response) : 0;
      if (octets == 0) ++failed_;
    }
  }
  static weft::io::Task<std::size_t> count(weft::ResponseStream& response) {
    for (std::size_t octets = 0;;) {
      const auto piece = co_await response.read();
      if (!piece) co_return 0;
      if (piece->empty()) co_return octets;
      octets += piece->size();
    }
  }

  weft::io::Loop loop_;
  weft::client::Shard shard_{loop_, options()};
  const std::string url_;
  unsigned left_;
  unsigned running_ = 0;
  unsigned failed_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const std::string_view how = argc > 4 ? argv[4] : "";
  if (how != "whole" && how != "stream" && !(how == "post" && argc == 6)) {
    std::cerr << "usage: fetch_weft URL REQUESTS AT_ONCE whole|stream|post [OCTETS]\n";
    return 2;
  }
  const auto requests = static_cast<unsigned>(std::atoi(argv[2]));
  const auto at_once = static_cast<unsigned>(std::atoi(argv[3]));
  const auto octets = static_cast<std::size_t>(argc > 5 ? std::atoi(argv[5]) : 0);
  const unsigned failed = how == "stream" ? Streams(argv[1], requests).failed(at_once)
                                          : fetch(argv[1], requests, at_once, std::string(octets, 'x'));
  if (failed != 0) {
    std::cerr << "fetch_weft: " << failed << " requests failed\n";
    return 1;
  }
}
