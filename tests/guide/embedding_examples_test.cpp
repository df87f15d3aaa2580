// The examples of docs/guide/embedding.md: two engines that talk in memory. The guide has them as they stand here:
// examples_test.py.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

// As the guide has it.
#include <weft/h2/connection.hpp>

namespace embedding_guide {

// --- a body that is pulled -------------------------------------------------------------------------------------------

class Text final : public weft::http::BodySource {
 public:
  explicit Text(std::string text) : text_(std::move(text)) {}

  weft::http::Pulled pull(weft::MutableOctets room) override {
    const std::size_t size = text_.copy(reinterpret_cast<char*>(room.data()), room.size(), given_);
    given_ += size;
    return {size, given_ == text_.size() ? weft::http::Pulled::State::end : weft::http::Pulled::State::more};
  }

 private:
  std::string text_;
  std::size_t given_ = 0;
};

// --- a turn ----------------------------------------------------------------------------------------------------------

template <class Application>
void turn(weft::h2::Connection& engine, Application& application, weft::Octets octets, weft::Time now,
          weft::Buffer& out) {
  const auto hear = [&] {
    while (const auto event = engine.poll_event()) {
      std::visit([&](const auto& what) { application.on(what, now); }, *event);
    }
  };
  hear();
  while (!octets.empty()) {
    octets = engine.receive_some(octets, now);
    hear();
  }
  while (engine.wants_to_produce()) {
    engine.produce(out, 64 * 1024, now);
    hear();
  }
}

// --- a server --------------------------------------------------------------------------------------------------------

class Served {
 public:
  explicit Served(weft::h2::Connection& engine) : engine_(engine) {}

  void on(const weft::h2::RequestReceived& request, weft::Time now) {
    auto& body = bodies_[request.message];
    body = std::make_unique<Text>("you asked for " + std::string(request.head->path));
    weft::http::ResponseHead head;
    head.fields.add("content-type", "text/plain");
    if (!engine_.respond(request.message, head, body.get(), now)) std::abort();  // a mistake of ours
  }
  void on(const weft::h2::DataReceived& data, weft::Time) { engine_.consume(data.message, data.octets.size()); }
  void on(const weft::h2::Closed& closed, weft::Time) {
    engine_.release(closed.message);
    bodies_.erase(closed.message);
  }
  void on(const auto&, weft::Time) {}

 private:
  weft::h2::Connection& engine_;
  std::map<weft::h2::MessageId, std::unique_ptr<Text>> bodies_;
};

// --- a client --------------------------------------------------------------------------------------------------------

class Asking {
 public:
  explicit Asking(weft::h2::Connection& engine) : engine_(engine) {}

  void ask(std::string_view path, weft::Time now) {
    weft::http::RequestHead head;
    head.scheme = "https";
    head.authority = "example.org";
    head.path = path;
    engine_.open(head, nullptr, now).value();
  }
  void on(const weft::h2::DataReceived& data, weft::Time) {
    body += weft::as_text(data.octets);
    engine_.consume(data.message, data.octets.size());
  }
  void on(const weft::h2::Closed& closed, weft::Time) {
    reason = closed.close.reason;  // "complete", or why it is not
    engine_.release(closed.message);
  }
  void on(const auto&, weft::Time) {}

  std::string body;
  std::string reason;

 private:
  weft::h2::Connection& engine_;
};

TEST(EmbeddingGuide, two_engines_talk) {
  const weft::Time now{};
  const weft::h2::Options options;
  weft::h2::Workspace workspace;
  weft::h2::Connection client_engine(weft::http::Role::client, options, workspace, now);
  weft::h2::Connection server_engine(weft::http::Role::server, options, workspace, now);
  Asking asking(client_engine);
  Served served(server_engine);
  asking.ask("/tea", now);
  weft::Buffer there;
  weft::Buffer back;
  for (int turns = 0; asking.reason.empty() && turns < 10; ++turns) {
    turn(client_engine, asking, back.readable(), now, there);
    back.clear();
    turn(server_engine, served, there.readable(), now, back);
    there.clear();
  }
  EXPECT_EQ(asking.body, "you asked for /tea");
  EXPECT_EQ(asking.reason, "complete");
}

}  // namespace embedding_guide
