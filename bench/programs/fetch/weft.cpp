// GETs a URL so many times, so many at a time, with weft::Client: what a program pays for requests over one connection.
//
//   fetch_weft URL REQUESTS AT_ONCE [OCTETS]      with OCTETS, POSTs a body of so many
#include <cstdlib>
#include <iostream>
#include <latch>
#include <string>

#include <weft/client/client.hpp>

namespace {

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

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) {
    std::cerr << "usage: fetch_weft URL REQUESTS AT_ONCE [OCTETS]\n";
    return 2;
  }
  const auto requests = static_cast<unsigned>(std::atoi(argv[2]));
  const auto at_once = static_cast<unsigned>(std::atoi(argv[3]));
  weft::ClientOptions options;
  options.insecure = true;
  options.most_connections = 1;
  options.policy = weft::VersionPolicy::exact;
  weft::Client client(options);
  // The first request has the connection made; the count of those behind it is not touched from two threads.
  if (const auto first = client.get(argv[1]).wait(); !first) {
    std::cerr << "fetch_weft: " << first.error().text() << '\n';
    return 1;
  }
  const auto octets = static_cast<std::size_t>(argc == 5 ? std::atoi(argv[4]) : 0);
  Fetch fetch(client, argv[1], requests, std::string(octets, 'x'));
  client.get(argv[1]).then([&](weft::ClientResult) { fetch.begin(at_once); });
  if (const unsigned failed = fetch.failed(); failed != 0) {
    std::cerr << "fetch_weft: " << failed << " requests failed\n";
    return 1;
  }
}
