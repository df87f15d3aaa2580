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

// A request that came before them has a smaller window from then on, and gets credit in smaller steps.
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
  ASSERT_TRUE(server.connection().respond(1, ok(), &body));
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
  ASSERT_TRUE(server.connection().respond(1, head, nullptr));
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
