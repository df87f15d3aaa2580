// Hop by hop: client, proxy and origin are two connections, and http::Relay lets the slow one stop the fast one.
#include <tests/conformance/flow/flow.hpp>

#include <map>
#include <memory>

#include <weft/http/relay.hpp>

namespace weft::flow {
namespace {

using h2::MessageId;

// RFC 9113 8.7 and 8.1: the meaning of a reset on one hop for the other hop.
h2::ErrorCode code_of(const http::Close& close) {
  return static_cast<h2::ErrorCode>(close.code);
}
bool is_clean(const http::Close& close) {
  return close.reason == "complete";
}

// One engine on each side; the messages have the same number on both.
class Proxy {
 public:
  explicit Proxy(Application origin, Application client = Application::holds)
      : front({}, {}, Application::does_not_read, client), back({}, {}, origin, Application::does_not_read) {
    front.server.on_event = [this](const h2::Event& event) { from_client(event); };
    back.client.on_event = [this](const h2::Event& event) { from_origin(event); };
    front.run();
    back.run();
  }

  // Runs until nothing moves any more. An origin that is held neither reads nor writes.
  void run() {
    for (bool moved = true; moved;) {
      front.run();
      if (!origin_is_held) back.run();
      moved = give_credit() || inward().wants_to_produce() || (!origin_is_held && onward().wants_to_produce());
    }
  }

  Pair front;
  Pair back;
  bool origin_is_held = false;
  std::size_t most_waiting = 0;

 private:
  h2::Connection& inward() { return front.server.connection(); }
  h2::Connection& onward() { return back.client.connection(); }

  void from_client(const h2::Event& event) {
    if (const auto* request = std::get_if<h2::RequestReceived>(&event)) {
      EXPECT_EQ(onward().open(*request->head, request->end == http::End::yes ? nullptr : &up[request->message],
                              back.clock.now()),
                request->message);
    } else if (const auto* data = std::get_if<h2::DataReceived>(&event)) {
      put(up[data->message], *data);
      onward().ready(data->message, back.clock.now());
    } else if (const auto* trailers = std::get_if<h2::TrailersReceived>(&event)) {
      up[trailers->message].put_trailers(*trailers->fields);
      onward().ready(trailers->message, back.clock.now());
    } else if (const auto* closed = std::get_if<h2::Closed>(&event); closed && !is_clean(closed->close)) {
      onward().reset(closed->message, code_of(closed->close), closed->close.reason);
    }
  }
  void from_origin(const h2::Event& event) {
    if (const auto* response = std::get_if<h2::ResponseReceived>(&event)) {
      const bool bodiless = response->end == http::End::yes;
      EXPECT_TRUE(inward().respond(response->message, *response->head, bodiless ? nullptr : &down[response->message],
                                   front.clock.now()));
    } else if (const auto* data = std::get_if<h2::DataReceived>(&event)) {
      put(down[data->message], *data);
      inward().ready(data->message, front.clock.now());
    } else if (const auto* trailers = std::get_if<h2::TrailersReceived>(&event)) {
      down[trailers->message].put_trailers(*trailers->fields);
      inward().ready(trailers->message, front.clock.now());
    } else if (const auto* closed = std::get_if<h2::Closed>(&event); closed && !is_clean(closed->close)) {
      inward().reset(closed->message, code_of(closed->close), closed->close.reason);
    }
  }
  void put(http::Relay& relay, const h2::DataReceived& data) {
    relay.put(data.octets, data.end);
    most_waiting = std::max(most_waiting, relay.size());
  }
  bool give_credit() {
    std::size_t moved = 0;
    for (auto& [message, relay] : up) moved += credited(inward(), message, relay);
    for (auto& [message, relay] : down) moved += credited(onward(), message, relay);
    return moved != 0;
  }
  static std::size_t credited(h2::Connection& source, MessageId message, http::Relay& relay) {
    const std::size_t credit = relay.take_credit();
    source.consume(message, credit);
    return credit;
  }

