#include <algorithm>
#include <array>

#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using frame::SettingId;
using frame::StreamId;
using http::EngineView;
using http::StreamView;
using http::Wait;
using testkit::LongBody;
using testkit::request;
using testkit::WaitingBody;

// A server whose transport takes what it is told to take.
struct Viewed : Engine {
  explicit Viewed(std::uint32_t stream_window = default_window)
      : Engine(Role::server, Options{}, Application::never_ends) {
    from_peer.settings({{SettingId::initial_window_size, stream_window}});
    exchange();
  }

  StreamId ask(std::string_view priority = "u=3") {
    const StreamId stream = next;
    next += 2;
    from_peer.headers(stream, request("GET").with("priority", priority), end_stream);
    exchange();
    return stream;
  }
  void answer(StreamId stream, http::BodySource& body, const http::ResponseHead& head = ok()) {
    EXPECT_TRUE(connection().respond(stream, head, &body, clock.now()));
  }
  StreamId get(http::BodySource& body, const http::ResponseHead& head = ok(), std::string_view priority = "u=3") {
    const StreamId stream = ask(priority);
    answer(stream, body, head);
    return stream;
  }
  EngineView view() { return connection().view(clock.now()); }
  StreamView view(StreamId stream) {
    for (const StreamView& each : view().streams) {
      if (each.id == stream) return each;
    }
    ADD_FAILURE() << "no stream " << stream;
    return {};
  }
  EngineView::Limit limit(std::string_view name) {
    const auto limits = view().limits;
    const auto found = std::ranges::find(limits, name, &EngineView::Limit::name);
    return found == limits.end() ? EngineView::Limit{"none"} : *found;
  }
  // The transport takes a frame.
  void turn() {
    Buffer out;
    connection().produce(out, 1, clock.now());
  }

  StreamId next = 1;
};

http::ResponseHead head_of(std::uint64_t length) {
  http::ResponseHead head = ok();
  head.content_length = length;
  return head;
}

void expect_wait(const StreamView& stream, Wait wait, Duration since) {
  EXPECT_EQ(stream.wait, wait);
  EXPECT_EQ(stream.waiting, since);
  EXPECT_EQ(stream.waits[wait], since);
}

