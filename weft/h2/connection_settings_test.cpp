#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using frame::SettingId;
using testkit::request;

Lines first_words(Role role, const Options& options) {
  testkit::Clock clock;
  testkit::Endpoint endpoint(role, clock, options);
  testkit::Transcript transcript(role);
  transcript.read(endpoint.produce());
  return transcript.texts();
}

TEST(OurSettings, of_a_server_begin_with_what_must_be_there_from_the_first) {
  const Lines lines = first_words(Role::server, {});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr("NO_RFC7540_PRIORITIES=1"));
  EXPECT_THAT(lines[0], HasSubstr("MAX_CONCURRENT_STREAMS=100"));
  EXPECT_THAT(lines[0], HasSubstr("MAX_HEADER_LIST_SIZE=65536"));
  EXPECT_THAT(lines[0], Not(HasSubstr("ENABLE_CONNECT_PROTOCOL")));
  EXPECT_THAT(lines[0], Not(HasSubstr("ENABLE_PUSH")));
  EXPECT_THAT(lines[1], HasSubstr("WINDOW_UPDATE stream=0"));
}

TEST(OurSettings, of_a_client_refuse_push) {
  const Lines lines = first_words(Role::client, {});
  EXPECT_THAT(lines[0], HasSubstr("ENABLE_PUSH=0"));
  EXPECT_THAT(lines[0], Not(HasSubstr("MAX_CONCURRENT_STREAMS")));
}

TEST(OurSettings, offer_extended_connect_where_there_is_a_handler) {
  Options options;
  options.extended_connect = true;
  EXPECT_THAT(first_words(Role::server, options)[0], HasSubstr("ENABLE_CONNECT_PROTOCOL=1"));
}

TEST(OurSettings, of_a_client_that_takes_pushes_say_how_many) {
  Options options;
  options.pushes = 7;
  const Lines lines = first_words(Role::client, options);
  EXPECT_THAT(lines[0], HasSubstr("ENABLE_PUSH=1"));
  EXPECT_THAT(lines[0], HasSubstr("MAX_CONCURRENT_STREAMS=7"));
}

TEST(OurSettings, can_be_changed_at_any_time) {
  ClientEngine client;
  ASSERT_TRUE(client.connection().update_settings({.pushes = 3, .initial_window = 1000}));
  EXPECT_THAT(client.produced(),
              ElementsAre("SETTINGS ENABLE_PUSH=1 MAX_CONCURRENT_STREAMS=3 INITIAL_WINDOW_SIZE=1000"));
  ASSERT_TRUE(client.connection().update_settings({.pushes = 0, .initial_window = {}}));
  EXPECT_THAT(client.produced(), ElementsAre("SETTINGS ENABLE_PUSH=0"));
  EXPECT_EQ(client.connection().update_settings({}).error(), Misuse::settings_outstanding);
  client.from_peer.settings_ack();
  client.exchange();
  EXPECT_THAT(client.events(), ElementsAre("settings acknowledged"));
  EXPECT_TRUE(client.connection().update_settings({}));
}

TEST(OurSettings, that_cannot_be_are_misuse) {
  ServerEngine server;
  EXPECT_EQ(server.connection().update_settings({.pushes = 1, .initial_window = {}}).error(), Misuse::wrong_role);
  EXPECT_EQ(server.connection().update_settings({.pushes = {}, .initial_window = 1u << 31}).error(),
            Misuse::value_not_valid);
  EXPECT_THAT(server.produced(), IsEmpty());
  server.endpoint.receive_end();
  EXPECT_EQ(server.connection().update_settings({}).error(), Misuse::connection_closing);
}

TEST(OurSettings, must_each_be_acknowledged_in_time) {
  ClientEngine client;
  ASSERT_TRUE(client.connection().update_settings({.pushes = 1, .initial_window = {}}));
  client.advanced(seconds(5));
  ASSERT_TRUE(client.connection().update_settings({.pushes = 2, .initial_window = {}}));
  client.from_peer.settings_ack();
  client.exchange();
  client.advanced(seconds(9));
  EXPECT_FALSE(client.endpoint.closed());
  client.advanced(seconds(2));
  EXPECT_EQ(client.endpoint.close().reason, "settings_timeout");
}

