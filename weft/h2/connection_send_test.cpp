#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::LongBody;
using testkit::request;
using testkit::TextBody;

// A body that gives what the test tells it, one answer a pull.
class ScriptedBody final : public http::BodySource {
 public:
  struct Step {
    std::size_t size;
    http::Pulled::State state;
  };
  explicit ScriptedBody(std::vector<Step> steps) : steps_(std::move(steps)) {}

  http::Pulled pull(MutableOctets room) override {
    if (next_ == steps_.size()) return {0, http::Pulled::State::blocked};
    const Step step = steps_[next_++];
    const std::size_t size = std::min(step.size, room.size());
    std::memset(room.data(), 'x', size);
    return {size, step.state};
  }

 private:
  std::vector<Step> steps_;
  std::size_t next_ = 0;
};

using enum http::Pulled::State;

struct AnsweringServer : ServerEngine {
  // Requests with these ids wait for a response.
  explicit AnsweringServer(std::initializer_list<frame::StreamId> ids,
                           const testkit::FieldList& head = request("GET")) {
    for (const auto id : ids) from_peer.headers(id, head, end_stream);
    exchange();
    events();
  }
  Result<void, Misuse> respond(frame::StreamId id, http::BodySource* body, std::optional<std::uint64_t> length = {}) {
    http::ResponseHead head;
    head.content_length = length;
    return connection().respond(id, head, body, clock.now());
  }
};

TEST(Response, without_a_body_is_one_frame) {
  AnsweringServer server({1});
  ASSERT_TRUE(server.respond(1, nullptr));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=1 END_STREAM :status=200"));
  EXPECT_THAT(server.events(), ElementsAre("closed 1 complete NO_ERROR"));
}

// RFC 7541 6.1 and 6.2.1: what the tables have is a single octet, and what goes into one is whole.
TEST(Sections, are_counted_before_and_after_compression) {
  ServerEngine server(Options{.count_sections = true}, Application::never_ends);
  server.from_peer.headers(1, request("GET"), end_stream);
  server.from_peer.headers(3, request("GET"), end_stream);
  server.exchange();
  http::ResponseHead head;
  head.fields.add("x-name", "0123456789");
  head.content_length = 12;
  for (const MessageId message : {1u, 3u}) {
    ASSERT_TRUE(server.connection().respond_interim(message, {.status = http::Status::early_hints}));
    TextBody body("hello, weft!");
    ASSERT_TRUE(server.connection().respond(message, head, &body, server.clock.now()));
    server.produced();
  }
  const http::SectionOctets first = server.connection().section_octets(1);
  const http::SectionOctets second = server.connection().section_octets(3);
  constexpr std::uint32_t plain = 2 * (7 + 3) + (6 + 10) + (14 + 2);
  EXPECT_EQ(first.sent_plain, plain);
  EXPECT_EQ(second.sent_plain, plain);
  EXPECT_LT(second.sent, first.sent);
  // Two heads, and a frame of DATA: all else of the octets on the wire is the frames' headers.
  for (const MessageId message : {1u, 3u}) {
    EXPECT_EQ(server.connection().section_octets(message).sent + 3 * frame::header_size + 12,
              server.connection().traffic(message).sent);
    EXPECT_EQ(server.connection().section_octets(message).received + frame::header_size,
              server.connection().traffic(message).received);
  }
}

// RFC 9113 6.10: the frames of a section that was split have headers of their own.
TEST(Sections, that_need_several_frames_are_counted_without_their_headers) {
  ServerEngine server({}, Application::never_ends);
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  http::ResponseHead head;
  head.fields.add("x-name", std::string(3 * frame::default_max_frame_size, '{'));
  ASSERT_TRUE(server.connection().respond(1, head, nullptr, server.clock.now()));
  server.produced();
  constexpr std::size_t frames_of_section = 4;
  const http::SectionOctets octets = server.connection().section_octets(1);
  EXPECT_EQ(octets.sent + frames_of_section * frame::header_size, server.connection().traffic(1).sent);
  EXPECT_EQ(octets.sent_plain, 0u);
}

