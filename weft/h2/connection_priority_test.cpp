#include <weft/h2/engine_test.hpp>

#include <weft/frame/reader.hpp>

namespace weft::h2 {
namespace {

using frame::SettingId;
using testkit::LongBody;
using testkit::request;
using testkit::response;

// A server whose client has asked for streams 1, 3, …, and that has endless answers to all of them.
struct Responder : ServerEngine {
  explicit Responder(MessageId streams) {
    from_peer.settings({{SettingId::initial_window_size, max_window}}).window_update(0, max_window - default_window);
    for (MessageId id = 1; id < 2 * streams; id += 2) from_peer.headers(id, request("GET"), end_stream);
    exchange();
    for (MessageId id = 1; id < 2 * streams; id += 2) EXPECT_TRUE(connection().respond(id, ok(), &body, clock.now()));
  }

  // Delivers what from_peer has collected; what there is to send is endless.
  void listen() {
    endpoint.receive(from_peer.octets().subspan(delivered));
    delivered = from_peer.octets().size();
  }

  // Which stream the next DATA frame is of; empty if there is none.
  std::string next() {
    while (connection().wants_to_produce()) {
      Buffer out;
      connection().produce(out, 1, clock.now());
      transcript.read(out.readable());
      const auto lines = transcript.take();
      if (!lines.empty() && lines.back().type == frame::Type::data) return std::to_string(lines.back().stream);
    }
    return {};
  }

  LongBody body;
};

// A client whose server's first SETTINGS have this value for RFC 7540's priorities; nullopt: no SETTINGS have come.
struct Asker {
  explicit Asker(std::optional<std::uint32_t> no_rfc7540_priorities, const Options& options = {})
      : endpoint(Role::client, clock, options), transcript(Role::client) {
    if (no_rfc7540_priorities) {
      endpoint.receive(frames().settings({{SettingId::no_rfc7540_priorities, *no_rfc7540_priorities}}).octets());
    }
    produced();
  }

  Connection& connection() { return endpoint.connection(); }
  Lines produced() {
    transcript.read(endpoint.produce());
    return testkit::texts_of(transcript.take());
  }
  // The dependency in the only HEADERS frame that waits to be sent.
  std::optional<frame::Dependency> dependency_in_headers() {
    frame::Reader reader;
    const Bytes octets = endpoint.produce();
    Octets rest = octets;
    const frame::Item item = reader.next(rest);
    return std::get<frame::Headers>(std::get<frame::Frame>(item)).priority;
  }

