#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::LongBody;
using testkit::request;

TEST(Preface, must_come_in_time) {
  testkit::Clock clock;
  testkit::Endpoint server(Role::server, clock);
  server.advance(seconds(9));
  EXPECT_FALSE(server.closed());
  server.advance(seconds(1));
  EXPECT_EQ(server.close().reason, "preface_timeout");
}

TEST(SettingsAck, must_come_in_time) {
  testkit::Clock clock;
  testkit::Endpoint server(Role::server, clock);
  Frames peer;
  peer.preface().settings();
  server.receive(peer.octets());
  server.advance(seconds(10));
  EXPECT_EQ(server.close().reason, "settings_timeout");
  EXPECT_EQ(server.close().code, static_cast<std::uint32_t>(ErrorCode::settings_timeout));
}

TEST(FieldBlock, must_come_in_time) {
  ServerEngine server;
  const Bytes block = server.from_peer.block(request("GET"));
  server.from_peer.headers_block(1, block, 0);
  server.exchange();
  server.advanced(seconds(9));
  EXPECT_FALSE(server.endpoint.closed());
  server.advanced(seconds(1));
  EXPECT_EQ(server.endpoint.close().reason, "header_block_timeout");
}

TEST(SmallFrame, must_come_in_time_and_data_need_not) {
  ServerEngine server;
  server.from_peer.ping(1);
  server.endpoint.receive(server.from_peer.octets().subspan(server.delivered, 5));
  server.advanced(seconds(10));
  EXPECT_EQ(server.endpoint.close().reason, "header_block_timeout");

  ServerEngine other({}, Application::answers);
  other.from_peer.headers(1, request("POST")).data(1, std::string(16'384, 'x'));
  Octets octets = other.from_peer.octets().subspan(other.delivered);
  other.endpoint.receive(octets.first(100));
  octets = octets.subspan(100);
  for (int i = 0; i < 30; ++i) {
    other.advanced(seconds(1));
    other.endpoint.receive(octets.first(300));
    octets = octets.subspan(300);
  }
  EXPECT_FALSE(other.endpoint.closed());
  EXPECT_EQ(other.endpoint.open_messages(), 1u);
}

TEST(IdleConnection, ends_gracefully) {
  ServerEngine server;
  server.advanced(seconds(74));
  EXPECT_FALSE(server.endpoint.closed());
  EXPECT_THAT(server.advanced(seconds(1)),
              ElementsAre(HasSubstr("GOAWAY last_stream=2147483647 NO_ERROR"), HasSubstr("PING")));
  server.advanced(seconds(1));
  EXPECT_EQ(server.endpoint.close().reason, "idle_timeout");
}

TEST(IdleConnection, is_not_one_that_answers_pings) {
  ServerEngine server;
  for (int minute = 0; minute < 5; ++minute) {
    server.advanced(seconds(60));
    server.from_peer.ping(1);
    server.exchange();
  }
  EXPECT_FALSE(server.endpoint.closed());
}

TEST(IdleConnection, is_counted_from_the_end_of_the_last_message) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  server.advanced(seconds(300));
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  server.produced();
  server.advanced(seconds(70));
  EXPECT_FALSE(server.endpoint.closed());
}

TEST(OldConnection, ends_gracefully) {
  ServerEngine server;
  for (int minute = 0; minute < 59; ++minute) {
    server.advanced(seconds(60));
    server.from_peer.ping(1);
    server.exchange();
  }
  EXPECT_THAT(server.advanced(seconds(60)), ElementsAre(HasSubstr("GOAWAY last_stream=2147483647"), HasSubstr("PING")));
}

TEST(SlowRequest, is_cancelled_after_its_grace) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  server.exchange();
  for (int i = 0; i < 4; ++i) {
    server.from_peer.data(1, "x");
    server.exchange();
    server.advanced(seconds(1));
  }
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
  EXPECT_THAT(server.advanced(seconds(3)), ElementsAre(HasSubstr("RST_STREAM stream=1 CANCEL")));
  EXPECT_THAT(server.events().back(), HasSubstr("request_too_slow"));
}

TEST(SlowRequest, is_one_that_keeps_the_rate_for_as_long_as_it_likes) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  for (int i = 0; i < 60; ++i) {
    server.from_peer.data(1, std::string(300, 'x'));
    server.exchange();
    server.advanced(seconds(1));
  }
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
}

TEST(SlowRequest, is_not_one_that_the_application_holds_back) {
  ServerEngine server({}, Application::does_not_read);
  server.from_peer.headers(1, request("POST")).data(1, std::string(1000, 'x'));
  server.exchange();
  server.advanced(seconds(60));
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
}

