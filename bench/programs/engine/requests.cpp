// Ten thousand requests through the engine of a server. bench/count counts the instructions of replay(), and of
// nothing else here.
//
// A client's engine asks a server's engine first, and all that the client sends is kept. Then the same octets come to
// another server's engine at the same times: without a clock and without chance, it does the same.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include <weft/h2/connection.hpp>

namespace {

using namespace weft;

constexpr std::size_t requests = 10'000;
constexpr std::size_t response_octets = 1024;
constexpr std::size_t upload_octets = 500;
// How many streams are open at a time: a hundred requests, over and over.
constexpr std::array<std::size_t, 6> rounds{1, 2, 6, 12, 30, 49};
// The octets that go out in a turn, and how long a turn takes: some of many responses have to wait.
constexpr std::size_t turn_octets = 16 * 1024;
constexpr Duration turn_time = std::chrono::milliseconds(1);

class FixedBody final : public http::BodySource {
 public:
  explicit FixedBody(std::size_t octets = 0) : left_(octets) {}

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), left_);
    std::fill_n(room.begin(), size, std::uint8_t{'x'});
    left_ -= size;
    return {size, left_ == 0 ? http::Pulled::State::end : http::Pulled::State::more};
  }

 private:
  std::size_t left_;
};

// Bodies of messages that are open, numbered as they begin: never as many as there are places.
class Bodies {
 public:
  http::BodySource* begin(std::size_t number, std::size_t octets) {
    FixedBody& body = bodies_[number % bodies_.size()];
    body = FixedBody(octets);
    return &body;
  }

 private:
  std::array<FixedBody, 128> bodies_;
};

class Server {
 public:
  explicit Server(Time now) : connection_(http::Role::server, options_, workspace_, now) {
    const auto add = [this](std::string_view name, std::string_view value) { response_.fields.add(name, value); };
    add("date", "Sun, 06 Nov 1994 08:49:37 GMT");
    add("server", "weft");
    add("content-type", "text/javascript; charset=utf-8");
    add("content-length", std::to_string(response_octets));
    add("etag", "\"5f3c-18c2a7e9d40\"");
    add("cache-control", "public, max-age=3600");
  }

  // One turn.
  void serve(Octets octets, Buffer& out, Time now) {
    if (!octets.empty()) connection_.receive(octets, now);
    react(now);
    connection_.produce(out, turn_octets, now);
    react(now);
  }

  std::size_t completed() const { return completed_; }

 private:
  void react(Time now) {
    while (const auto event = connection_.poll_event()) {
      if (const auto* request = std::get_if<h2::RequestReceived>(&*event)) {
        if (request->end == http::End::yes) answer(request->message, now);
      } else if (const auto* data = std::get_if<h2::DataReceived>(&*event)) {
        connection_.consume(data->message, data->octets.size());
        if (data->end == http::End::yes) answer(data->message, now);
      } else if (const auto* closed = std::get_if<h2::Closed>(&*event)) {
        if (closed->close.clean()) ++completed_;
        connection_.release(closed->message);
      }
    }
  }

  void answer(http::MessageId message, Time now) {
    (void)connection_.respond(message, response_, bodies_.begin(message / 2, response_octets), now);
  }

  h2::Options options_;
  h2::Workspace workspace_;
  h2::Connection connection_;
  http::ResponseHead response_;
  Bodies bodies_;
  std::size_t completed_ = 0;
};

struct Resource {
  std::string_view directory;
  std::string_view suffix;
  std::string_view accept;
  std::string_view destination;
  std::string_view priority;
};