TEST(Response, of_a_small_body_is_contiguous_for_each_stream) {
  AnsweringServer server({1, 3});
  TextBody first("first");
  TextBody second("second");
  ASSERT_TRUE(server.respond(1, &first));
  ASSERT_TRUE(server.respond(3, &second));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=1 :status=200", "DATA stream=1 END_STREAM data=5",
                                             "HEADERS stream=3 :status=200", "DATA stream=3 END_STREAM data=6"));
}

TEST(Response, to_head_or_without_content_pulls_nothing) {
  AnsweringServer server({1}, request("HEAD"));
  LongBody body;
  ASSERT_TRUE(server.respond(1, &body, 500));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=1 END_STREAM :status=200 content-length=500"));
  EXPECT_EQ(body.pulled(), 0u);
}

TEST(Response, is_sent_once) {
  AnsweringServer server({1});
  TextBody body("text");
  ASSERT_TRUE(server.respond(1, &body));
  EXPECT_EQ(server.respond(1, nullptr).error(), Misuse::already_responded);
  EXPECT_EQ(server.respond(3, nullptr).error(), Misuse::unknown_message);
}

TEST(Response, to_a_peer_that_has_gone_is_no_misuse) {
  Workspace workspace;
  const Options options;
  const Time now{std::chrono::hours(1)};
  Connection connection(Role::server, options, workspace, now);
  Frames peer;
  peer.preface().settings().headers(1, request("GET"), end_stream).rst_stream(1);
  connection.receive(peer.octets(), now);
  EXPECT_TRUE(connection.respond(1, ok(), nullptr, now));
  connection.release(1);
  EXPECT_EQ(connection.respond(1, ok(), nullptr, now).error(), Misuse::unknown_message);
}

TEST(Response, that_would_be_malformed_is_misuse) {
  AnsweringServer server({1});
  http::ResponseHead head;
  head.fields.add("connection", "close");
  EXPECT_EQ(server.connection().respond(1, head, nullptr, server.clock.now()).error(), Misuse::head_not_valid);
  head.clear();
  head.status = http::Status::early_hints;
  EXPECT_EQ(server.connection().respond(1, head, nullptr, server.clock.now()).error(), Misuse::head_not_valid);
  EXPECT_EQ(server.connection().respond_interim(1, ok()).error(), Misuse::head_not_valid);
  EXPECT_TRUE(server.connection().respond_interim(1, head));
  EXPECT_TRUE(server.respond(1, nullptr));
  EXPECT_THAT(server.produced(),
              ElementsAre("HEADERS stream=1 :status=103", "HEADERS stream=1 END_STREAM :status=200"));
}

TEST(Body, that_pauses_leaves_the_others_their_turn) {
  AnsweringServer server({1, 3});
  ScriptedBody waiting({{3, blocked}, {2, end}});
  TextBody other("other");
  ASSERT_TRUE(server.respond(1, &waiting));
  ASSERT_TRUE(server.respond(3, &other));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=1 :status=200", "DATA stream=1 data=3",
                                             "HEADERS stream=3 :status=200", "DATA stream=3 END_STREAM data=5"));
  EXPECT_FALSE(server.connection().wants_to_produce());
  server.connection().ready(1, server.clock.now());
  EXPECT_THAT(server.produced(), ElementsAre("DATA stream=1 END_STREAM data=2"));
}

TEST(Body, of_known_length_ends_on_its_last_octets) {
  AnsweringServer server({1});
  ScriptedBody body({{10, more}, {0, end}});
  ASSERT_TRUE(server.respond(1, &body, 10));
  EXPECT_THAT(server.produced(), Contains("DATA stream=1 END_STREAM data=10"));
}