// RFC 9113 6.9.2, as the receiver: a smaller window is in force from the acknowledgment on, and credit goes on in it.
TEST(OurSettings, about_the_window_move_those_of_open_streams) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST")).data(1, std::string(300, 'x'));
  server.exchange();
  ASSERT_TRUE(server.connection().update_settings({.pushes = {}, .initial_window = 500}));
  server.produced();
  server.from_peer.settings_ack();
  EXPECT_THAT(server.exchange(), ElementsAre("WINDOW_UPDATE stream=1 increment=300"));
  server.from_peer.data(1, std::string(500, 'x')).headers(3, request("POST")).data(3, std::string(501, 'x'));
  EXPECT_THAT(server.exchange(),
              ElementsAre("RST_STREAM stream=3 FLOW_CONTROL_ERROR", "WINDOW_UPDATE stream=1 increment=500"));
}

TEST(OurSettings, that_disable_push_are_binding_once_they_are_acknowledged) {
  Options options;
  options.pushes = 10;
  ClientEngine client(options);
  client.endpoint.request("GET", "/");
  ASSERT_TRUE(client.connection().update_settings({.pushes = 0, .initial_window = {}}));
  client.produced();
  client.from_peer.push_promise(1, 2, request("GET"));
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=2 REFUSED_STREAM"));
  EXPECT_THAT(client.events(), Contains("rejected 2 0 promise_withdrawn"));
  client.from_peer.settings_ack().push_promise(1, 4, request("GET"));
  EXPECT_THAT(client.exchange(), ElementsAre(HasSubstr("GOAWAY last_stream=0 PROTOCOL_ERROR")));
  EXPECT_EQ(client.endpoint.close().reason, "push_promise_not_allowed");
}

TEST(OurSettings, that_enable_push_are_valid_at_once) {
  ClientEngine client;
  client.endpoint.request("GET", "/");
  ASSERT_TRUE(client.connection().update_settings({.pushes = 1, .initial_window = {}}));
  client.produced();
  client.from_peer.settings_ack().push_promise(1, 2, request("GET"));
  client.exchange();
  EXPECT_THAT(client.events(), Contains(HasSubstr("promised 2 on 1")));
}

// RFC 9113 5.1.2: "An endpoint that wishes to reduce the value of SETTINGS_MAX_CONCURRENT_STREAMS to a value that is
// below the current number of open streams can either close streams that exceed the new value or allow streams to
// complete."
TEST(OurSettings, that_allow_fewer_pushes_let_those_under_way_complete) {
  Options options;
  options.pushes = 2;
  ClientEngine client(options);
  client.endpoint.request("GET", "/");
  client.from_peer.push_promise(1, 2, request("GET")).push_promise(1, 4, request("GET"));
  client.from_peer.push_promise(1, 6, request("GET")).headers(2, testkit::response(200));
  client.exchange();
  ASSERT_TRUE(client.connection().update_settings({.pushes = 1, .initial_window = {}}));
  client.produced();
  client.from_peer.headers(4, testkit::response(200)).settings_ack().headers(6, testkit::response(200));
  client.from_peer.data(2, "", end_stream).data(4, "", end_stream);
  EXPECT_THAT(client.exchange(), ElementsAre("RST_STREAM stream=6 REFUSED_STREAM"));
  EXPECT_THAT(client.events(), Contains("closed 4 complete NO_ERROR"));
}

TEST(OurSettings, take_effect_when_they_are_acknowledged) {
  Options options;
  options.stream_window = 10;
  testkit::Clock clock;
  testkit::Endpoint server(Role::server, clock, options, Application::does_not_read);
  Frames peer;
  peer.preface().settings().headers(1, request("POST")).data(1, std::string(100, 'x'));
  server.receive(peer.octets());
  EXPECT_EQ(server.open_messages(), 1u);
  Frames later;
  later.settings_ack().data(1, "x");
  server.receive(later.octets());
  EXPECT_EQ(server.open_messages(), 0u);
}

