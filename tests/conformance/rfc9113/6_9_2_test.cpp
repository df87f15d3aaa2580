// RFC 9113 6.9.2: Initial Flow-Control Window Size.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "When the value of SETTINGS_INITIAL_WINDOW_SIZE changes, a receiver MUST adjust the size of all stream flow-control
// windows that it maintains by the difference between the new value and the old value."
TEST(Rfc9113_6_9_2, change_adjusts_open_streams) {
  server()
      .answers_with(10)
      .receives(frames()
                    .settings({{initial_window_size, 0}})
                    .headers(1, get, end_stream)
                    .headers(3, get, end_stream)
                    .then()
                    .settings({{initial_window_size, 1}}))
      .is_answered_by({"SETTINGS ACK", "DATA stream=1 data=1", "DATA stream=3 data=1"});
}

// "A sender MUST track the negative flow-control window and MUST NOT send new flow-controlled frames until it receives
// WINDOW_UPDATE frames that cause the flow-control window to become positive."
TEST(Rfc9113_6_9_2, window_may_become_negative) {
  server()
      .answers_with(100)
      .receives(frames()
                    .settings({{initial_window_size, 3}})
                    .headers(1, get, end_stream)
                    .then()
                    .settings({{initial_window_size, 2}})
                    .window_update(1, 1))
      .is_answered_by({"SETTINGS ACK"});
  server()
      .answers_with(100)
      .receives(frames()
                    .settings({{initial_window_size, 3}})
                    .headers(1, get, end_stream)
                    .then()
                    .settings({{initial_window_size, 2}})
                    .window_update(1, 2))
      .is_answered_by({"SETTINGS ACK", "DATA stream=1 data=1"});
}

// "An endpoint MUST treat a change to SETTINGS_INITIAL_WINDOW_SIZE that causes any flow-control window to exceed the
// maximum size as a connection error (Section 5.4.1) of type FLOW_CONTROL_ERROR."
TEST(Rfc9113_6_9_2, change_that_overflows_a_window_is_a_connection_error) {
  server()
      .receives(frames().headers(1, post).window_update(1, 1).then().settings({{initial_window_size, 0x7fffffff}}))
      .is_connection_error(flow_control_error);
  client()
      .uploads(100'000)
      .receives(frames().window_update(1, 0x7fff0000).then().settings({{initial_window_size, 0x7fffffff}}))
      .is_connection_error(flow_control_error);
}

// "A SETTINGS frame cannot alter the connection flow-control window."
TEST(Rfc9113_6_9_2, connection_window_stays) {
  const auto verdict = server().answers_with(200'000).receives(
      frames().settings({{initial_window_size, 200'000}}).headers(1, get, end_stream));
  std::size_t sent = 0;
  for (const Line& line : verdict.lines()) {
    if (line.type == Type::data) sent += std::stoul(line.text.substr(line.text.rfind('=') + 1));
  }
  EXPECT_EQ(sent, 65'535u);
}

}  // namespace
}  // namespace weft::conformance