TEST(Body, of_unknown_length_ends_with_an_empty_frame_if_it_knows_no_better) {
  AnsweringServer server({1});
  ScriptedBody body({{10, more}, {0, end}});
  ASSERT_TRUE(server.respond(1, &body));
  EXPECT_THAT(server.produced(),
              ElementsAre(HasSubstr("HEADERS"), "DATA stream=1 data=10", "DATA stream=1 END_STREAM data=0"));
}

TEST(Body, of_another_length_than_promised_never_looks_complete) {
  for (const auto& steps : std::vector<std::vector<ScriptedBody::Step>>{
           {{9, end}}, {{9, end_with_trailers}}, {{11, end}}, {{10, more}, {1, end}}, {{8, more}, {3, more}}}) {
    AnsweringServer server({1});
    ScriptedBody body(steps);
    ASSERT_TRUE(server.respond(1, &body, 10));
    EXPECT_THAT(server.produced().back(), HasSubstr("RST_STREAM stream=1 INTERNAL_ERROR"));
    EXPECT_THAT(server.events(), ElementsAre(HasSubstr("body_length_differs")));
  }
}

TEST(Body, that_fails_resets_its_stream) {
  AnsweringServer server({1});
  ScriptedBody body({{5, more}, {0, failed}});
  ASSERT_TRUE(server.respond(1, &body));
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("HEADERS"), "DATA stream=1 data=5",
                                             HasSubstr("RST_STREAM stream=1 INTERNAL_ERROR")));
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("body_failed")));
}

TEST(Body, can_have_trailers) {
  AnsweringServer server({1});
  TextBody body("text");
  body.trailers_to_send().add("sum", "1");
  ASSERT_TRUE(server.respond(1, &body));
  EXPECT_THAT(server.produced(),
              ElementsAre("HEADERS stream=1 :status=200", "DATA stream=1 data=4", "HEADERS stream=1 END_STREAM sum=1"));
}

TEST(Body, with_trailers_and_nothing_else_has_no_data) {
  AnsweringServer server({1});
  TextBody body("");
  body.trailers_to_send().add("sum", "1");
  ASSERT_TRUE(server.respond(1, &body));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=1 :status=200", "HEADERS stream=1 END_STREAM sum=1"));
}

TEST(Body, whose_trailers_are_none_ends_on_its_last_octets) {
  AnsweringServer server({1});
  ScriptedBody body({{4, end_with_trailers}});
  ASSERT_TRUE(server.respond(1, &body));
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("HEADERS"), "DATA stream=1 END_STREAM data=4"));
}

TEST(Body, whose_trailers_would_be_malformed_never_looks_complete) {
  AnsweringServer server({1});
  TextBody body("text");
  body.trailers_to_send().add("connection", "close");
  ASSERT_TRUE(server.respond(1, &body));
  EXPECT_THAT(server.produced().back(), HasSubstr("RST_STREAM stream=1 INTERNAL_ERROR"));
}

// RFC 9113 8.5.
TEST(Body, of_a_tunnel_has_no_trailers) {
  const auto connect = request("CONNECT").without(":path").without(":scheme").replacing(":authority", "a:1");
  AnsweringServer server({1, 3}, connect);
  TextBody tunnel("text");
  tunnel.trailers_to_send().add("x-sum", "1");
  ASSERT_TRUE(server.respond(1, &tunnel));
  EXPECT_THAT(server.produced().back(), HasSubstr("RST_STREAM stream=1 INTERNAL_ERROR"));
  // A CONNECT that is declined makes no tunnel.
  TextBody declined("text");
  declined.trailers_to_send().add("x-sum", "1");
  http::ResponseHead head;
  head.status = http::Status::forbidden;
  ASSERT_TRUE(server.connection().respond(3, head, &declined, server.clock.now()));
  EXPECT_EQ(server.produced().back(), "HEADERS stream=3 END_STREAM x-sum=1");
}

