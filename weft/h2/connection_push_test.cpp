#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using frame::SettingId;
using testkit::LongBody;
using testkit::request;
using testkit::TextBody;
using testkit::WaitingBody;

http::RequestHead style(std::string_view path = "/style.css") {
  http::RequestHead head;
  head.scheme = "https";
  head.authority = "example.org";
  head.path = path;
  return head;
}

// A server with a GET on stream 1.
struct Pusher : ServerEngine {
  explicit Pusher(const Options& options = {}) : ServerEngine(options) {
    from_peer.headers(1, request("GET"), end_stream);
    exchange();
    events();
  }

  MessageId push(std::string_view path = "/style.css") { return endpoint.push(1, path); }
  PushOutcome refusal(const http::RequestHead& head, MessageId parent = 1) {
    const auto pushed = connection().push(parent, head, clock.now());
    EXPECT_FALSE(pushed);
    EXPECT_THAT(produced(), IsEmpty());
    return pushed ? PushOutcome::promised : pushed.error();
  }
};

TEST(Push, is_promised_ahead_of_the_response_that_refers_to_it) {
  Pusher server;
  EXPECT_EQ(server.push(), 2u);
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  EXPECT_THAT(server.produced(),
              ElementsAre("PUSH_PROMISE stream=1 promised=2 :method=GET :scheme=https :authority=example.org "
                          ":path=/style.css",
                          "HEADERS stream=1 END_STREAM :status=200"));
}

TEST(Push, is_promised_ahead_of_the_next_data) {
  Pusher server;
  LongBody body(30'000);
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  Buffer out;
  server.connection().produce(out, 1, server.clock.now());
  server.transcript.read(out.readable());
  server.push();
  EXPECT_THAT(server.produced(),
              ElementsAre("HEADERS stream=1 :status=200", "DATA stream=1 data=16384",
                          HasSubstr("PUSH_PROMISE stream=1 promised=2"), "DATA stream=1 END_STREAM data=13616"));
}

TEST(Push, is_answered_like_any_request) {
  Pusher server;
  TextBody body("text");
  const MessageId pushed = server.push();
  http::ResponseHead early;
  early.status = http::Status::early_hints;
  ASSERT_TRUE(server.connection().respond_interim(pushed, early));
  ASSERT_TRUE(server.connection().respond(pushed, ok(), &body, server.clock.now()));
  EXPECT_EQ(server.connection().respond(pushed, ok(), nullptr, server.clock.now()).error(), Misuse::already_responded);
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("PUSH_PROMISE"), "HEADERS stream=2 :status=103",
                                             "HEADERS stream=2 :status=200", "DATA stream=2 END_STREAM data=4"));
  EXPECT_THAT(server.events(), ElementsAre("closed 2 complete NO_ERROR"));
  EXPECT_EQ(server.connection().live_messages(), 1u);
}

TEST(Push, of_head_has_no_content) {
  Pusher server;
  http::RequestHead head = style();
  head.method = http::Method::head;
  head.method_text = "HEAD";
  TextBody body("text");
  ASSERT_TRUE(server.connection().push(1, head, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(2, ok(), &body, server.clock.now()));
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr(":method=HEAD"), "HEADERS stream=2 END_STREAM :status=200"));
}