TEST(SlowRequest, is_not_one_whose_response_has_begun) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST"));
  server.exchange();
  testkit::WaitingBody body;
  ASSERT_TRUE(server.connection().respond(1, ok(), &body, server.clock.now()));
  server.produced();
  server.advanced(seconds(60));
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
}

testkit::FieldList tunnel_request() {
  return request("CONNECT").without(":scheme").without(":path").replacing(":authority", "example.org:443");
}

// RFC 9113 8.1: a body that nobody needs and the peer does not send must not hold a slot.
struct Answered : ServerEngine {
  explicit Answered(const testkit::FieldList& fields = request("POST"), http::BodySource* body = nullptr) {
    from_peer.headers(1, fields);
    exchange();
    EXPECT_TRUE(connection().respond(1, ok(), body, clock.now()));
    produced();
    events();
  }
  // Sends DATA of the given size each second, for the given time, or until the stream has ended.
  Lines drip(std::size_t octets, int duration) {
    Lines lines;
    for (int i = 0; i < duration && endpoint.open_messages() == 1; ++i) {
      from_peer.data(1, std::string(octets, 'x'));
      exchange();
      for (std::string& line : advanced(seconds(1))) lines.push_back(std::move(line));
    }
    return lines;
  }
};

TEST(AnsweredRequest, that_says_nothing_more_is_given_up_after_its_grace) {
  for (const char* method : {"POST", "GET", "HEAD", "OPTIONS", "CONNECT"}) {
    SCOPED_TRACE(method);
    ServerEngine server;
    const auto fields = method == std::string_view("CONNECT") ? tunnel_request() : request(method);
    server.from_peer.headers(1, fields);
    server.exchange();
    http::ResponseHead head;
    head.status = http::Status::method_not_allowed;
    ASSERT_TRUE(server.connection().respond(1, head, nullptr, server.clock.now()));
    server.produced();
    EXPECT_THAT(server.advanced(seconds(4)), IsEmpty());
    EXPECT_THAT(server.advanced(seconds(2)), ElementsAre(HasSubstr("RST_STREAM stream=1 NO_ERROR")));
    EXPECT_THAT(server.events(), Contains("closed 1 upload_not_needed NO_ERROR"));
    EXPECT_EQ(server.connection().live_messages(), 0u);
    EXPECT_EQ(server.connection().counters().streams_reset, 0u) << "the peer has made nobody work in vain";
  }
}

TEST(AnsweredRequest, that_drips_below_the_rate_is_given_up) {
  for (const std::size_t octets : {0u, 1u, 200u}) {
    Answered server;
    EXPECT_THAT(server.drip(octets, 20), Contains(HasSubstr("RST_STREAM stream=1 NO_ERROR"))) << octets;
  }
}

TEST(AnsweredRequest, that_keeps_the_rate_may_run_out) {
  Answered server;
  server.drip(300, 60);
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
  server.from_peer.data(1, "", end_stream);
  server.exchange();
  EXPECT_THAT(server.events(), Contains("closed 1 complete NO_ERROR"));
}

TEST(AnsweredRequest, has_its_grace_from_the_end_of_the_response) {
  testkit::WaitingBody body;
  Answered server(request("POST"), &body);
  server.advanced(seconds(60));
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
  body.end();
  server.connection().ready(1, server.clock.now());
  server.produced();
  EXPECT_THAT(server.advanced(seconds(4)), IsEmpty());
  EXPECT_THAT(server.advanced(seconds(2)), ElementsAre(HasSubstr("RST_STREAM stream=1 NO_ERROR")));
}

TEST(AnsweredRequest, that_the_application_holds_back_is_left_alone) {
  ServerEngine server({}, Application::does_not_read);
  server.from_peer.headers(1, request("POST")).data(1, std::string(1000, 'x'));
  server.exchange();
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  server.produced();
  EXPECT_THAT(server.advanced(seconds(60)), IsEmpty());
  server.connection().consume(1, 1000);
  EXPECT_THAT(server.advanced(seconds(7)), ElementsAre(HasSubstr("RST_STREAM stream=1 NO_ERROR")));
}

TEST(AnsweredRequest, is_not_a_tunnel) {
  testkit::WaitingBody body;
  Answered server(tunnel_request(), &body);
  body.end();
  server.connection().ready(1, server.clock.now());
  server.produced();
  server.advanced(seconds(60));
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
}

