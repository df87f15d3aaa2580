// weft::Client as a program that tests drive, for what `weft get` has no option:
//
//   interop_client pause URL SECONDS OTHER COUNT FILE
//       says "paused" when the pause of URL's body has begun, asks for OTHER so many times beside it and says
//       "answered"; says "resumed" when the pause is over, and ends when the whole body is in FILE
//   interop_client many COUNT URL
//       asks for URL0, URL1 … all at once, over one connection, and writes their bodies in order
//   interop_client stall URL
//       sends 64 MB to URL and a second later a few octets, and prints what has become of the large body and of the
//       small
//   interop_client trailers URL
//       sends a body of "text" with the trailer x-sum, prints the body and then the trailers of the response
//   interop_client websocket URL
//       sends messages of many sizes, each of which has to come back, closes with 4002, and prints subprotocol, code
//       and version
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <future>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <weft/client/client.hpp>

namespace {

// Over HTTP/2 alone, and one connection.
weft::Client one_connection() {
  weft::ClientOptions options;
  options.insecure = true;
  options.most_connections = 1;
  options.policy = weft::VersionPolicy::exact;
  return weft::Client(options);
}

int fail(std::string_view what) {
  std::cerr << "interop_client: " << what << '\n';
  return 1;
}

// All at once. Empty, and told, where one is not answered by 200.
std::vector<std::string> bodies_of(const weft::Client& client, const std::vector<std::string>& urls) {
  std::vector<std::future<weft::ClientResult>> answers;
  for (const std::string& url : urls) {
    const auto promise = std::make_shared<std::promise<weft::ClientResult>>();
    answers.push_back(promise->get_future());
    client.get(url).then([promise](weft::ClientResult result) { promise->set_value(std::move(result)); });
  }
  std::vector<std::string> bodies;
  for (auto& answer : answers) {
    const weft::ClientResult result = answer.get();
    if (!result || !result->ok()) {
      fail(result ? "a status that is not 2xx" : result.error().text());
      return {};
    }
    bodies.push_back(result->body);
  }
  return bodies;
}

// Tells of the pause of a response, on the client's thread, and wakes the program.
class PauseTeller {
 public:
  void operator()(const weft::Progress& progress) {
    using Phase = weft::Progress::Phase;
    if (progress.phase == Phase::paused && !std::exchange(paused_, true)) {
      std::cout << "paused" << std::endl;
      begun_.set_value();
    }
    if (progress.phase == Phase::receive && paused_ && !std::exchange(resumed_, true))
      std::cout << "resumed" << std::endl;
  }
  std::future<void> begun() { return begun_.get_future(); }

 private:
  std::promise<void> begun_;
  bool paused_ = false;
  bool resumed_ = false;
};

int pause(const std::string& url, int seconds, const std::string& other, int count, const std::string& path) {
  // Before the window has grown.
  constexpr std::uint64_t before_the_pause = 32 * 1024;
  const weft::Client client = one_connection();
  const auto teller = std::make_shared<PauseTeller>();
  auto paused = teller->begun();
  std::promise<weft::ClientResult> promise;
  client.get(url)
      .pause_after(before_the_pause, std::chrono::seconds(seconds))
      .to_file(path)
      .on_progress([teller](const weft::Progress& progress) { (*teller)(progress); })
      .then([&promise](weft::ClientResult result) { promise.set_value(std::move(result)); });
  paused.wait();
  const auto bodies = bodies_of(client, std::vector<std::string>(static_cast<std::size_t>(count), other));
  if (bodies.empty()) return 1;
  std::cout << "answered" << std::endl;
  const weft::ClientResult result = promise.get_future().get();
  return result ? 0 : fail(result.error().text());
}

int many(int count, const std::string& url) {
  std::vector<std::string> urls;
  for (int i = 0; i < count; ++i) urls.push_back(url + std::to_string(i));
  const auto bodies = bodies_of(one_connection(), urls);
  for (const std::string& body : bodies) std::cout << body;
  return bodies.empty() ? 1 : 0;
}

int stall(const std::string& url) {
  const weft::Client client = one_connection();
  const auto send = [&](std::string body) {
    const auto promise = std::make_shared<std::promise<weft::ClientResult>>();
    client.post(url).body(std::move(body)).then([promise](weft::ClientResult result) {
      promise->set_value(std::move(result));
    });
    return promise->get_future();
  };
  auto large = send(std::string(64'000'000, 'x'));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  auto small = send("small");
  for (auto* answer : {&large, &small}) {
    const weft::ClientResult result = answer->get();
    std::cout << (result ? result->body : result.error().text()) << '\n';
  }
  return 0;
}

int trailers(const std::string& url) {
  const auto response = one_connection().post(url).body("text", "text/plain").trailer("x-sum", "7").wait();
  if (!response) return fail(response.error().text());
  std::cout << response->body << '\n';
  for (const auto& field : response->trailers) std::cout << field.name << ": " << field.value << '\n';
  return 0;
}

int websocket(std::string_view url) {
  weft::ClientOptions of_client;
  of_client.insecure = true;
  const weft::Client client(of_client);
  weft::ClientWebSocketOptions options;
  options.message = std::size_t{1} << 22;
  options.frame = options.message;
  options.subprotocols = {"first", "second"};
  options.deflate.takeover = true;
  auto s = client.websocket_wait(url, options);
  if (!s) return fail(s.error().text());
  for (const std::size_t size : {0u, 1u, 125u, 126u, 65'535u, 65'536u, 1'000'000u}) {
    const std::string text(size, 'x');
    if (!s->send_wait(text)) return fail("a message cannot be sent");
    const auto message = s->receive_wait();
    if (!message || message->data != text) return fail("a message has not come back");
  }
  s->close(static_cast<weft::websocket::CloseCode>(4002), "enough");
  while (s->receive_wait()) {
  }
  std::cout << s->subprotocol() << ' ' << weft::websocket::number(s->close_code()) << ' '
            << weft::http::to_string(s->version()) << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span<char*> words(argv, static_cast<std::size_t>(argc));
  const std::string_view verb = argc > 1 ? words[1] : "";
  if (verb == "pause" && argc == 7)
    return pause(words[2], std::atoi(words[3]), words[4], std::atoi(words[5]), words[6]);
  if (verb == "many" && argc == 4) return many(std::atoi(words[2]), words[3]);
  if (verb == "stall" && argc == 3) return stall(words[2]);
  if (verb == "trailers" && argc == 3) return trailers(words[2]);
  if (verb == "websocket" && argc == 3) return websocket(words[2]);
  return fail("expected pause, many, stall, trailers or websocket with what the head of interop_client.cpp says");
}