TEST(Body, is_pulled_no_further_than_the_budget_and_the_windows) {
  AnsweringServer server({1});
  LongBody body;
  ASSERT_TRUE(server.respond(1, &body));
  Buffer out;
  server.connection().produce(out, 20'000, server.clock.now());
  EXPECT_EQ(body.pulled(), 2u * 16'384);
  server.connection().produce(out, 1'000'000, server.clock.now());
  EXPECT_EQ(body.pulled(), default_window);
  EXPECT_FALSE(server.connection().wants_to_produce());
}

TEST(Body, of_incremental_responses_takes_turns) {
  AnsweringServer server({1, 3}, request("GET").with("priority", "i"));
  LongBody first(40'000);
  LongBody second(20'000);
  ASSERT_TRUE(server.respond(1, &first));
  ASSERT_TRUE(server.respond(3, &second));
  EXPECT_THAT(server.produced(),
              ElementsAre(HasSubstr("HEADERS stream=1"), "DATA stream=1 data=16384", HasSubstr("HEADERS stream=3"),
                          "DATA stream=3 data=16384", "DATA stream=1 data=16384", "DATA stream=3 END_STREAM data=3616",
                          "DATA stream=1 END_STREAM data=7232"));
}

TEST(Body, of_a_response_can_be_more_urgent_than_the_client_thought) {
  AnsweringServer server({1, 3});
  TextBody first("first");
  TextBody second("second");
  ASSERT_TRUE(server.respond(1, &first));
  http::ResponseHead urgent;
  urgent.fields.add(http::FieldName::priority, "u=0");
  ASSERT_TRUE(server.connection().respond(3, urgent, &second, server.clock.now()));
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("HEADERS stream=1"), HasSubstr("HEADERS stream=3"),
                                             "DATA stream=3 END_STREAM data=6", "DATA stream=1 END_STREAM data=5"));
}

TEST(Open, gives_odd_numbers_in_order) {
  ClientEngine client;
  EXPECT_EQ(client.endpoint.request("GET", "/"), 1u);
  EXPECT_EQ(client.endpoint.request("POST", "/", 5), 3u);
  EXPECT_THAT(client.produced(),
              ElementsAre(HasSubstr("HEADERS stream=1 END_STREAM :method=GET"),
                          HasSubstr("HEADERS stream=3 :method=POST"), "DATA stream=3 END_STREAM data=5"));
}

TEST(Open, is_allowed_before_the_servers_settings) {
  testkit::Clock clock;
  testkit::Endpoint client(Role::client, clock);
  client.request("GET", "/");
  testkit::Transcript transcript(Role::client);
  transcript.read(client.produce());
  EXPECT_THAT(transcript.texts(), Contains(HasSubstr("HEADERS stream=1")));
}

TEST(Open, respects_the_peers_limit) {
  ClientEngine client;
  client.from_peer.settings({{frame::SettingId::max_concurrent_streams, 1}});
  client.exchange();
  client.endpoint.request("GET", "/");
  http::RequestHead head;
  head.scheme = "https";
  head.authority = "example.org";
  head.path = "/";
  EXPECT_EQ(client.connection().open(head, nullptr, client.clock.now()).error(), Misuse::stream_limit);
  client.connection().reset(1, ErrorCode::cancel, "enough");
  EXPECT_TRUE(client.connection().open(head, nullptr, client.clock.now()));
}

TEST(Open, is_for_clients_and_respond_for_servers) {
  ServerEngine server;
  EXPECT_EQ(server.connection().open({}, nullptr, server.clock.now()).error(), Misuse::wrong_role);
  ClientEngine client;
  client.endpoint.request("GET", "/");
  EXPECT_EQ(client.connection().respond(1, {}, nullptr, client.clock.now()).error(), Misuse::wrong_role);
  EXPECT_EQ(client.connection().respond_interim(1, {}).error(), Misuse::wrong_role);
}

// The transport takes nothing, and the peer asks on: its own window has to hold it back.
TEST(Input, is_not_wanted_while_too_much_waits_to_be_sent) {
  ServerEngine server;
  http::ResponseHead head = ok();
  head.fields.add("x-large", std::string(1'000, '|'), http::Sensitive::yes);
  int answers = 0;
  for (; server.connection().wants_input() && answers < 1'000; ++answers) {
    const auto stream = static_cast<frame::StreamId>(2 * answers + 1);
    server.from_peer.headers(stream, request("GET"), end_stream);
    server.endpoint.receive(server.from_peer.octets().subspan(server.delivered));
    server.delivered = server.from_peer.octets().size();
    ASSERT_TRUE(server.connection().respond(stream, head, nullptr, server.clock.now()));
    server.endpoint.receive({});
  }
  EXPECT_LT(answers, 60);
  server.produced();
  EXPECT_TRUE(server.connection().wants_input());
}

// A body that turns out to be blocked makes wants_to_produce() true once without need, and no loop runs for ever.
TEST(WantsToProduce, is_false_after_nothing_was_produced) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  testkit::WaitingBody body;
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  server.produced();
  server.connection().ready(1, server.clock.now());
  EXPECT_TRUE(server.connection().wants_to_produce());
  Buffer out;
  server.connection().produce(out, 1, server.clock.now());
  EXPECT_TRUE(out.empty());
  EXPECT_FALSE(server.connection().wants_to_produce());
}

// Heads are read during the call; the text that they point to may be destroyed after it.
TEST(Heads, are_not_needed_after_the_call) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  {
    auto head = std::make_unique<http::ResponseHead>();
    head->fields.add("x-name", std::string(100, 'v'));
    ASSERT_TRUE(server.connection().respond(1, *head, nullptr, server.clock.now()));
    head->fields.set("x-name", std::string(100, 'w'));
  }
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("x-name=" + std::string(100, 'v'))));
}