TEST(AnsweredRequest, that_promised_others_does_not_end_them) {
  ServerEngine server;
  server.from_peer.settings({{frame::SettingId::enable_push, 1}}).headers(1, request("POST"));
  server.exchange();
  const MessageId pushed = server.endpoint.push(1, "/style.css");
  testkit::WaitingBody body;
  ASSERT_TRUE(server.connection().respond(pushed, ok(), &body, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(1, ok(), nullptr, server.clock.now()));
  server.produced();
  EXPECT_THAT(server.advanced(seconds(7)), ElementsAre(HasSubstr("RST_STREAM stream=1 NO_ERROR")));
  EXPECT_EQ(server.connection().live_messages(), 1u);
}

TEST(AnsweredRequest, makes_room_for_others) {
  ServerEngine server;
  frame::StreamId stream = 1;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 100; ++i, stream += 2) {
      server.from_peer.headers(stream, request("POST"));
      server.exchange();
      ASSERT_TRUE(server.connection().respond(stream, ok(), nullptr, server.clock.now()));
    }
    server.produced();
    server.advanced(seconds(7));
    EXPECT_EQ(server.connection().live_messages(), 0u);
  }
  EXPECT_FALSE(server.connection().closed());
  EXPECT_EQ(server.connection().counters().streams_refused, 0u);
}

TEST(AnsweredRequest, does_not_make_a_shutdown_long) {
  Answered server;
  server.connection().shutdown(server.clock.now());
  server.produced();
  server.advanced(seconds(7));
  EXPECT_TRUE(server.endpoint.closed());
  EXPECT_EQ(server.endpoint.close().reason, "shutdown");
}

struct Download : ServerEngine {
  explicit Download(std::uint32_t window = 0) {
    from_peer.settings({{frame::SettingId::initial_window_size, window}}).headers(1, request("GET"), end_stream);
    exchange();
    EXPECT_TRUE(connection().respond(1, ok(), &body, clock.now()));
    produced();
  }
  LongBody body;
};

TEST(StalledResponse, is_cancelled_after_a_minute) {
  Download server;
  server.advanced(seconds(59));
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
  EXPECT_THAT(server.advanced(seconds(2)), ElementsAre(HasSubstr("RST_STREAM stream=1 CANCEL")));
  EXPECT_THAT(server.events().back(), HasSubstr("response_stalled"));
  EXPECT_EQ(server.body.pulled(), 0u);
}

TEST(StalledResponse, is_not_kept_alive_by_a_drip_of_credit) {
  Download server;
  int elapsed = 0;
  for (; server.endpoint.open_messages() == 1 && elapsed < 100; ++elapsed) {
    server.from_peer.window_update(1, 1);
    server.exchange();
    server.advanced(seconds(1));
  }
  EXPECT_LE(elapsed, 12);
  EXPECT_THAT(server.events().back(), HasSubstr("response_too_slow"));
}

TEST(StalledResponse, is_not_one_that_pauses_for_less) {
  Download server;
  for (int i = 0; i < 5; ++i) {
    server.advanced(seconds(50));
    server.from_peer.window_update(1, 64 * 1024).window_update(0, 64 * 1024);
    server.exchange();
  }
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
}

TEST(StalledResponse, is_not_one_that_has_nothing_to_send) {
  ServerEngine server;
  server.from_peer.settings({{frame::SettingId::initial_window_size, 0}}).headers(1, request("GET"), end_stream);
  server.exchange();
  server.advanced(seconds(600));
  EXPECT_EQ(server.endpoint.open_messages(), 1u);
}

TEST(StalledResponse, is_one_that_the_connections_window_holds_back) {
  Download server(1'000'000);
  EXPECT_EQ(server.body.pulled(), default_window);
  EXPECT_THAT(server.advanced(seconds(62)), ElementsAre(HasSubstr("RST_STREAM stream=1 CANCEL")));
}

TEST(StalledResponse, is_not_one_that_waits_behind_a_slow_but_steady_one) {
  Download server(100'000'000);
  server.from_peer.headers(3, request("GET"), end_stream);
  server.exchange();
  LongBody second;
  ASSERT_TRUE(server.connection().respond(3, ok(), &second, server.clock.now()));
  for (int i = 0; i < 120; ++i) {
    server.from_peer.window_update(0, 1000);
    server.exchange();
    server.advanced(seconds(1));
  }
  EXPECT_EQ(server.endpoint.open_messages(), 2u);
  EXPECT_EQ(second.pulled(), 0u);
}

TEST(Deadline, of_a_quiet_connection_is_far_away) {
  ServerEngine server({}, Application::answers);
  server.endpoint.answer_with(10);
  server.from_peer.headers(1, request("GET"), end_stream);
  server.exchange();
  server.advanced(seconds(2));
  EXPECT_GE(server.connection().next_deadline(), server.clock.now() + seconds(70));
}

}  // namespace
}  // namespace weft::h2
