#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::request;

Lines only(const Lines& lines, std::string_view word) {
  Lines out;
  for (const auto& line : lines) {
    if (line.find(word) != std::string::npos) out.push_back(line);
  }
  return out;
}

// A body of the given size, in frames of 16,384 octets.
void send_body(Frames& peer, frame::StreamId stream, std::size_t octets) {
  const std::string frame(16'384, 'x');
  for (; octets > 0; octets -= std::min(octets, frame.size())) {
    peer.data(stream, std::string_view(frame).substr(0, octets));
  }
}

TEST(Credit, goes_back_when_the_application_consumed_and_not_before) {
  Options options;
  ServerEngine server(options, Application::does_not_read);
  server.from_peer.headers(1, request("POST"));
  send_body(server.from_peer, 1, options.stream_window - options.stream_window / 4);
  EXPECT_THAT(server.exchange(), IsEmpty());
  server.connection().consume(1, options.stream_window / 2 - 1);
  EXPECT_THAT(server.produced(), IsEmpty());
  server.connection().consume(1, 1);
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("WINDOW_UPDATE stream=1")));
}

TEST(Credit, is_never_more_than_what_came) {
  ServerEngine server({}, Application::does_not_read);
  server.from_peer.headers(1, request("POST")).data(1, "12345");
  server.exchange();
  server.connection().consume(1, 1'000'000'000);
  server.connection().consume(1, 1'000'000'000);
  EXPECT_THAT(server.produced(), IsEmpty());
}

TEST(Credit, for_padding_goes_back_at_once) {
  Options options;
  options.stream_window = 1000;
  options.connection_window = 65'535;
  ServerEngine server(options, Application::does_not_read);
  server.from_peer.headers(1, request("POST"));
  for (int i = 0; i < 10; ++i) {
    server.from_peer.add(frame::Data{1, as_octets("123456789"), false, std::uint8_t{90}});
    server.exchange();
  }
  EXPECT_FALSE(server.endpoint.closed());
  EXPECT_EQ(server.connection().live_messages(), 1u);
}

TEST(Credit, for_a_stream_that_is_gone_goes_back_to_the_connection) {
  Options options;
  options.connection_window = 65'535;
  ServerEngine server(options, Application::does_not_read);
  server.from_peer.headers(1, request("POST"));
  send_body(server.from_peer, 1, 40'000);
  server.exchange();
  server.connection().release(1);
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("RST_STREAM stream=1"), HasSubstr("WINDOW_UPDATE stream=0")));
  send_body(server.from_peer, 1, 40'000);
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("WINDOW_UPDATE stream=0")));
}

TEST(Credit, that_is_owed_goes_out_when_the_peer_runs_dry) {
  ServerEngine server({}, Application::does_not_read);
  server.from_peer.headers(1, request("POST"));
  send_body(server.from_peer, 1, 40'000);
  server.exchange();
  server.connection().consume(1, 20'000);
  EXPECT_THAT(server.produced(), IsEmpty());
  server.from_peer.data(1, std::string(16'384, 'x'));
  EXPECT_THAT(server.exchange(), IsEmpty());
  server.from_peer.data(1, std::string(1000, 'x'));
  EXPECT_THAT(server.exchange(), ElementsAre("WINDOW_UPDATE stream=1 increment=16384"));
}

TEST(Credit, for_windows_below_the_default_comes_in_steps_of_theirs) {
  Options options;
  options.stream_window = 100;
  testkit::Clock clock;
  testkit::Endpoint server(Role::server, clock, options, Application::does_not_read);
  Frames peer;
  // The stream is older than the acknowledgment.
  peer.preface().settings().headers(1, request("POST")).settings_ack().data(1, std::string(100, 'x'));
  server.receive(peer.octets());
  server.produce();
  server.connection().consume(1, 50);
  testkit::Transcript transcript(Role::server);
  transcript.read(server.produce());
  EXPECT_THAT(transcript.texts(), ElementsAre("WINDOW_UPDATE stream=1 increment=50"));
}

TEST(Credit, is_all_back_when_all_is_consumed) {
  ServerEngine server({}, Application::does_not_read);
  server.from_peer.headers(1, request("POST")).headers(3, request("POST"));
  send_body(server.from_peer, 1, 50'000);
  server.from_peer.add(frame::Data{3, as_octets("123456789"), false, std::uint8_t{90}});
  server.exchange();
  EXPECT_EQ(server.connection().unread(), 50'009u);
  server.connection().consume(1, 50'000);
  EXPECT_EQ(server.connection().unread(), 9u);
  server.connection().release(3);
  EXPECT_EQ(server.connection().unread(), 0u);
}

TEST(Credit, is_not_given_for_a_stream_that_has_ended) {
  Options options;
  options.stream_window = 100;
  ServerEngine server(options);
  server.from_peer.headers(1, request("POST")).data(1, std::string(100, 'x'), end_stream);
  EXPECT_THAT(only(server.exchange(), "stream=1"), IsEmpty());
}

TEST(Data, beyond_the_window_of_its_stream_is_a_stream_error) {
  Options options;
  options.stream_window = 100;
  ServerEngine server(options, Application::does_not_read);
  server.from_peer.headers(1, request("POST")).data(1, std::string(100, 'x')).data(1, "x");
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("RST_STREAM stream=1 FLOW_CONTROL_ERROR")));
}

TEST(Data, in_pieces_is_dropped_when_the_stream_is_given_up_between_them) {
  ServerEngine server({}, Application::does_not_read);
  server.from_peer.headers(1, request("POST")).data(1, "1234567890");
  const Octets octets = server.from_peer.octets().subspan(server.delivered);
  server.endpoint.receive(octets.first(octets.size() - 5));
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("request 1"), "data 1 5"));
  server.connection().reset(1, ErrorCode::cancel, "enough");
  server.endpoint.receive(octets.last(5));
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("RST_STREAM stream=1 CANCEL")));
}

TEST(Data, that_ends_short_of_its_length_brings_nothing_however_it_is_cut) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST").with("content-length", "6")).data(1, "12345", end_stream);
  const Octets octets = server.from_peer.octets().subspan(server.delivered);
  server.endpoint.receive(octets.first(octets.size() - 1));
  server.endpoint.receive(octets.last(1));
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("request 1"), HasSubstr("closed 1 content_length_differs")));
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("RST_STREAM stream=1 PROTOCOL_ERROR")));
}

