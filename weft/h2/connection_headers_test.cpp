#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::request;
using testkit::response;
using testkit::trailers;

TEST(Request, beyond_a_limit_is_answered_and_the_next_one_is_served) {
  ServerEngine server({}, Application::answers);
  auto large = request("GET");
  for (int i = 0; i < 300; ++i) large = large.with("x-" + std::to_string(i), "v");
  server.from_peer.headers(1, large, end_stream).headers(3, request("GET"), end_stream);
  EXPECT_THAT(server.exchange(),
              ElementsAre("HEADERS stream=1 END_STREAM :status=431", "HEADERS stream=3 END_STREAM :status=200"));
  EXPECT_THAT(server.events(), Contains(HasSubstr("rejected 1 431")));
}

TEST(Request, that_is_answered_before_its_end_is_not_read_further) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST").replacing(":authority", "user@host")).data(1, "body", end_stream);
  EXPECT_THAT(server.exchange(),
              ElementsAre("HEADERS stream=1 END_STREAM :status=400", HasSubstr("RST_STREAM stream=1 NO_ERROR")));
  EXPECT_EQ(server.connection().live_messages(), 0u);
}

TEST(Request, that_is_malformed_resets_its_stream_and_is_reported_once) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET").with("Upper", "x"), end_stream);
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("RST_STREAM stream=1 PROTOCOL_ERROR")));
  EXPECT_THAT(server.events(), ElementsAre(HasSubstr("rejected 1 0")));
  EXPECT_EQ(server.connection().counters().streams_reset, 1u);
}

// The last Rejected, as a log would tell it.
struct LastRejected {
  explicit LastRejected(ServerEngine& server) {
    server.endpoint.on_event = [this, &server](const Event& event) {
      const auto* rejected = std::get_if<Rejected>(&event);
      if (rejected == nullptr) return;
      const auto* head = rejected->request->head;
      text = head == nullptr
                 ? "-"
                 : std::string(head->method_text) + " " + std::string(head->authority) + " " + std::string(head->path);
      traffic = rejected->request->traffic;
      taken = server.clock.now() - rejected->request->began;
    };
  }
  std::string text;
  http::Traffic traffic;
  Duration taken{};
};

TEST(Rejected, tells_what_was_read_of_the_request) {
  const auto told = [](const testkit::FieldList& fields) {
    ServerEngine server;
    const LastRejected rejected(server);
    server.from_peer.headers(1, fields, end_stream);
    server.exchange();
    return rejected.text;
  };
  EXPECT_EQ(told(request("POST", "/a?b").replacing(":authority", "user@host")), "POST user@host /a?b");
  EXPECT_EQ(told(request("GET", "/a").with("Upper", "x")), "GET example.org /a");
  EXPECT_EQ(told(request("GET", "no slash")), "GET example.org no slash");
  EXPECT_EQ(told(request("GET", "/" + std::string(20'000, 'a'))), "GET example.org /" + std::string(20'000, 'a'));
  auto large = request("PUT", "/large");
  for (int i = 0; i < 300; ++i) large = large.with("x-" + std::to_string(i), "v");
  EXPECT_EQ(told(large), "PUT example.org /large");
  EXPECT_EQ(told(testkit::FieldList().with("x-name", "v")), "  ");
}

TEST(Rejected, counts_octets_and_time_from_the_first_frame) {
  ServerEngine server;
  const LastRejected rejected(server);
  server.from_peer.headers(1, request("POST").replacing(":authority", "user@host"));
  const Bytes wire = testkit::bytes(server.from_peer.octets().subspan(server.delivered));
  server.endpoint.receive(Octets(wire).first(12));
  server.clock.advance(seconds(2));
  server.endpoint.receive(Octets(wire).subspan(12));
  EXPECT_EQ(rejected.traffic.received, wire.size());
  EXPECT_EQ(rejected.traffic.sent, server.endpoint.produce().size());
  EXPECT_EQ(rejected.taken, seconds(2));
}

TEST(Rejected, of_a_refused_stream_is_told_as_well) {
  Options options;
  options.limits.streams = 1;
  ServerEngine server(options);
  const LastRejected rejected(server);
  server.from_peer.headers(1, request("GET")).headers(3, request("GET", "/refused"), end_stream);
  server.exchange();
  EXPECT_EQ(rejected.text, "GET example.org /refused");
  EXPECT_EQ(rejected.traffic.sent, 13u);
}

TEST(Rejected, leaves_no_memory_behind) {
  ServerEngine server;
  const std::size_t before = server.connection().guard().held_fields();
  for (frame::StreamId id = 1; id < 200; id += 2) {
    server.from_peer.headers(id, request("GET").replacing(":authority", "user@host"), end_stream);
  }
  server.exchange();
  EXPECT_EQ(server.connection().guard().held_fields(), before);
}

TEST(Rejected, is_answered_with_the_date) {
  http::WallTime wall;
  Options options;
  options.wall_time = &wall;
  ServerEngine server(options);
  wall = {server.clock.now(), http::Date(seconds(784'111'777))};
  server.from_peer.headers(1, request("GET").replacing(":authority", "user@host"), end_stream);
  EXPECT_THAT(server.exchange(),
              ElementsAre("HEADERS stream=1 END_STREAM :status=400 date=Sun, 06 Nov 1994 08:49:37 GMT"));
}

TEST(Request, beyond_max_concurrent_streams_is_refused_and_compression_goes_on) {
  Options options;
  options.limits.streams = 2;
  ServerEngine server(options);
  for (frame::StreamId id : {1u, 3u, 5u}) server.from_peer.headers(id, request("GET").with("x-new", "same"));
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("RST_STREAM stream=5 REFUSED_STREAM")));
  server.connection().release(1);
  server.from_peer.headers(7, request("GET").with("x-new", "same"), end_stream);
  server.exchange();
  EXPECT_THAT(server.events(), Contains(HasSubstr("request 7 GET https://example.org/ x-new=same")));
}