  std::map<MessageId, http::Relay> up;
  std::map<MessageId, http::Relay> down;
};

constexpr std::size_t window = 65'536;
constexpr std::size_t large = 20'000'000;

MessageId post(Proxy& proxy, http::BodySource& body) {
  http::RequestHead head;
  head.method = http::Method::post;
  head.method_text = "POST";
  head.scheme = "https";
  head.authority = "example.org";
  head.path = "/";
  return proxy.front.client.connection().open(head, &body, proxy.front.clock.now()).value_or(0);
}

TEST(Coupling, stops_a_fast_upload_at_exactly_one_window_while_the_sink_is_held) {
  Proxy proxy(Application::answers);
  proxy.origin_is_held = true;
  PatternBody body(large);
  post(proxy, body);
  proxy.run();
  EXPECT_EQ(body.pulled(), window);
  EXPECT_EQ(proxy.front.server.connection().unread(), window);
}

TEST(Coupling, lets_a_sink_that_does_not_read_stop_the_source_one_window_later) {
  Proxy proxy(Application::does_not_read);
  PatternBody body(large);
  const auto message = post(proxy, body);
  proxy.run();
  EXPECT_EQ(proxy.back.server.connection().unread(), window);
  EXPECT_EQ(body.pulled(), 2 * window);
  for (int i = 0; i < 100; ++i) {
    const std::size_t before = body.pulled();
    proxy.back.server.connection().consume(message, window);
    proxy.run();
    EXPECT_EQ(body.pulled() - before, window);
  }
  EXPECT_LE(proxy.most_waiting, window);
}

TEST(Coupling, brings_an_upload_over_whole_and_in_bounded_memory) {
  Proxy proxy(Application::answers);
  PatternCheck received;
  proxy.back.server.on_event = [&](const h2::Event& event) {
    if (const auto* data = std::get_if<h2::DataReceived>(&event)) received.take(data->octets);
  };
  PatternBody body(large);
  post(proxy, body);
  proxy.run();
  EXPECT_EQ(received.size(), large);
  EXPECT_TRUE(received.intact());
  EXPECT_LE(proxy.most_waiting, window);
  EXPECT_THAT(proxy.front.client.events(), testing::Contains("closed 1 complete NO_ERROR"));
  EXPECT_EQ(proxy.front.server.connection().live_messages(), 0u);
  EXPECT_EQ(proxy.front.server.connection().unread(), 0u);
  EXPECT_EQ(proxy.back.client.connection().live_messages(), 0u);
}

TEST(Coupling, stops_a_fast_download_for_a_client_that_does_not_read) {
  Proxy proxy(Application::answers, Application::does_not_read);
  proxy.back.server.answer_with(large);
  const auto message = proxy.front.client.request("GET", "/");
  proxy.run();
  EXPECT_EQ(proxy.front.client.connection().unread(), window);
  EXPECT_EQ(proxy.back.client.connection().unread(), window);
  EXPECT_EQ(proxy.back.from_server.body(message).size(), 2 * window);
  EXPECT_LE(proxy.most_waiting, window);
}

TEST(Coupling, does_not_let_one_slow_message_stop_another) {
  Proxy proxy(Application::answers, Application::does_not_read);
  proxy.back.server.answer_with(1'000'000);
  proxy.front.client.request("GET", "/slow");
  proxy.run();
  std::size_t received = 0;
  const auto quick = proxy.front.client.request("GET", "/quick");
  proxy.front.client.on_event = [&](const h2::Event& event) {
    const auto* data = std::get_if<h2::DataReceived>(&event);
    if (data == nullptr || data->message != quick) return;
    received += data->octets.size();
    proxy.front.client.connection().consume(quick, data->octets.size());
  };
  proxy.run();
  EXPECT_EQ(received, 1'000'000u);
}

TEST(Coupling, passes_trailers_on) {
  Proxy proxy(Application::answers);
  TextBody body("hello");
  body.trailers_to_send().add("x-sum", "1");
  post(proxy, body);
  proxy.run();
  EXPECT_THAT(proxy.back.server.events(), testing::Contains("data 1 5"));
  EXPECT_THAT(proxy.back.server.events(), testing::Contains("trailers 1 x-sum=1"));
  EXPECT_THAT(proxy.front.client.events(), testing::Contains("closed 1 complete NO_ERROR"));
}

TEST(Coupling, passes_a_reset_by_the_client_on_to_the_origin) {
  Proxy proxy(Application::does_not_read);
  PatternBody body(large);
  const auto message = post(proxy, body);
  proxy.run();
  proxy.front.client.connection().reset(message, h2::ErrorCode::cancel, "enough");
  proxy.run();
  EXPECT_THAT(proxy.back.server.events(), testing::Contains("closed 1 peer_reset CANCEL"));
  EXPECT_EQ(proxy.front.server.connection().unread(), 0u);
  EXPECT_EQ(proxy.back.client.connection().live_messages(), 0u);
}

TEST(Coupling, passes_a_reset_by_the_origin_on_to_the_client) {
  Proxy proxy(Application::answers, Application::does_not_read);
  proxy.back.server.answer_with(large);
  const auto message = proxy.front.client.request("GET", "/");
  proxy.run();
  proxy.back.server.connection().reset(message, h2::ErrorCode::internal_error, "out_of_disk");
  proxy.run();
  EXPECT_THAT(proxy.front.client.events(), testing::Contains("closed 1 peer_reset INTERNAL_ERROR"));
  EXPECT_EQ(proxy.back.client.connection().unread(), 0u);
}

}  // namespace
}  // namespace weft::flow