TEST(Push, that_does_not_fit_in_a_frame_is_continued) {
  Pusher server;
  http::RequestHead head = style();
  head.fields.add("x-large", std::string(20'000, '|'));
  ASSERT_TRUE(server.connection().push(1, head, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  const Bytes octets = server.endpoint.produce();
  const auto first = frame::Header::load(octets.data());
  EXPECT_EQ(first.type, frame::Type::push_promise);
  EXPECT_EQ(first.stream, 1u);
  EXPECT_EQ(first.length, 16'384u);
  EXPECT_EQ(first.flags, 0);
  const auto second = frame::Header::load(octets.data() + 9 + first.length);
  EXPECT_EQ(second.type, frame::Type::continuation);
  EXPECT_EQ(second.stream, 1u);
  EXPECT_EQ(second.flags, frame::flag::end_headers);
  EXPECT_EQ(server.connection().traffic(2).sent, 9 + first.length + 9 + second.length);
  server.transcript.read(octets);
  EXPECT_THAT(testkit::texts_of(server.transcript.take()),
              ElementsAre(HasSubstr("x-large=||||"), HasSubstr("HEADERS stream=1")));
}

TEST(Push, is_refused_where_it_makes_no_sense) {
  Pusher server;
  EXPECT_EQ(server.refusal(style(), 3), PushOutcome::unknown_parent);
  EXPECT_EQ(server.refusal(style(), 0), PushOutcome::unknown_parent);
  auto head = style();
  head.method = http::Method::post;
  head.method_text = "POST";
  EXPECT_EQ(server.refusal(head), PushOutcome::method_not_safe);
  head = style();
  head.content_length = 1;
  EXPECT_EQ(server.refusal(head), PushOutcome::has_content);
  head = style();
  head.fields.add("content-length", "7");
  EXPECT_EQ(server.refusal(head), PushOutcome::has_content);
  EXPECT_EQ(server.refusal(style("no-slash")), PushOutcome::head_not_valid);
  head = style();
  head.authority = "other.example";
  EXPECT_EQ(server.refusal(head), PushOutcome::authority_differs);
  head.authority = {};
  EXPECT_EQ(server.refusal(head), PushOutcome::authority_differs);
  head = style();
  head.scheme = "http";
  EXPECT_EQ(server.refusal(head), PushOutcome::authority_differs);
  EXPECT_EQ(ClientEngine().connection().push(1, style(), Time()).error(), PushOutcome::wrong_role);
  EXPECT_EQ(server.connection().live_messages(), 1u);
}

// The encoder has not seen the refused request, so the blocks that follow can be decoded.
TEST(Push, that_is_refused_leaves_no_trace) {
  Pusher server;
  http::RequestHead head = style();
  head.fields.add("x-new", "value");
  head.authority = "other.example";
  EXPECT_EQ(server.refusal(head), PushOutcome::authority_differs);
  head.authority = "example.org";
  EXPECT_EQ(server.connection().push(1, head, server.clock.now()), MessageId{2});
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("x-new=value")));
}

TEST(Push, needs_a_parent_whose_response_has_not_ended) {
  Pusher server;
  server.from_peer.headers(3, request("GET"), end_stream).headers(5, request("GET"), end_stream).rst_stream(5);
  server.exchange();
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  server.produced();
  EXPECT_EQ(server.refusal(style(), 1), PushOutcome::unknown_parent);  // released by now
  EXPECT_EQ(server.refusal(style(), 5), PushOutcome::unknown_parent);

  ServerEngine busy({}, Application::never_ends);
  busy.from_peer.headers(1, request("POST")).headers(3, request("GET"), end_stream);
  busy.exchange();
  for (const MessageId parent : {1u, 3u}) {
    ASSERT_TRUE(busy.connection().respond(parent, ok(), nullptr, busy.clock.now()));
    EXPECT_EQ(busy.connection().push(parent, style(), busy.clock.now()).error(), PushOutcome::parent_not_open);
  }
}

TEST(Push, has_no_push_and_no_tunnel_as_a_parent) {
  Pusher server;
  const MessageId pushed = server.push();
  EXPECT_EQ(server.connection().push(pushed, style(), server.clock.now()).error(), PushOutcome::unknown_parent);
  server.produced();
  server.from_peer.headers(
      3, request("CONNECT").without(":scheme").without(":path").replacing(":authority", "example.org:443"));
  server.exchange();
  EXPECT_EQ(server.refusal(style(), 3), PushOutcome::parent_not_open);
}

TEST(Push, obeys_the_clients_settings) {
  Pusher server;
  server.from_peer.settings({{SettingId::enable_push, 0}});
  server.exchange();
  EXPECT_EQ(server.refusal(style()), PushOutcome::disabled);
  server.from_peer.settings({{SettingId::enable_push, 1}, {SettingId::max_concurrent_streams, 0}});
  server.exchange();
  EXPECT_EQ(server.refusal(style()), PushOutcome::client_limit);
  server.from_peer.settings({{SettingId::max_concurrent_streams, 1}});
  server.exchange();
  EXPECT_EQ(server.push(), 2u);
}

// RFC 9113 5.1.2: "Streams in either of the "reserved" states do not count toward the stream limit."
TEST(Push, that_is_only_promised_does_not_count_but_its_response_waits_for_room) {
  Pusher server;
  server.from_peer.settings({{SettingId::max_concurrent_streams, 1}});
  server.exchange();
  WaitingBody body;
  const MessageId first = server.push("/1");
  const MessageId second = server.push("/2");
  ASSERT_TRUE(server.connection().respond(first, ok(), &body, server.clock.now()));
  EXPECT_EQ(server.connection().respond(second, ok(), nullptr, server.clock.now()).error(), Misuse::stream_limit);
  http::ResponseHead early;
  early.status = http::Status::early_hints;
  EXPECT_EQ(server.connection().respond_interim(second, early).error(), Misuse::stream_limit);
  server.produced();
  EXPECT_EQ(server.refusal(style()), PushOutcome::client_limit);

  body.end();
  server.connection().ready(first, server.clock.now());
  EXPECT_THAT(server.produced(), ElementsAre("DATA stream=2 END_STREAM data=0"));
  ASSERT_TRUE(server.connection().respond(second, ok(), nullptr, server.clock.now()));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=4 END_STREAM :status=200"));
}

TEST(Push, has_a_limit_of_our_own_until_it_is_released) {
  Options options;
  options.limits.promises = 2;
  Pusher server(options);
  server.push();
  server.connection().reset(server.push(), ErrorCode::cancel, {});
  server.exchange();  // the endpoint releases what was reset
  EXPECT_EQ(server.connection().push(1, style(), server.clock.now()), MessageId{6});
  server.produced();
  EXPECT_EQ(server.refusal(style()), PushOutcome::own_limit);
  server.connection().release(2);
  EXPECT_EQ(server.connection().push(1, style(), server.clock.now()), MessageId{8});
}

TEST(Push, takes_no_room_from_requests) {
  Options options;
  options.limits.streams = 2;
  Pusher server(options);
  for (int i = 0; i < 5; ++i) server.push();
  server.produced();
  server.from_peer.headers(3, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), IsEmpty());
  server.from_peer.headers(5, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), ElementsAre("RST_STREAM stream=5 REFUSED_STREAM"));
}

TEST(Push, ends_with_the_graceful_end_of_either_side) {
  Pusher first;
  first.connection().shutdown(first.clock.now());
  EXPECT_EQ(first.connection().push(1, style(), first.clock.now()).error(), PushOutcome::connection_closing);
  Pusher second;
  second.from_peer.goaway(0);
  second.exchange();
  EXPECT_EQ(second.refusal(style()), PushOutcome::connection_closing);
}

TEST(Push, above_the_last_stream_of_the_clients_goaway_is_over) {
  Pusher server;
  server.push();
  server.push();
  server.from_peer.goaway(2);
  server.exchange();
  EXPECT_THAT(server.events(), ElementsAre("goaway 2 NO_ERROR", "closed 4 beyond_goaway REFUSED_STREAM"));
  ASSERT_TRUE(server.connection().respond(2, ok(), nullptr, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=2 END_STREAM :status=200",
                                             "HEADERS stream=1 END_STREAM :status=200", HasSubstr("GOAWAY")));
}

TEST(Push, declined_by_the_client_is_over_and_costs_it_nothing) {
  Options strict;
  strict.limits.resets = 1;
  strict.limits.glitches = 1;
  Pusher server(strict);
  LongBody body;
  server.push();
  ASSERT_TRUE(server.connection().respond(server.push(), ok(), &body, server.clock.now()));
  server.push();
  server.produced();
  server.from_peer.rst_stream(2, ErrorCode::cancel).rst_stream(4, ErrorCode::refused_stream);
  server.from_peer.rst_stream(6, ErrorCode::protocol_error);
  EXPECT_THAT(server.exchange(), IsEmpty());
  EXPECT_THAT(server.events(), ElementsAre("closed 2 push_cancelled CANCEL", "closed 4 push_refused REFUSED_STREAM",
                                           "closed 6 peer_reset PROTOCOL_ERROR"));
  EXPECT_EQ(server.connection().counters().streams_reset, 0u);
  EXPECT_EQ(server.connection().counters().glitches, 0u);
  server.from_peer.rst_stream(2);
  server.exchange();
  EXPECT_EQ(server.connection().counters().glitches, 1u);
}

TEST(Push, that_the_application_takes_back_is_reset_behind_its_promise) {
  Pusher server;
  server.connection().reset(server.push(), ErrorCode::cancel, "cached");
  server.connection().release(server.push());
  EXPECT_THAT(server.produced(),
              ElementsAre(HasSubstr("PUSH_PROMISE stream=1 promised=2"), "RST_STREAM stream=2 CANCEL",
                          HasSubstr("PUSH_PROMISE stream=1 promised=4"), "RST_STREAM stream=4 CANCEL"));
  EXPECT_THAT(server.events(), ElementsAre("closed 2 cached CANCEL"));
}

// RFC 9113 5.1, reserved (local): "A PRIORITY or WINDOW_UPDATE frame MAY be received in this state."
TEST(Push, gets_its_window_before_its_response) {
  Pusher server;
  server.from_peer.settings({{SettingId::initial_window_size, 0}});
  server.exchange();
  LongBody body(100);
  server.push();
  server.produced();
  server.from_peer.window_update(2, 10).priority(2, {0, 15, false});
  EXPECT_THAT(server.exchange(), IsEmpty());
  ASSERT_TRUE(server.connection().respond(2, ok(), &body, server.clock.now()));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=2 :status=200", "DATA stream=2 data=10"));
}

TEST(Push, follows_a_changed_initial_window_while_it_is_reserved) {
  Pusher server;
  LongBody body(100);
  server.push();
  server.from_peer.settings({{SettingId::initial_window_size, 10}});
  server.exchange();
  ASSERT_TRUE(server.connection().respond(2, ok(), &body, server.clock.now()));
  EXPECT_THAT(server.produced(), ElementsAre("HEADERS stream=2 :status=200", "DATA stream=2 data=10"));
}

// RFC 9218 7.1 and 10.
TEST(Push, has_the_priority_of_its_promise_or_of_a_later_update) {
  Pusher server;
  LongBody first(10);
  LongBody second(10);
  http::RequestHead head = style();
  head.fields.add("priority", "u=1");
  ASSERT_TRUE(server.connection().push(1, style(), server.clock.now()));
  ASSERT_TRUE(server.connection().push(1, head, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(2, ok(), &first, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(4, ok(), &second, server.clock.now()));
  server.from_peer.priority_update(2, "u=0");
  EXPECT_THAT(server.exchange(), Contains(HasSubstr("DATA stream=2")));
  Pusher again;
  ASSERT_TRUE(again.connection().push(1, style(), again.clock.now()));
  ASSERT_TRUE(again.connection().push(1, head, again.clock.now()));
  LongBody third(10);
  LongBody fourth(10);
  ASSERT_TRUE(again.connection().respond(2, ok(), &third, again.clock.now()));
  ASSERT_TRUE(again.connection().respond(4, ok(), &fourth, again.clock.now()));
  const Lines lines = again.produced();
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_THAT(lines[4], HasSubstr("DATA stream=4"));
  EXPECT_THAT(lines[5], HasSubstr("DATA stream=2"));
}

// RFC 9218 10: "A server that is too simple could easily push at too high a priority and block client requests".
TEST(Push, without_a_priority_goes_behind_its_parent) {
  Pusher server;
  server.from_peer.headers(3, request("GET"), end_stream);
  server.exchange();
  LongBody page(10);
  LongBody pushed(10);
  ASSERT_EQ(server.connection().push(3, style(), server.clock.now()), 2u);
  ASSERT_TRUE(server.connection().respond(2, ok(), &pushed, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(3, ok(), &page, server.clock.now()));
  const Lines lines = server.produced();
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_THAT(lines[3], HasSubstr("DATA stream=3"));
  EXPECT_THAT(lines[4], HasSubstr("DATA stream=2"));
}

TEST(Push, counts_in_the_memory_of_its_connection) {
  Pusher server;
  const std::size_t before = server.connection().memory();
  for (int i = 0; i < 50; ++i) server.push();
  server.produced();
  EXPECT_GE(server.connection().memory(), before + 50 * sizeof(Stream));
}

// --- the client
// --------------------------------------------------------------------------------------------------------

}  // namespace
}  // namespace weft::h2