TEST(Request, counts_until_its_work_is_over_whatever_the_peer_resets) {
  Options options;
  options.limits.streams = 1;
  Workspace workspace;
  const Time now{std::chrono::hours(1)};
  Connection connection(Role::server, options, workspace, now);
  Frames peer;
  peer.preface().settings().headers(1, request("GET"), end_stream).rst_stream(1).headers(3, request("GET"), end_stream);
  connection.receive(peer.octets(), now);
  EXPECT_EQ(connection.live_messages(), 1u);
  EXPECT_EQ(connection.counters().streams_refused, 1u);
}

TEST(Request, is_refused_when_all_fields_together_are_too_much) {
  Options options;
  options.limits.held_field_octets = 6000;
  ServerEngine server(options);
  const auto large = request("GET").with("x-large", std::string(3000, 'v'));
  server.from_peer.headers(1, large, end_stream).headers(3, large, end_stream);
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("RST_STREAM stream=3 REFUSED_STREAM")));
  server.connection().release(1);
  server.from_peer.headers(5, large, end_stream);
  EXPECT_THAT(server.exchange(), Not(Contains(HasSubstr("stream=5"))));
}

TEST(Request, with_a_field_section_beyond_the_hard_limit_ends_the_connection) {
  ServerEngine server;
  const std::string block =
      "\x82\x84\x87\x40\x01"
      "a"
      "\x01"
      "b" +
      std::string(2000, '\xbe');
  server.from_peer.headers_block(1, as_octets(block), frame::flag::end_headers);
  server.exchange();
  EXPECT_EQ(server.endpoint.close().reason, "field_section_limit");
}

TEST(Request, gives_its_priority_to_its_stream) {
  ServerEngine server;
  server.from_peer.headers(1, request("GET").with("priority", "u=5"), end_stream)
      .headers(3, request("GET").with("priority", "u=1"), end_stream);
  server.exchange();
  testkit::TextBody first("first");
  testkit::TextBody second("second");
  ASSERT_TRUE(server.connection().respond(1, ok(), &first, server.clock.now()));
  ASSERT_TRUE(server.connection().respond(3, ok(), &second, server.clock.now()));
  const Lines lines = server.produced();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[2], "DATA stream=3 END_STREAM data=6");
}

TEST(Trailers, come_behind_the_body) {
  ServerEngine server;
  server.from_peer.headers(1, request("POST")).data(1, "body").headers(1, trailers(), end_stream);
  server.exchange();
  EXPECT_THAT(server.events(),
              ElementsAre(HasSubstr("request 1"), HasSubstr("data 1 4"), HasSubstr("trailers 1 x-checksum=0")));
}