constexpr std::array<Resource, 4> resources{{
    {"/articles/", ".html",
     "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8", "document",
     "u=0, i"},
    {"/assets/styles/", ".css", "text/css,*/*;q=0.1", "style", "u=0"},
    {"/assets/scripts/", ".js", "*/*", "script", "u=1"},
    {"/assets/images/", ".webp", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", "image", "u=5, i"},
}};

// As a browser asks. Every tenth request brings a body.
class Client {
 public:
  explicit Client(Time now) : connection_(http::Role::client, options_, workspace_, now) {}

  void ask(Time now) {
    const bool is_upload = ++asked_ % 10 == 0;
    const http::RequestHead head = request(asked_, is_upload);
    http::BodySource* body = is_upload ? bodies_.begin(asked_, upload_octets) : nullptr;
    if (connection_.open(head, body, now)) ++open_;
  }

  Octets speak(Buffer& out, Time now) {
    const std::size_t before = out.size();
    connection_.produce(out, 1024 * 1024, now);
    return out.readable().subspan(before);
  }

  void hear(Octets octets, Time now) {
    connection_.receive(octets, now);
    while (const auto event = connection_.poll_event()) {
      if (const auto* data = std::get_if<h2::DataReceived>(&*event)) {
        connection_.consume(data->message, data->octets.size());
      } else if (const auto* closed = std::get_if<h2::Closed>(&*event)) {
        connection_.release(closed->message);
        --open_;
      }
    }
  }

  std::size_t open() const { return open_; }

 private:
  static http::RequestHead request(std::size_t number, bool is_upload) {
    const Resource& resource = resources[number % resources.size()];
    http::RequestHead head;
    head.method = is_upload ? http::Method::post : http::Method::get;
    head.method_text = is_upload ? "POST" : "GET";
    head.scheme = "https";
    head.authority = "www.example.org";
    std::string& path = paths()[number % resources.size()];
    path = std::string(resource.directory) + std::to_string(number * 7919 % 1000) + std::string(resource.suffix);
    head.path = path;
    const auto add = [&head](std::string_view name, std::string_view value) { head.fields.add(name, value); };
    if (is_upload) add("content-length", std::to_string(upload_octets));
    add("sec-ch-ua", R"("Chromium";v="126", "Not.A/Brand";v="24")");
    add("sec-ch-ua-mobile", "?0");
    add("sec-ch-ua-platform", R"("Linux")");
    add("user-agent",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36");
    add("accept", resource.accept);
    add("sec-fetch-site", "same-origin");
    add("sec-fetch-mode", resource.destination == "document" ? "navigate" : "no-cors");
    add("sec-fetch-dest", resource.destination);
    add("referer", "https://www.example.org/articles/");
    add("accept-encoding", "gzip, deflate, br, zstd");
    add("accept-language", "en-US,en;q=0.9,de;q=0.8");
    add("cookie", "session=4f1d2a9c7be04e55a3c0; theme=dark; consent=all");
    add("priority", resource.priority);
    return head;
  }

  // A head only borrows its path.
  static std::array<std::string, resources.size()>& paths() {
    static std::array<std::string, resources.size()> texts;
    return texts;
  }

  h2::Options options_;
  h2::Workspace workspace_;
  h2::Connection connection_;
  Bodies bodies_;
  std::size_t asked_ = 0;
  std::size_t open_ = 0;
};

// All that a client sends, turn by turn.
struct Recording {
  Buffer octets;
  std::vector<std::size_t> ends;
};

Recording record(Time now) {
  Client client(now);
  Server server(now);
  Recording recording;
  Buffer out;
  for (std::size_t round = 0; server.completed() < requests; ++round) {
    for (std::size_t i = 0; i < rounds[round % rounds.size()]; ++i) client.ask(now);
    do {
      now += turn_time;
      const Octets said = client.speak(recording.octets, now);
      recording.ends.push_back(recording.octets.size());
      out.clear();
      server.serve(said, out, now);
      client.hear(out.readable(), now);
    } while (client.open() != 0);
  }
  return recording;
}

[[gnu::noinline]] std::size_t replay(Server& server, const Recording& recording, Buffer& out, Time now) {
  std::size_t begin = 0;
  for (const std::size_t end : recording.ends) {
    now += turn_time;
    out.clear();
    server.serve(recording.octets.readable().subspan(begin, end - begin), out, now);
    begin = end;
  }
  return server.completed();
}

}  // namespace

int main() {
  const Time start{std::chrono::hours(1)};
  const Recording recording = record(start);
  Server server(start);
  Buffer out;
  const std::size_t completed = replay(server, recording, out, start);
  std::printf("%zu requests in %zu turns\n", completed, recording.ends.size());
  return completed == requests ? 0 : 1;
}