TEST(View, has_nothing_to_tell_of_a_new_connection_but_its_windows_and_limits) {
  Viewed server;
  const EngineView view = server.view();
  EXPECT_TRUE(view.streams.empty());
  EXPECT_TRUE(view.next.empty());
  EXPECT_EQ(view.windows->send, 65'535);
  EXPECT_EQ(view.windows->receive, 1024 * 1024);
  EXPECT_EQ(view.windows->receive_target, 1024u * 1024);
  EXPECT_EQ(view.windows->stream_send, default_window);
  EXPECT_EQ(view.scheme, EngineView::Scheme::urgency);
  EXPECT_FALSE(view.is_draining);
  EXPECT_EQ(server.limit("streams").used, 0u);
  EXPECT_EQ(server.limit("streams").most, Limits().streams);
}

// The engine was not told the time since.
TEST(View, counts_a_wait_until_the_moment_of_the_look) {
  Viewed server(1000);
  LongBody body(5000);
  const StreamId stream = server.get(body, head_of(5000));
  server.produced();
  server.clock.advance(seconds(3));
  const StreamView view = server.view(stream);
  expect_wait(view, Wait::stream_window, seconds(3));
  EXPECT_EQ(view.send_window, 0);
  EXPECT_EQ(view.sent, 1000u);
  EXPECT_EQ(view.unsent, 4000u);
  EXPECT_EQ(view.state, "half-closed (remote)");
  EXPECT_FALSE(view.is_scheduled);
  // The look has changed nothing.
  EXPECT_EQ(server.connection().waits(stream).total(), seconds(0));
}

TEST(View, tells_the_application_before_and_in_a_response) {
  Viewed server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  server.clock.advance(seconds(2));
  expect_wait(server.view(1), Wait::application, seconds(2));
  EXPECT_EQ(server.view(1).unsent, std::nullopt);
  WaitingBody body;
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  server.produced();
  server.clock.advance(seconds(1));
  EXPECT_EQ(server.view(1).wait, Wait::application);
  EXPECT_EQ(server.view(1).waiting, seconds(1));
  EXPECT_EQ(server.view(1).waits[Wait::application], seconds(3));
}

TEST(View, tells_what_holds_the_whole_connection) {
  Viewed server(max_window);
  LongBody body;
  const StreamId stream = server.get(body);
  server.produced();
  server.clock.advance(seconds(4));
  expect_wait(server.view(stream), Wait::connection_window, seconds(4));
  EXPECT_EQ(server.view().windows->send, 0);
}

TEST(View, tells_a_rate_of_the_stream_and_of_the_connection) {
  Viewed server;
  LongBody body;
  const StreamId stream = server.get(body);
  OwnRate slow(100, 1, server.clock.now());
  const std::array<OctetRate*, 1> buckets{&slow};
  server.connection().limit_sending(stream, buckets);
  server.produced();
  server.clock.advance(seconds(1));
  EXPECT_EQ(server.view(stream).wait, Wait::rate_limit);
  server.connection().limit_sending(stream, {});
  server.connection().limit_sending(buckets);
  server.produced();
  server.clock.advance(seconds(1));
  EXPECT_EQ(server.view(stream).wait, Wait::rate_limit);
  server.connection().limit_sending({});
}

TEST(View, tells_the_turn_of_others_from_the_transport) {
  Viewed server;
  LongBody first;
  LongBody second;
  const StreamId urgent = server.ask("u=1");
  const StreamId late = server.ask("u=5, i");
  server.answer(urgent, first);
  server.answer(late, second);
  for (int i = 0; i < 2; ++i) {
    server.turn();
    server.clock.advance(milliseconds(300));
  }
  EXPECT_EQ(server.view(late).wait, Wait::priority);
  EXPECT_EQ(server.view(urgent).wait, Wait::socket);
  EXPECT_EQ(server.view(urgent).waiting, milliseconds(300));
  EXPECT_EQ(server.view(late).priority, (Priority{5, true}));
  EXPECT_TRUE(server.view(late).is_scheduled);
  EXPECT_EQ(server.view().next, (std::vector<StreamId>{urgent, late}));
}

TEST(View, takes_the_transport_for_the_cause_once_nothing_goes_out_for_a_second) {
  Viewed server;
  LongBody first;
  LongBody second;
  const StreamId urgent = server.ask("u=1");
  const StreamId late = server.ask("u=5");
  server.answer(urgent, first);
  server.answer(late, second);
  server.clock.advance(seconds(20));
  server.turn();
  server.clock.advance(milliseconds(999));
  EXPECT_EQ(server.view(late).wait, Wait::priority);
  server.clock.advance(milliseconds(1));
  EXPECT_EQ(server.view(late).wait, Wait::socket);
  EXPECT_EQ(server.view(late).waits[Wait::priority], seconds(20));
}

TEST(View, knows_who_has_put_a_stream_where_it_stands) {
  Viewed server;
  LongBody one;
  LongBody other;
  http::ResponseHead head = ok();
  head.fields.add("priority", "u=6");
  const StreamId ours = server.get(one, head);
  const StreamId theirs = server.get(other, ok(), "u=6");
  EXPECT_TRUE(server.view(ours).is_placed_by_server);
  EXPECT_FALSE(server.view(theirs).is_placed_by_server);
  EXPECT_EQ(server.view(ours).priority, server.view(theirs).priority);
}

TEST(View, has_places_where_the_tree_is_in_force) {
  ServerEngine server(Options{}, Application::never_ends);
  for (const StreamId stream : {1u, 3u}) server.from_peer.headers(stream, request("GET"), end_stream);
  server.from_peer.priority(3, {.stream = 1, .weight = 32});
  server.exchange();
  LongBody body;
  ASSERT_TRUE(server.connection().respond(3, ok(), &body, server.clock.now()));
  const EngineView view = server.connection().view(server.clock.now());
  EXPECT_EQ(view.scheme, EngineView::Scheme::tree);
  EXPECT_EQ(view.streams[0].place, (StreamView::Place{0, 16}));
  EXPECT_EQ(view.streams[1].place, (StreamView::Place{1, 32}));
  EXPECT_EQ(view.next, (std::vector<StreamId>{3}));
}

TEST(View, counts_the_body_of_a_request_that_is_still_coming) {
  ServerEngine server(Options{}, Application::does_not_read);
  server.from_peer.headers(1, request("POST")).data(1, "octets");
  server.exchange();
  server.clock.advance(seconds(1));
  const auto view = server.connection().view(server.clock.now());
  EXPECT_TRUE(view.streams[0].is_receiving);
  EXPECT_EQ(view.streams[0].wait, std::nullopt);
  EXPECT_EQ(view.streams[0].received, 6u);
  EXPECT_EQ(view.streams[0].unread, 6u);
  EXPECT_EQ(view.streams[0].receive_window, 64 * 1024 - 6);
  EXPECT_EQ(view.unread, 6u);
  EXPECT_EQ(view.windows->receive, 1024 * 1024 - 6);
}

using Held = StreamView::Held;

// A server with one request that is still coming.
struct Uploading : ServerEngine {
  explicit Uploading(const Options& options = {}, Application application = Application::never_ends)
      : ServerEngine(options, application) {
    from_peer.headers(1, request("POST"));
    exchange();
  }
  StreamView upload() { return connection().view(clock.now()).streams.at(0); }
};

TEST(View, knows_a_rate_that_keeps_a_request_from_coming) {
  Uploading server;
  EXPECT_EQ(server.upload().held, Held::no);
  OwnRate slow(1000, 1000, server.clock.now());
  const std::array<OctetRate*, 1> buckets{&slow};
  server.connection().limit_receiving(1, buckets);
  for (int i = 0; i < 3; ++i) server.from_peer.data(1, std::string(16'384, 'x'));
  server.exchange();
  EXPECT_EQ(server.upload().unread, 0u);
  EXPECT_EQ(server.upload().held, Held::by_rate);
  server.connection().limit_receiving(1, {});
  EXPECT_EQ(server.upload().held, Held::no);
}

TEST(View, knows_a_rate_of_the_connection_that_keeps_requests_from_coming) {
  Options options;
  options.connection_window = default_window;
  Uploading server(options);
  OwnRate slow(1000, 1000, server.clock.now());
  const std::array<OctetRate*, 1> buckets{&slow};
  server.connection().limit_receiving(buckets);
  for (int i = 0; i < 3; ++i) server.from_peer.data(1, std::string(16'384, 'x'));
  server.exchange();
  EXPECT_EQ(server.upload().held, Held::by_rate);
  server.connection().limit_receiving({});
}

TEST(View, knows_who_has_paused_a_request) {
  Uploading server;
  server.connection().pause(1);
  EXPECT_EQ(server.upload().held, Held::by_pause);
  server.connection().pause(1, PauseBy::library);
  EXPECT_EQ(server.upload().held, Held::by_memory);
  server.connection().resume(1);
  server.connection().resume(1, PauseBy::library);
  EXPECT_EQ(server.upload().held, Held::no);
}

TEST(View, knows_that_others_have_used_up_the_window_of_all) {
  Options options;
  options.connection_window = default_window;
  Uploading server(options, Application::does_not_read);
  server.from_peer.headers(3, request("POST"));
  for (int i = 0; i < 3; ++i) server.from_peer.data(3, std::string(16'384, 'x'));
  server.from_peer.data(3, std::string(default_window - 3 * 16'384, 'x'));
  server.exchange();
  EXPECT_EQ(server.upload().unread, 0u);
  EXPECT_EQ(server.upload().held, Held::by_window);
}

TEST(View, tells_a_request_that_does_not_come_and_forgets_it_once_it_comes) {
  Uploading server;
  server.advanced(milliseconds(900));
  EXPECT_EQ(server.upload().wait, std::nullopt);
  server.advanced(milliseconds(1100));
  expect_wait(server.upload(), Wait::application, seconds(2));
  EXPECT_EQ(server.upload().unread, 0u);
  EXPECT_EQ(server.connection().worst(server.clock.now()), http::rank_of(server.upload()));
  server.from_peer.data(1, "more");
  server.exchange();
  EXPECT_EQ(server.upload().wait, std::nullopt);
  EXPECT_EQ(server.connection().worst(server.clock.now()), http::Rank());
}

TEST(View, tells_a_request_that_nobody_reads) {
  Uploading server(Options{}, Application::does_not_read);
  server.from_peer.data(1, "octets");
  server.exchange();
  // The first look finds that they have come.
  server.advanced(seconds(60));
  expect_wait(server.upload(), Wait::application, seconds(59));
  EXPECT_EQ(server.upload().unread, 6u);
}

TEST(View, calls_no_request_slow_that_comes) {
  Uploading server;
  for (int i = 0; i < 50; ++i) {
    server.from_peer.data(1, std::string(100, 'x'));
    server.exchange();
    EXPECT_EQ(server.upload().wait, std::nullopt);
    server.advanced(milliseconds(300));
    EXPECT_EQ(server.upload().wait, std::nullopt);
  }
}

TEST(View, says_whether_the_answer_has_begun) {
  Viewed server;
  LongBody body;
  const StreamId stream = server.ask();
  EXPECT_FALSE(server.view(stream).has_begun);
  server.answer(stream, body);
  EXPECT_TRUE(server.view(stream).has_begun);
}

TEST(View, tells_how_much_of_a_limit_is_used) {
  Viewed server;
  for (int i = 0; i < 3; ++i) server.from_peer.ping();
  server.exchange();
  EXPECT_EQ(server.limit("pings").used, 3u);
  EXPECT_EQ(server.limit("pings").most, Limits().pings);
  LongBody body;
  server.get(body);
  EXPECT_EQ(server.limit("streams").used, 1u);
  EXPECT_GT(server.limit("held_field_octets").used, 0u);
  server.clock.advance(seconds(1));
  EXPECT_EQ(server.limit("pings").used, 0u);
}

TEST(View, has_the_worst_rank_of_its_streams_without_a_look_at_all_of_them) {
  Viewed server(1000);
  const auto worst = [&] { return server.connection().worst(server.clock.now()); };
  EXPECT_EQ(worst(), http::Rank());
  LongBody body(5000);
  server.get(body, head_of(5000));
  server.produced();
  server.clock.advance(seconds(3));
  server.ask();
  EXPECT_EQ(worst(), (http::Rank{http::Rank::Need::certain, seconds(3)}));
  EXPECT_EQ(worst(), http::worst_of(server.view()));
}

TEST(View, shows_the_tables_of_both_directions) {
  Viewed server;
  LongBody body(0);
  http::ResponseHead head = ok();
  head.fields.add("x-served-by", "a-name-that-is-new");
  for (int i = 0; i < 3; ++i) {
    server.get(body, head, "u=1");
    server.produced();
  }
  const EngineView view = server.view();
  EXPECT_EQ(view.table_out->entries, 1u);
  EXPECT_EQ(view.table_out->size, 32u + 11 + 18);
  EXPECT_EQ(view.table_out->max_size, 4096u);
  EXPECT_GT(view.table_out->saved, 2u * (11 + 18));
  EXPECT_GE(view.table_out->octets, 3u * (11 + 18));
  EXPECT_LT(view.table_out->saved, view.table_out->octets);
  EXPECT_GT(view.table_in->entries, 0u);
  EXPECT_EQ(view.table_in->saved, std::nullopt);
}

TEST(View, says_that_the_connection_drains_and_ends) {
  Viewed server;
  LongBody body;
  server.get(body);
  server.connection().shutdown(server.clock.now());
  EXPECT_TRUE(server.view().is_draining);
  EXPECT_FALSE(server.view().is_over);
  server.connection().close(ErrorCode::no_error, {});
  EXPECT_TRUE(server.view().is_over);
}

// The same is told before and after.
TEST(View, of_a_parked_connection_is_that_of_the_whole_one) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET", "/a-path").with("x-client", "one"), end_stream);
  server.exchange();
  http::ResponseHead head = ok();
  head.fields.add("x-served-by", "a-name-that-is-new");
  ASSERT_TRUE(server.connection().respond(1, head, nullptr, server.clock.now()));
  server.produced();
  server.endpoint.receive({});
  server.connection().release(1);
  server.advanced(seconds(2));
  const EngineView whole = server.connection().view(server.clock.now());
  const auto parked = server.connection().park(server.clock.now());
  ASSERT_TRUE(parked);
  const Options options;
  Workspace workspace;
  const EngineView view = view_of(*parked, options, workspace, server.clock.now());
  EXPECT_TRUE(view.streams.empty());
  EXPECT_EQ(view.windows->send, whole.windows->send);
  EXPECT_EQ(view.windows->receive, whole.windows->receive);
  EXPECT_EQ(view.table_out->size, whole.table_out->size);
  EXPECT_EQ(view.table_in->entries, whole.table_in->entries);
  EXPECT_EQ(view.table_out->saved, whole.table_out->saved);
  EXPECT_EQ(view.table_out->octets, whole.table_out->octets);
  EXPECT_EQ(view.table_out->entries, 1u);
  EXPECT_EQ(view.limits.size(), whole.limits.size());
}

}  // namespace
}  // namespace weft::h2
