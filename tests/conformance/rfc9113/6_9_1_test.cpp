// RFC 9113 6.9.1: The Flow-Control Window.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "The sender MUST NOT send a flow-controlled frame with a length that exceeds the space available in either of the
// flow-control windows advertised by the receiver."
TEST(Rfc9113_6_9_1, stream_window_is_respected) {
  server()
      .answers_with(10)
      .receives(frames().settings({{initial_window_size, 1}}).headers(1, get, end_stream))
      .is_answered_by({"SETTINGS ACK", "HEADERS stream=1 :status=200", "DATA stream=1 data=1"});
}

TEST(Rfc9113_6_9_1, window_update_lets_as_much_through_as_it_says) {
  server()
      .answers_with(10)
      .receives(frames()
                    .settings({{initial_window_size, 0}})
                    .headers(1, get, end_stream)
                    .then()
                    .window_update(1, 3)
                    .window_update(1, 2))
      .is_answered_by({"DATA stream=1 data=5"});
}

TEST(Rfc9113_6_9_1, connection_window_is_respected) {
  const auto verdict = server().answers_with(70'000).receives(
      frames().settings({{initial_window_size, 100'000}}).headers(1, get, end_stream));
  std::size_t sent = 0;
  for (const Line& line : verdict.lines()) {
    if (line.type == Type::data) sent += std::stoul(line.text.substr(line.text.rfind('=') + 1));
  }
  EXPECT_EQ(sent, 65'535u);
}

TEST(Rfc9113_6_9_1, client_respects_the_windows_too) {
  client().uploads(70'000).receives(frames().window_update(1, 10)).is_accepted();
  Clock clock;
  Endpoint endpoint(Role::client, clock);
  endpoint.receive(frames().settings({{initial_window_size, 7}}).settings_ack().octets());
  endpoint.request("POST", "/", 100);
  Transcript transcript(Role::client);
  transcript.read(endpoint.produce());
  EXPECT_EQ(transcript.body(1).size(), 7u);
  endpoint.receive(frames().window_update(1, 50).octets());
  transcript.read(endpoint.produce());
  EXPECT_EQ(transcript.body(1).size(), 57u);
}

TEST(Rfc9113_6_9_1, body_that_fills_the_window_ends_with_it) {
  server()
      .answers_with(10)
      .receives(frames().settings({{initial_window_size, 10}}).headers(1, get, end_stream))
      .is_answered_by({"SETTINGS ACK", "HEADERS stream=1 :status=200", "DATA stream=1 END_STREAM data=10"});
}

// "For streams, the sender sends a RST_STREAM with an error code of FLOW_CONTROL_ERROR; for the connection, a GOAWAY
// frame with an error code of FLOW_CONTROL_ERROR is sent."
TEST(Rfc9113_6_9_1, overflow_of_a_stream_window_is_a_stream_error) {
  server()
      .receives(frames().headers(1, post).then().window_update(1, 0x7fffffff))
      .is_stream_error(1, flow_control_error);
  server()
      .receives(frames().headers(1, post).then().window_update(1, 0x7fff0000).window_update(1, 1))
      .is_stream_error(1, flow_control_error);
  client()
      .uploads(100'000)
      .receives(frames().window_update(1, 0x7fffffff).window_update(1, 0x7fffffff))
      .is_stream_error(1, flow_control_error);
}

TEST(Rfc9113_6_9_1, largest_stream_window_is_legal) {
  server().receives(frames().headers(1, post).then().window_update(1, 0x7fff0000)).is_ignored();
}

TEST(Rfc9113_6_9_1, overflow_of_the_connection_window_is_a_connection_error) {
  for (const Role role : {Role::server, Role::client}) {
    in_role(role).receives(opened(role).window_update(0, 0x7fffffff)).is_connection_error(flow_control_error);
    in_role(role)
        .receives(opened(role).window_update(0, 0x7fff0000).window_update(0, 1))
        .is_connection_error(flow_control_error);
    in_role(role).receives(opened(role).window_update(0, 0x7fff0000)).is_ignored();
  }
}

// "After sending a flow-controlled frame, the sender reduces the space available in both windows by the length of the
// transmitted frame." What goes further than was granted is an error of the sender.
TEST(Rfc9113_6_9_1, data_beyond_our_stream_window_is_a_stream_error) {
  h2::Options options;
  options.stream_window = 10;
  server()
      .with(options)
      .with(Application::does_not_read)
      .receives(frames().headers(1, post).then().data(1, "0123456789").data(1, "x"))
      .is_stream_error(1, flow_control_error);
  server()
      .with(options)
      .with(Application::does_not_read)
      .receives(frames().headers(1, post).then().data(1, "0123456789x"))
      .is_stream_error(1, flow_control_error);
  client()
      .with(options)
      .with(Application::does_not_read)
      .receives(frames().headers(1, response(200)).then().data(1, "0123456789x"))
      .is_stream_error(1, flow_control_error);
}

TEST(Rfc9113_6_9_1, data_up_to_our_stream_window_is_accepted) {
  h2::Options options;
  options.stream_window = 10;
  server()
      .with(options)
      .with(Application::does_not_read)
      .receives(frames().headers(1, post).then().data(1, "0123456789").data(1, "", end_stream))
      .is_accepted();
}

TEST(Rfc9113_6_9_1, data_beyond_our_connection_window_is_a_connection_error) {
  h2::Options options;
  options.connection_window = 65'535;
  options.stream_window = 100'000;
  Frames sent;
  sent.headers(1, post).then();
  for (int i = 0; i < 4; ++i) sent.data(1, std::string(16'384, 'x'));
  server().with(options).with(Application::does_not_read).receives(sent).is_connection_error(flow_control_error);
}

}  // namespace
}  // namespace weft::conformance