  testkit::Clock clock;
  testkit::Endpoint endpoint;
  testkit::Transcript transcript;
};

Options with_dependencies() {
  Options options;
  options.dependencies = true;
  return options;
}

http::RequestHead post() {
  http::RequestHead head;
  head.method = http::Method::post;
  head.scheme = "https";
  head.authority = "example.org";
  head.path = "/";
  return head;
}

TEST(Prioritize, goes_over_what_the_client_says) {
  Responder server(2);
  EXPECT_EQ(server.next(), "1");
  ASSERT_TRUE(server.connection().prioritize(3, Priority{1, false}));
  EXPECT_EQ(server.next(), "3");
  server.from_peer.priority_update(1, "u=0");
  server.listen();
  EXPECT_EQ(server.connection().priority(1), (Priority{0, false}));
  EXPECT_FALSE(server.connection().is_placed_by_server(1));
  ASSERT_TRUE(server.connection().prioritize(1, Priority{5, false}));
  EXPECT_TRUE(server.connection().is_placed_by_server(1));
  EXPECT_EQ(server.next(), "3");
  EXPECT_EQ(server.connection().priority(1), (Priority{5, false}));
}

TEST(Prioritize, goes_over_what_the_client_says_in_the_tree) {
  Responder server(2);
  ASSERT_TRUE(server.connection().prioritize(1, Dependency{3, 16, false}));
  EXPECT_TRUE(server.connection().is_placed_by_server(1));
  EXPECT_FALSE(server.connection().is_placed_by_server(3));
  EXPECT_EQ(server.next(), "3");
  server.from_peer.priority(1, {0, 256, true});
  server.listen();
  EXPECT_EQ(server.next(), "3");
}

TEST(Prioritize, weighs_by_urgency_in_the_tree) {
  Responder server(2);
  server.from_peer.priority(1, {0, 16, false});
  server.listen();
  ASSERT_TRUE(server.connection().prioritize(3, Priority{0, false}));
  std::string order;
  for (int i = 0; i < 9; ++i) order += server.next();
  EXPECT_EQ(std::count(order.begin(), order.end(), '3'), 8);
  server.from_peer.priority(3, {0, 1, false});
  server.listen();
  EXPECT_EQ(server.next(), "3");
}

TEST(Prioritize, orders_promised_responses_too) {
  Responder server(1);
  ASSERT_EQ(server.endpoint.push(1, "/style.css"), 2u);
  ASSERT_TRUE(server.connection().respond(2, ok(), &server.body, server.clock.now()));
  EXPECT_EQ(server.next(), "1");
  ASSERT_TRUE(server.connection().prioritize(2, Priority{0, false}));
  EXPECT_EQ(server.next(), "2");
  server.from_peer.priority_update(2, "u=7");
  server.listen();
  EXPECT_EQ(server.next(), "2");
}

// RFC 7540 5.3.5: "Pushed streams (Section 8.2) initially depend on their associated stream."
TEST(Prioritize, finds_a_promised_stream_below_its_parent) {
  Responder server(2);
  server.from_peer.priority(1, {0, 1, false});
  server.listen();
  ASSERT_EQ(server.endpoint.push(3, "/style.css"), 2u);
  ASSERT_TRUE(server.connection().respond(2, ok(), &server.body, server.clock.now()));
  EXPECT_EQ(server.next(), "3");
  server.connection().reset(3, ErrorCode::cancel, {});
  EXPECT_EQ(server.next(), "2");
}

TEST(Prioritize, says_what_is_misused) {
  Responder server(1);
  EXPECT_EQ(server.connection().prioritize(9, Priority()).error(), Misuse::unknown_message);
  EXPECT_EQ(server.connection().prioritize(9, Dependency()).error(), Misuse::unknown_message);
  EXPECT_EQ(server.connection().prioritize(1, Priority{8, false}).error(), Misuse::priority_not_valid);
  EXPECT_EQ(server.connection().prioritize(1, Dependency{1, 16, false}).error(), Misuse::priority_not_valid);
  EXPECT_EQ(server.connection().prioritize(1, Dependency{0, 0, false}).error(), Misuse::priority_not_valid);
  EXPECT_EQ(server.connection().prioritize(1, Dependency{0, 257, false}).error(), Misuse::priority_not_valid);
  server.from_peer.priority_update(1, "u=2");
  server.listen();
  EXPECT_EQ(server.connection().prioritize(1, Dependency()).error(), Misuse::no_dependencies);
  EXPECT_EQ(Asker(1).connection().open(post(), nullptr, Time(), Dependency()).error(), Misuse::no_dependencies);
}

TEST(Prioritize, of_what_the_peer_has_ended_is_no_misuse) {
  ServerEngine keeper({}, Application::never_ends);
  keeper.from_peer.headers(1, request("GET"), end_stream).rst_stream(1);
  keeper.exchange();
  EXPECT_TRUE(keeper.connection().prioritize(1, Priority{0, false}));
  EXPECT_TRUE(keeper.connection().prioritize(1, Dependency{}));
  EXPECT_THAT(keeper.produced(), IsEmpty());
}

TEST(Prioritize, tells_a_server_behind_the_headers) {
  for (const auto said : {std::optional<std::uint32_t>(), std::optional(1u)}) {
    Asker client(said);
    client.endpoint.request("GET", "/");
    ASSERT_TRUE(client.connection().prioritize(1, Priority{1, true}));
    EXPECT_THAT(client.produced(),
                ElementsAre(HasSubstr("HEADERS stream=1"), "PRIORITY_UPDATE prioritized=1 \"u=1, i\""));
    ASSERT_TRUE(client.connection().prioritize(1, Priority{3, false}));
    EXPECT_THAT(client.produced(), ElementsAre(HasSubstr("PRIORITY_UPDATE prioritized=1")));
  }
}

TEST(Prioritize, is_silent_to_a_server_that_does_not_listen) {
  Asker client(0);
  client.endpoint.request("GET", "/");
  client.produced();
  ASSERT_TRUE(client.connection().prioritize(1, Priority{1, true}));
  EXPECT_THAT(client.produced(), IsEmpty());
}

TEST(Prioritize, is_silent_about_a_response_that_is_there) {
  Asker client({});
  LongBody body;
  ASSERT_TRUE(client.connection().open(post(), &body, client.clock.now()));
  client.produced();
  client.endpoint.receive(frames().settings().headers(1, response(200), end_stream).octets());
  client.produced();
  ASSERT_TRUE(client.connection().prioritize(1, Priority{1, true}));
  EXPECT_THAT(client.produced(), IsEmpty());
}

TEST(Dependency, goes_out_with_the_headers_and_by_itself) {
  Asker client({}, with_dependencies());
  ASSERT_TRUE(client.connection().open(post(), nullptr, client.clock.now(), Dependency{0, 42, true}));
  EXPECT_EQ(client.dependency_in_headers(), (frame::Dependency{0, 42, true}));
  ASSERT_TRUE(client.connection().prioritize(1, Dependency{7, 256, false}));
  EXPECT_THAT(client.produced(), ElementsAre("PRIORITY stream=1 depends_on=7 weight=256"));
}

// RFC 9218 2.1.1: "it SHOULD stop sending the HTTP/2 priority signals."
TEST(Dependency, stays_at_home_where_the_server_refuses_it) {
  Asker client(1, with_dependencies());
  ASSERT_TRUE(client.connection().open(post(), nullptr, client.clock.now(), Dependency{0, 42, true}));
  EXPECT_EQ(client.dependency_in_headers(), std::nullopt);
  ASSERT_TRUE(client.connection().prioritize(1, Dependency{7, 256, false}));
  EXPECT_THAT(client.produced(), IsEmpty());
}

TEST(Dependency, orders_the_uploads_of_a_client) {
  Asker client({}, with_dependencies());
  LongBody body;
  ASSERT_TRUE(client.connection().open(post(), &body, client.clock.now()));
  ASSERT_TRUE(client.connection().open(post(), &body, client.clock.now(), Dependency{0, 16, true}));
  const Lines lines = client.produced();
  ASSERT_GT(lines.size(), 3u);
  for (std::size_t i = 2; i < lines.size(); ++i) EXPECT_THAT(lines[i], HasSubstr("DATA stream=3")) << i;
}

}  // namespace
}  // namespace weft::h2