// A source may be destroyed when it has said its end, or when the message has been reset or released, before any event
// is polled.
TEST(BodySource, is_not_touched_after_its_end) {
  struct Ending final : http::BodySource {
    ~Ending() { left = 0; }
    http::Pulled pull(MutableOctets room) override {
      EXPECT_NE(left, 0);
      room[0] = 'x';
      return {1, --left == 0 ? http::Pulled::State::end : http::Pulled::State::more};
    }
    int left = 2;
  };
  for (const int way : {0, 1, 2}) {
    ServerEngine server;
    server.from_peer.headers(1, request("POST"));
    server.exchange();
    auto body = std::make_unique<Ending>();
    ASSERT_TRUE(server.connection().respond(1, ok(), body.get(), server.clock.now()));
    if (way == 0) server.produced();
    if (way == 1) server.connection().reset(1, ErrorCode::cancel, {});
    if (way == 2) server.connection().release(1);
    body.reset();
    server.produced();
    server.advanced(seconds(60));
  }
}

// Every call that changes a connection, such as respond(), produce() and receive_end(), may lead to events.
TEST(Events, come_of_calls_as_well_as_of_octets) {
  Options options;
  Workspace workspace;
  const Time now{std::chrono::hours(1)};
  const auto count = [](Connection& connection) {
    int events = 0;
    while (connection.poll_event()) ++events;
    return events;
  };
  Connection server(Role::server, options, workspace, now);
  Frames peer;
  peer.preface().settings().settings_ack();
  peer.headers(1, request("GET"), end_stream).headers(3, request("GET"), end_stream).headers(5, request("POST"));
  server.receive(peer.octets(), now);
  count(server);
  ASSERT_TRUE(server.respond(1, ok(), nullptr, now));
  EXPECT_EQ(count(server), 1) << "Closed, of respond()";
  LongBody body(1);
  ASSERT_TRUE(server.respond(3, ok(), &body, now));
  EXPECT_EQ(count(server), 0);
  Buffer out;
  server.produce(out, 100'000, now);
  EXPECT_EQ(count(server), 1) << "Closed, of produce()";
  server.receive_end(now);
  EXPECT_EQ(count(server), 2) << "Closed and ConnectionClosed, of receive_end()";
}

}  // namespace
}  // namespace weft::h2
