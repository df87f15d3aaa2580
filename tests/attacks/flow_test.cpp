// Windows that are too large, and octets beyond them.
#include <string>

#include <tests/attacks/attack.hpp>

namespace weft::attacks {
namespace flow_test {

using frame::SettingId;

constexpr std::uint32_t largest_window = 0x7fff'ffff;

class Flow : public Attack {};

// RFC 9113 6.9.1: "If a sender receives a WINDOW_UPDATE that causes a flow-control window to exceed this maximum, it
// MUST terminate either the stream or the connection, as appropriate."
TEST_P(Flow, window_of_the_connection_beyond_its_maximum_is_a_connection_error) {
  const auto attacker = peer();
  attacker->frames.window_update(0, largest_window);
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::flow_control_error);
}

TEST_P(Flow, window_of_a_stream_beyond_its_maximum_is_a_stream_error) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/upload")).window_update(1, largest_window);
  attacker->send();
  expect_stream_error(*attacker, 1, ErrorCode::flow_control_error);
  expect_served(*attacker, 3);
}

// RFC 9113 6.5.2: "Values above the maximum flow-control window size of 2^31-1 MUST be treated as a connection error"
TEST_P(Flow, initial_window_beyond_the_maximum_is_a_connection_error) {
  const auto attacker = peer();
  attacker->frames.settings({{SettingId::initial_window_size, largest_window + 1}});
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::flow_control_error);
}

// RFC 9113 6.9.2: "An endpoint MUST treat a change to SETTINGS_INITIAL_WINDOW_SIZE that causes any flow-control window
// to exceed the maximum size as a connection error"
TEST_P(Flow, initial_window_that_takes_an_open_stream_beyond_the_maximum_is_a_connection_error) {
  const auto attacker = peer({{SettingId::initial_window_size, 0}});
  attacker->frames.headers(1, request("POST", "/upload")).window_update(1, largest_window);
  attacker->frames.settings({{SettingId::initial_window_size, 1}});
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::flow_control_error);
}

TEST_P(Flow, data_within_the_windows_is_taken) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/upload"));
  const std::string octets(16'000, 'x');
  for (int i = 0; i < 4; ++i) attacker->frames.data(1, octets, i == 3 ? end_stream : testkit::End::no);
  attacker->send();
  EXPECT_TRUE(attacker->wait([](const Peer& p) { return p.ended(1); }));
  EXPECT_EQ(attacker->body(1), "64000\n");
  expect_unharmed(*attacker);
}

INSTANTIATE_TEST_SUITE_P(Over, Flow, transports(), transport_name);

}  // namespace flow_test
}  // namespace weft::attacks
