// Frames in the wrong order, at the wrong time, and no frames at all.
#include <string>
#include <vector>

#include <tests/attacks/attack.hpp>
#include <weft/http/preface.hpp>

namespace weft::attacks {
namespace {

using frame::SettingId;
using testkit::hex;
using testkit::trailers;

class Lifecycle : public Attack {};

TEST_P(Lifecycle, reset_right_behind_the_request_cancels_it) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("GET", "/large.bin"), end_stream).rst_stream(1);
  attacker->send();
  expect_unharmed(*attacker);
  EXPECT_FALSE(attacker->ended(1));
  expect_served(*attacker, 3);
}

TEST_P(Lifecycle, data_behind_the_peers_own_reset_is_a_stream_error) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/upload")).rst_stream(1).data(1, "late");
  attacker->send();
  expect_stream_error(*attacker, 1, ErrorCode::stream_closed);
  expect_served(*attacker, 3);
}

TEST_P(Lifecycle, reset_of_an_idle_stream_is_a_connection_error) {
  const auto attacker = peer();
  attacker->frames.rst_stream(1);
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::protocol_error);
}

TEST_P(Lifecycle, second_reset_is_ignored) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/upload")).rst_stream(1).rst_stream(1);
  attacker->send();
  expect_unharmed(*attacker);
  expect_served(*attacker, 3);
}

TEST_P(Lifecycle, trailers_that_do_not_end_the_stream_are_a_stream_error) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/upload")).headers(1, trailers().with("x-sum", "1"));
  attacker->send();
  expect_stream_error(*attacker, 1, ErrorCode::protocol_error);
}

// RFC 9113 5.1, half-closed (remote): "it MUST respond with a stream error (Section 5.4.2) of type STREAM_CLOSED"
TEST_P(Lifecycle, headers_behind_trailers_are_stream_closed) {
  const auto attacker = peer({{SettingId::initial_window_size, 0}});
  attacker->frames.headers(1, request("GET", "/large.bin"), end_stream);
  attacker->frames.headers(1, trailers().with("x-sum", "1"), end_stream);
  attacker->send();
  EXPECT_TRUE(attacker->wait([](const Peer& p) { return p.goaways() > 0 || p.reset_code(1); }));
  EXPECT_EQ(attacker->goaways() > 0 ? attacker->goaway() : attacker->reset_code(1), ErrorCode::stream_closed);
}

TEST_P(Lifecycle, request_on_an_even_stream_is_a_connection_error) {
  const auto attacker = peer();
  attacker->frames.headers(2, request("GET"), end_stream);
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::protocol_error);
}

TEST_P(Lifecycle, request_on_a_stream_that_was_passed_over_is_a_connection_error) {
  const auto attacker = peer();
  attacker->frames.headers(5, request("GET"), end_stream).headers(3, request("GET"), end_stream);
  attacker->send();
  ASSERT_TRUE(attacker->wait([](const Peer& p) { return p.goaways() > 0; }));
  EXPECT_THAT(attacker->goaway(), testing::AnyOf(ErrorCode::protocol_error, ErrorCode::stream_closed));
}

// Octets behind the fatal frame, in the same read or later, are as if they had never come.
TEST_P(Lifecycle, frames_behind_the_fatal_one_are_ignored) {
  const auto attacker = peer();
  attacker->frames.rst_stream(1);
  for (const char* frame :
       {"000005 06 00 00000000 0000000000", "000000 04 00 00000001", "000004 08 00 00000000 00000000",
        "000003 03 00 00000001 000000", "000000 00 00 00000000", "000001 01 04 00000003 80", "000000 05 04 00000001",
        "000008 07 00 00000001 0000000000000000", "ffffff 00 00 00000001"}) {
    attacker->frames.raw(hex(frame));
  }
  attacker->send();
  expect_connection_error(*attacker, ErrorCode::protocol_error);
}

// RFC 9113 6.5 and 6.5.2.
TEST_P(Lifecycle, settings_that_are_not_valid_are_connection_errors) {
  struct Case {
    const char* what;
    const char* frame;
    ErrorCode code;
  };
  for (const Case& c : {
           Case{"MAX_FRAME_SIZE 0", "000006 04 00 00000000 0005 00000000", ErrorCode::protocol_error},
           Case{"MAX_FRAME_SIZE 16383", "000006 04 00 00000000 0005 00003fff", ErrorCode::protocol_error},
           Case{"MAX_FRAME_SIZE 2^24", "000006 04 00 00000000 0005 01000000", ErrorCode::protocol_error},
           Case{"ENABLE_PUSH 2", "000006 04 00 00000000 0002 00000002", ErrorCode::protocol_error},
           Case{"an acknowledgment with settings", "000006 04 01 00000000 0003 00000064", ErrorCode::frame_size_error},
           Case{"on a stream", "000006 04 00 00000001 0003 00000064", ErrorCode::protocol_error},
           Case{"of five octets", "000005 04 00 00000000 0003 000000", ErrorCode::frame_size_error},
       }) {
    SCOPED_TRACE(c.what);
    const auto attacker = peer();
    attacker->frames.raw(hex(c.frame));
    attacker->send();
    expect_connection_error(*attacker, c.code);
  }
}

// The server ends it by itself, and soon.
void expect_refused(Peer& peer, std::string_view octets) {
  peer.send(as_octets(octets));
  EXPECT_TRUE(peer.wait(
      [](const Peer& p) { return p.closed() || p.goaways() > 0 || p.text().find("\r\n\r\n") != std::string::npos; }));
  peer.finish();
  EXPECT_TRUE(peer.wait_closed());
}

TEST_P(Lifecycle, preface_with_one_octet_wrong_ends_the_connection) {
  for (std::size_t position = 0; position < http::client_preface.size(); ++position) {
    SCOPED_TRACE(position);
    std::string octets(http::client_preface);
    octets[position] = static_cast<char>(octets[position] ^ 0x20);
    octets += "\r\n\r\n";
    // Over cleartext it could be HTTP/1.1, and is answered as such.
    const bool tls = GetParam() == Transport::tls;
    Peer attacker(server, GetParam(), {.alpn = tls ? "h2" : ""});
    expect_refused(attacker, octets);
  }
}

TEST_P(Lifecycle, preface_of_another_version_ends_the_connection) {
  const bool tls = GetParam() == Transport::tls;
  Peer attacker(server, GetParam(), {.alpn = tls ? "h2" : ""});
  expect_refused(attacker, "PRI * HTTP/1.1\r\n\r\nSM\r\n\r\n");
}

INSTANTIATE_TEST_SUITE_P(Over, Lifecycle, transports(), transport_name);

class LifecycleOverTls : public Attack {};

TEST_P(LifecycleOverTls, http11_where_http2_was_agreed_on_is_a_protocol_error) {
  Peer attacker(server, Transport::tls);
  attacker.send(as_octets("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
  expect_connection_error(attacker, ErrorCode::protocol_error);
}

TEST_P(LifecycleOverTls, http2_where_http11_was_agreed_on_is_refused) {
  Peer attacker(server, Transport::tls, {.alpn = "http/1.1"});
  expect_refused(attacker, http::client_preface);
}

// An alert in the place of application data: the server goes, too.
TEST_P(LifecycleOverTls, alert_ends_the_connection) {
  const auto attacker = peer();
  attacker->frames.headers(1, request("POST", "/upload"));
  attacker->send();
  attacker->finish();
  EXPECT_TRUE(attacker->wait_closed());
}

INSTANTIATE_TEST_SUITE_P(Over, LifecycleOverTls, testing::Values(Transport::tls), transport_name);

}  // namespace
}  // namespace weft::attacks