TEST(Trailers, of_a_tunnel_are_a_stream_error) {
  ServerEngine server;
  server.from_peer.headers(1, request("CONNECT").without(":path").without(":scheme").replacing(":authority", "a:1"))
      .headers(1, trailers(), end_stream);
  EXPECT_THAT(server.exchange(), ElementsAre(HasSubstr("RST_STREAM stream=1 PROTOCOL_ERROR")));
}

TEST(Response, may_follow_interim_ones) {
  ClientEngine client;
  client.endpoint.request("GET", "/");
  client.produced();
  client.from_peer.headers(1, response(103).with("link", "x"))
      .headers(1, response(100))
      .headers(1, response(200))
      .data(1, "text", end_stream);
  client.exchange();
  EXPECT_THAT(client.events(), ElementsAre("interim 1 103 link=x", "interim 1 100", "response 1 200",
                                           HasSubstr("data 1 4"), HasSubstr("closed 1")));
}

TEST(Response, is_not_waited_for_through_endless_interim_ones) {
  ClientEngine client;
  client.endpoint.request("GET", "/");
  client.produced();
  for (int i = 0; i < 17; ++i) client.from_peer.headers(1, response(103));
  EXPECT_THAT(client.exchange(), ElementsAre(HasSubstr("RST_STREAM stream=1 ENHANCE_YOUR_CALM")));
}

TEST(Response, to_head_may_promise_a_length_and_bring_nothing) {
  ClientEngine client;
  client.endpoint.request("HEAD", "/");
  client.produced();
  client.from_peer.headers(1, response(200).with("content-length", "500"), end_stream);
  EXPECT_THAT(client.exchange(), IsEmpty());
  EXPECT_THAT(client.events(), ElementsAre(HasSubstr("response 1 200"), HasSubstr("closed 1 complete")));
}

TEST(Response, to_head_must_not_bring_content) {
  ClientEngine client;
  client.endpoint.request("HEAD", "/");
  client.produced();
  client.from_peer.headers(1, response(200)).data(1, "x", end_stream);
  EXPECT_THAT(client.exchange(), ElementsAre(HasSubstr("RST_STREAM stream=1 PROTOCOL_ERROR")));
}

// Nothing is produced meanwhile, as when a transport takes no more.
struct Unheard : ServerEngine {
  using ServerEngine::ServerEngine;

  void ask(frame::StreamId stream, const testkit::FieldList& fields) {
    from_peer.headers(stream, fields, end_stream);
    endpoint.receive(from_peer.octets().subspan(delivered));
    delivered = from_peer.octets().size();
  }
  void ask_wrongly(frame::StreamId stream) { ask(stream, request("GET").replacing(":scheme", "ftp")); }
};

// The waiting octets are the application's, so the peer is not blamed for not reading them.
TEST(Answers, to_what_is_wrong_go_behind_whatever_the_application_has_said) {
  Unheard server;
  http::ResponseHead large = ok();
  large.fields.add("x-large", std::string(25'000, '|'));
  for (frame::StreamId stream = 1; stream <= 9; stream += 2) {
    server.ask(stream, request("GET"));
    ASSERT_TRUE(server.connection().respond(stream, large, nullptr, server.clock.now()));
  }
  server.ask_wrongly(11);
  EXPECT_FALSE(server.connection().closed());
  EXPECT_THAT(server.produced(), Contains(HasSubstr("HEADERS stream=11 END_STREAM :status=400")));
}

TEST(Answers, to_what_is_wrong_end_the_connection_when_they_pile_up) {
  Options options;
  options.limits.buffered_output = 100;
  for (const bool reads : {false, true}) {
    Unheard server(options);
    for (frame::StreamId stream = 1; stream < 100; stream += 2) {
      server.ask_wrongly(stream);
      if (reads) server.produced();
    }
    EXPECT_EQ(server.connection().closed(), !reads);
    if (!reads) {
      EXPECT_EQ(server.endpoint.close().reason, "unsent_output_limit");
    }
  }
}

}  // namespace
}  // namespace weft::h2