TEST(Data, that_has_only_begun_when_the_stream_is_given_up_costs_nothing) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST")).data(1, "x");
  const Octets octets = server.from_peer.octets().subspan(server.delivered);
  server.endpoint.receive(octets.first(octets.size() - 1));
  EXPECT_EQ(server.connection().guard().data_overhead(), 255u);
  server.connection().release(1);
  EXPECT_EQ(server.connection().guard().data_overhead(), 0u);
  server.endpoint.receive(octets.last(1));
  EXPECT_EQ(server.connection().guard().data_overhead(), 0u);
}

TEST(Data, of_one_octet_each_is_welcome_where_it_is_read) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  for (int i = 0; i < 5000; ++i) {
    server.from_peer.data(1, "x");
    server.exchange();
  }
  EXPECT_FALSE(server.endpoint.closed());
}

TEST(Data, of_one_octet_each_that_nobody_reads_ends_the_connection) {
  ServerEngine server({}, Application::does_not_read);
  server.from_peer.headers(1, request("POST"));
  for (int i = 0; i < 150; ++i) server.from_peer.data(1, "x");
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "data_overhead_limit");
}

TEST(WindowUpdate, lets_a_waiting_body_go_on) {
  ServerEngine server({}, Application::answers);
  server.endpoint.answer_with(100);
  server.from_peer.settings({{frame::SettingId::initial_window_size, 10}}).headers(1, request("GET"), end_stream);
  EXPECT_THAT(only(server.exchange(), "DATA"), ElementsAre("DATA stream=1 data=10"));
  EXPECT_FALSE(server.connection().wants_to_produce());
  server.from_peer.window_update(1, 50);
  EXPECT_THAT(server.exchange(), ElementsAre("DATA stream=1 data=50"));
  server.from_peer.window_update(1, 50);
  EXPECT_THAT(server.exchange(), ElementsAre("DATA stream=1 END_STREAM data=40"));
}

TEST(WindowUpdate, of_the_connection_lets_all_go_on) {
  ServerEngine server({}, Application::answers);
  server.endpoint.answer_with(100'000);
  server.from_peer.settings({{frame::SettingId::initial_window_size, 1'000'000}});
  server.from_peer.headers(1, request("GET"), end_stream);
  EXPECT_EQ(only(server.exchange(), "DATA").size(), 4u);
  EXPECT_FALSE(server.connection().wants_to_produce());
  server.from_peer.window_update(0, 100'000);
  EXPECT_THAT(only(server.exchange(), "DATA").back(), HasSubstr("END_STREAM"));
}

// WINDOW_UPDATE frames must not pile up before a peer that sends and does not read.
TEST(Credit, waits_for_a_peer_that_does_not_read) {
  Options options;
  options.limits.buffered_output = 100;
  ServerEngine server(options);
  server.from_peer.headers(1, request("POST"));
  const auto upload = [&server] {
    const std::size_t size = server.endpoint.connection().counters().octets_received;
    for (int i = 0; i < 8; ++i) server.from_peer.data(1, std::string(8'192, 'x'));
    server.endpoint.receive(
        server.from_peer.octets().subspan(std::exchange(server.delivered, server.from_peer.octets().size())));
    return server.endpoint.connection().counters().octets_received - size;
  };
  std::size_t received = 0;
  while (!server.endpoint.closed() && received < 100 * std::size_t{options.connection_window}) received += upload();
  EXPECT_EQ(server.endpoint.close().reason, "connection_window_exceeded");
}

TEST(Credit, comes_as_soon_as_the_peer_reads_again) {
  Options options;
  options.limits.buffered_output = 100;
  ServerEngine server(options);
  server.from_peer.headers(1, request("POST"));
  for (int i = 0; i < 300; ++i) {
    server.from_peer.data(1, std::string(8'192, 'x'));
    if (i % 100 == 99) server.exchange();
  }
  server.exchange();
  EXPECT_FALSE(server.endpoint.closed());
}

}  // namespace
}  // namespace weft::h2