// A request that came before the new SETTINGS has a smaller window from then on, and gets credit in smaller steps.
TEST(OurSettings, that_make_a_window_smaller_do_not_leave_it_closed) {
  Options options;
  options.stream_window = 10;
  testkit::Clock clock;
  testkit::Endpoint server(Role::server, clock, options);
  Frames peer;
  peer.preface().settings().headers(1, request("POST")).data(1, std::string(100, 'x')).settings_ack();
  server.receive(peer.octets());
  testkit::Transcript transcript(Role::server);
  transcript.read(server.produce());
  EXPECT_THAT(transcript.texts(), Contains("WINDOW_UPDATE stream=1 increment=100"));
}

TEST(PeerSettings, are_acknowledged_in_order) {
  ServerEngine server;
  server.from_peer.settings().ping(1).settings();
  EXPECT_THAT(server.exchange(), ElementsAre("SETTINGS ACK", HasSubstr("PING"), "SETTINGS ACK"));
}

// RFC 9113 4.3.1: a block that was compressed with a larger table must not come behind the acknowledgment.
TEST(PeerSettings, are_acknowledged_behind_what_was_compressed_before) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  testkit::LongBody body(10);
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  server.from_peer.settings({{frame::SettingId::header_table_size, 0}});
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("HEADERS stream=1"), "SETTINGS ACK", HasSubstr("DATA")));
}

TEST(PeerSettings, may_make_windows_negative) {
  ServerEngine server({}, Application::answers);
  server.endpoint.answer_with(100'000);
  server.from_peer.settings({{SettingId::initial_window_size, 1000}}).headers(1, request("GET"), end_stream);
  server.exchange();
  server.from_peer.settings({{SettingId::initial_window_size, 400}}).window_update(1, 599);
  EXPECT_THAT(server.exchange(), ElementsAre("SETTINGS ACK"));
  server.from_peer.window_update(1, 1).window_update(1, 1);
  EXPECT_THAT(server.exchange(), ElementsAre("DATA stream=1 data=1"));
}

TEST(PeerSettings, about_header_lists_are_advice) {
  ServerEngine server({}, Application::answers);
  server.from_peer.settings({{SettingId::max_header_list_size, 1}}).headers(1, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(), Contains("HEADERS stream=1 END_STREAM :status=200"));
}

TEST(PeerSettings, give_the_size_of_frames) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  http::ResponseHead head;
  head.fields.add("x-large", std::string(40'000, '|'));
  ASSERT_TRUE(server.connection().respond(1, head, nullptr, server.clock.now()));
  const Bytes octets = server.endpoint.produce();
  EXPECT_EQ(frame::Header::load(octets.data()).length, 16'384u);
  EXPECT_EQ(frame::Header::load(octets.data()).flags, frame::flag::end_stream);
  const auto second = frame::Header::load(octets.data() + 9 + 16'384);
  EXPECT_EQ(second.type, frame::Type::continuation);
  EXPECT_EQ(second.flags, 0);
  const auto third = frame::Header::load(octets.data() + 2 * (9 + 16'384));
  EXPECT_EQ(third.flags, frame::flag::end_headers);
  EXPECT_EQ(octets.size(), 2u * (9 + 16'384) + 9 + third.length);
}

TEST(PeerSettings, without_an_end_tire_us) {
  ServerEngine server;
  for (int i = 0; i < 21; ++i) server.from_peer.settings();
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "settings_limit");
}

TEST(PeerSettings, may_have_twenty_entries_with_unknown_ones) {
  ServerEngine server;
  Bytes payload;
  for (std::uint8_t i = 0; i < 20; ++i) payload.insert(payload.end(), {0x7f, i, 0, 0, 0, 1});
  server.from_peer.raw(frame::Type::settings, 0, 0, payload);
  EXPECT_THAT(server.exchange(), ElementsAre("SETTINGS ACK"));
}

TEST(Acknowledgment, that_nobody_asked_for_is_a_glitch) {
  ServerEngine server;
  server.from_peer.settings_ack();
  EXPECT_THAT(server.exchange(), IsEmpty());
  EXPECT_EQ(server.connection().counters().glitches, 1u);
}

}  // namespace
}  // namespace weft::h2
